import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { createProject, type Project } from '../support/program.ts';

const file = `# Our agents.
profiles:
  impl:            # writes
    harness: claude
    permission: write

  reviewer: {harness: 'codex', permission: read}   # only looks

# What they do.
queues:
  review: { profile: reviewer,  max_parallel: 2 }
`;

describe('the configuration, through the built program', () => {
  let project: Project;
  let yaml: string;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    yaml = join(project.dir, 'shoal.yaml');
  });
  afterAll(() => project[Symbol.dispose]());

  const person = (...args: readonly string[]) => atTerminal(args, { cwd: project.dir });
  const text = () => readFileSync(yaml, 'utf8');

  test('without a file there is a profile for each harness', async () => {
    expect(await project.json(['config', 'show'])).toMatchObject({ exists: false, queues: [], port: 8000 });
    const { stdout } = await project.run(['config', 'profile', 'list']);
    expect(stdout).toMatch(/^claude +claude +auto/m);
  });

  test('the file is in force at once, and each key says where it comes from', async () => {
    writeFileSync(yaml, file);
    expect(await project.json(['config', 'explain', 'queues.review.maxParallel'])).toMatchObject({
      value: 2,
      from: 'file',
      where: 'shoal.yaml:11:33',
    });
    expect(
      await project.json(['config', 'explain', 'serve.port'], { env: { SHOAL_PORT: '9001' } }),
    ).toMatchObject({ value: 9001, from: 'environment', where: 'SHOAL_PORT' });
    expect(await project.json(['config', 'explain', 'taskLeaseMs'])).toMatchObject({ from: 'default' });
  });

  test('a queue that it does not configure is not removed, and said to be none, whatever waits in it', async () => {
    expect((await person('add', 'Sweep', '--queue', 'loose')).code).toBe(0);
    const { code, stdout } = await person('config', 'queue', 'remove', 'loose');
    expect([code, stdout]).toEqual([1, expect.stringContaining('shoal.yaml configures no queue "loose".')]);
  });

  test('a person edits it by commands, and every other byte stays', async () => {
    expect((await person('config', 'set', 'queues.review.maxParallel', '3')).code).toBe(0);
    expect(text()).toBe(file.replace('max_parallel: 2', 'max_parallel: 3'));
    expect((await person('config', 'queue', 'add', 'build', '-p', 'impl')).code).toBe(0);
    expect((await person('config', 'default-profile', 'impl')).code).toBe(0);
    expect((await person('config', 'policy', 'add', 'allow', '--command', 'npm test*')).code).toBe(0);
    expect((await person('config', 'policy', 'add', 'deny', '--path', '.env*', '--first')).code).toBe(0);
    expect(text()).toBe(`${file.replace('max_parallel: 2', 'max_parallel: 3')}  build:
    profile: impl
defaultProfile: impl
policies:
  - decision: deny
    path: .env*
  - decision: allow
    command: npm test*
`);
    expect((await person('config', 'policy', 'remove', '1')).code).toBe(0);
    expect(await project.json(['config', 'policy', 'list'])).toMatchObject([
      { number: 1, decision: 'allow', command: 'npm test*' },
    ]);
  });

  test('what is in use is not removed, and it is said who uses it', async () => {
    const before = text();
    const { code, stdout } = await person('config', 'profile', 'remove', 'impl');
    expect(code).toBe(4);
    expect(stdout).toContain('it is the default profile; queue build');
    expect(text()).toBe(before);
  });

  test('an agent changes no profile and no policy', async () => {
    const env = await project.agent('ada');
    const before = text();
    for (const args of [
      ['profile', 'add', 'mine', '-H', 'claude', '-p', 'full'],
      ['policy', 'add', 'allow'],
      ['set', 'profiles.impl.permission', 'full'],
      ['set', 'queues.review.open', 'true'],
      ['queue', 'add', 'mine', '-p', 'impl'],
      ['unset', 'queues.review.profile'],
      ['default-profile', 'reviewer'],
    ]) {
      const { code, stderr } = await project.run(['config', ...args], { env });
      expect(stderr).toContain('Only a person');
      expect(code).toBe(6);
    }
    expect(text()).toBe(before);
  });

  test('what is not sound is not written', async () => {
    const before = text();
    const { code, stdout } = await person('config', 'set', 'queues.review.profile', 'reviwer');
    expect(code).toBe(2);
    expect(stdout).toContain('did you mean "reviewer"?');
    expect(text()).toBe(before);
  });

  test('a broken file is told by line and column, and the last good one stays in force', async () => {
    const good = text();
    await project.run(['config', 'show']);
    writeFileSync(yaml, good.replace('permission: write', 'permision: write'));
    const { code, stdout } = await project.run(['config', 'check']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'shoal.yaml:5:5: unknown key "permision" in profiles.impl; did you mean "permission"?',
    );
    expect(await project.json(['config', 'explain', 'profiles.impl.permission'])).toMatchObject({
      value: 'write',
    });
    expect((await project.run(['doctor'])).stdout).toContain('unknown key "permision"');
    writeFileSync(yaml, good);
    expect((await project.run(['config', 'check'])).code).toBe(0);
  });

  test('writers at once lose nothing', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `extra-${index}`);
    const ran = await Promise.all(names.map((name) => person('config', 'queue', 'add', name, '-n', '2')));
    expect(ran.map(({ code }) => code)).toEqual(names.map(() => 0));
    const { queues } = (await project.json(['config', 'show'])) as { queues: { name: string }[] };
    expect(queues.map(({ name }) => name).toSorted()).toEqual(['build', ...names, 'review']);
  });

  test('the schema is printed, and lies beside the store for editors', async () => {
    expect(await project.json(['config', 'schema'])).toMatchObject({ title: 'shoal.yaml', type: 'object' });
    expect(existsSync(join(project.dir, '.shoal/shoal.schema.json'))).toBe(true);
  });
});
