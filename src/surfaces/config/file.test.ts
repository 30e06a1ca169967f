import { afterEach, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfigFile } from './file.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function workspace(text?: string) {
  const root = mkdtempSync(join(tmpdir(), 'shoal-config-'));
  roots.push(root);
  mkdirSync(join(root, '.shoal'), { mode: 0o700 });
  const file = join(root, 'shoal.yaml');
  if (text !== undefined) writeFileSync(file, text);
  return { root, file, config: openConfigFile(root), text: () => readFileSync(file, 'utf8') };
}

/** Runs in a process of its own, which knows nothing of what this one has read. */
function fresh(root: string, code: string): string {
  const program = `import { openConfigFile } from ${JSON.stringify(join(import.meta.dir, 'file.ts'))};
    const config = openConfigFile(${JSON.stringify(root)}); ${code}`;
  const { stdout, stderr, exitCode } = Bun.spawnSync([process.execPath, '-e', program]);
  expect(stderr.toString()).toBe('');
  expect(exitCode).toBe(0);
  return stdout.toString();
}

function refusalOf(edit: Promise<unknown>): Promise<string> {
  return edit.then(
    () => 'not refused',
    (error: unknown) => String(error),
  );
}

test('without a file there is a profile for each harness, and nothing else', () => {
  const { config } = workspace();
  const { profiles, defaultProfile, queues, policies, serve, problems } = config.read();
  expect(Object.keys(profiles)).toEqual(['claude', 'codex', 'gemini', 'opencode', 'copilot']);
  expect(profiles['claude']).toMatchObject({ harness: 'claude', permission: 'auto', mcp: 'with-own' });
  expect({ defaultProfile, queues, policies, problems }).toEqual({
    defaultProfile: null,
    queues: {},
    policies: [],
    problems: [],
  });
  expect(serve).toEqual({ host: '127.0.0.1', port: 8_000, logLevel: 'info' });
});

test('every problem is said with its line and column', () => {
  const { config } = workspace(
    'profiles:\n  impl: {harness: claud, permision: read}\nqueues:\n  q:\n    profile: impl\n    max_parallel: 0\n',
  );
  expect(config.read().problems).toEqual([
    'shoal.yaml:2:19: profiles.impl.harness is "claud"; it must be claude, codex, gemini, opencode, copilot, acp or command; did you mean claude?',
    'shoal.yaml:2:26: unknown key "permision" in profiles.impl; did you mean "permission"?',
    'shoal.yaml:6:19: queues.q.maxParallel is 0; the least is 1',
  ]);
});

test('a key in both spellings is refused', () => {
  const { config } = workspace('queues:\n  fast:\n    maxParallel: 1\n    max_parallel: 2\n');
  expect(config.read().problems).toEqual(['shoal.yaml:3:5: queues.fast.maxParallel is given twice']);
});

test('what names no profile is refused where it stands', () => {
  const { config } = workspace('defaultProfile: claudee\npolicies:\n  - {decision: deny, profile: nobody}\n');
  expect(config.read().problems).toEqual([
    'shoal.yaml:1:17: defaultProfile is "claudee", and there is no such profile; did you mean "claude"?',
    expect.stringContaining('shoal.yaml:3:31: policies.0.profile is "nobody"'),
  ]);
});

test('a file that is broken leaves the last good one in force, for a new process too', () => {
  const { root, file, config } = workspace('queues:\n  review: {maxParallel: 3}\n');
  expect(config.read().queues['review']?.maxParallel).toBe(3);
  writeFileSync(file, 'queues:\n  review: {maxParallel: 4\n');
  const broken = config.read();
  expect(broken.queues['review']?.maxParallel).toBe(3);
  expect(broken.problems).toEqual([expect.stringMatching(/^shoal\.yaml:\d+:\d+: /)]);
  expect(fresh(root, "console.log(config.read().queues['review'].maxParallel)")).toBe('3\n');
  writeFileSync(file, 'queues:\n  review: {maxParallel: 5}\n');
  expect(config.read()).toMatchObject({ queues: { review: { maxParallel: 5 } }, problems: [] });
});

test('a file that is gone is no longer in force', () => {
  const { file, config } = workspace('defaultProfile: codex\n');
  expect(config.read().defaultProfile).toBe('codex');
  rmSync(file);
  expect(config.read().defaultProfile).toBeNull();
});

test('an unchanged file is not read again', () => {
  const { config } = workspace('defaultProfile: codex\n');
  expect(config.read()).toBe(config.read());
});

test('variables go before the file, and a wrong one changes nothing', () => {
  const { root } = workspace('serve: {port: 9000, host: 127.0.0.2}\n');
  const { serve, problems } = openConfigFile(root, { SHOAL_PORT: '9001', SHOAL_LOG_LEVEL: 'loud' }).read();
  expect(serve).toEqual({ host: '127.0.0.2', port: 9001, logLevel: 'info' });
  expect(problems).toEqual(['SHOAL_LOG_LEVEL is "loud"; use debug, info, warn, error.']);
});

test('an edit keeps the mode and follows a link', async () => {
  const { root, file, config } = workspace();
  const real = join(root, 'real.yaml');
  writeFileSync(real, '# mine\ndefaultProfile: codex\n');
  chmodSync(real, 0o640);
  symlinkSync('real.yaml', file);
  await config.edit([{ path: ['defaultProfile'], value: 'claude' }]);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, 'utf8')).toBe('# mine\ndefaultProfile: claude\n');
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(readdirSync(root).toSorted()).toEqual(['.shoal', 'real.yaml', 'shoal.yaml']);
});

test('an edit that would not be sound leaves every byte as it is', async () => {
  const before = 'queues:\n  review: {profile: impl}\nprofiles:\n  impl: {harness: claude}\n';
  const { file, config, text } = workspace(before);
  const inode = statSync(file).ino;
  const edits = [
    [{ path: ['profiles', 'impl'], value: undefined }],
    [{ path: ['queues', 'review', 'maxParallel'], value: 0 }],
    [{ path: ['nonsense'], value: 1 }],
  ];
  for (const changes of edits) expect(await refusalOf(config.edit(changes))).toContain('Nothing was changed');
  expect(text()).toBe(before);
  expect(statSync(file).ino).toBe(inode);
});

test('the first edit makes the file, with the schema for editors', async () => {
  const { root, config, text } = workspace();
  await config.edit([{ path: ['profiles', 'impl'], value: { harness: 'claude' } }]);
  expect(text()).toBe(
    '# yaml-language-server: $schema=.shoal/shoal.schema.json\nprofiles:\n  impl:\n    harness: claude\n',
  );
  expect(existsSync(join(root, '.shoal', 'shoal.schema.json'))).toBe(true);
});

test('a broken file is not edited', async () => {
  const { config, text } = workspace('queues: [\n');
  expect(await refusalOf(config.edit([{ path: ['defaultProfile'], value: 'codex' }]))).toContain(
    'cannot be edited as it is',
  );
  expect(text()).toBe('queues: [\n');
});

test('many writers at once lose nothing', async () => {
  const { root, config } = workspace('# shared\n');
  const programs = ['a', 'b', 'c'].map((name) =>
    Bun.spawn([
      process.execPath,
      '-e',
      `import { openConfigFile } from ${JSON.stringify(join(import.meta.dir, 'file.ts'))};
       const config = openConfigFile(${JSON.stringify(root)});
       for (let n = 0; n < 10; n += 1)
         await config.edit((now) => [{ path: ['queues', '${name}' + '-' + n + 'x'], value: { maxParallel: Object.keys(now.queues).length + 1 } }]);`,
    ]),
  );
  for (const program of programs) expect(await program.exited).toBe(0);
  const { queues, problems } = config.read();
  expect(problems).toEqual([]);
  expect(
    Object.values(queues)
      .map(({ maxParallel }) => maxParallel)
      .toSorted((a, b) => a - b),
  ).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
});

test('a key is explained: value, origin and meaning', () => {
  const { root } = workspace('# top\nqueues:\n  fast:\n    max_parallel: 2\n');
  const config = openConfigFile(root, { SHOAL_PORT: '1' });
  expect(config.explain('queues.fast.max_parallel')).toEqual({
    path: ['queues', 'fast', 'maxParallel'],
    value: 2,
    from: 'file',
    where: 'shoal.yaml:4:5',
    doc: 'Workers at once. Default: 1',
  });
  expect(config.explain('serve.port')).toMatchObject({ value: 1, from: 'environment', where: 'SHOAL_PORT' });
  expect(config.explain('profiles.claude.timers.turn')).toMatchObject({ value: 14_400_000, from: 'default' });
  expect(() => config.explain('queues.fast.maxParalel')).toThrow('There is no key "queues.fast.maxParalel"');
  expect(() => config.explain('queues.slow')).toThrow('There is no queues.slow.');
  writeFileSync(join(root, 'shoal.yaml'), 'queues:\n  slow: {maxParallel: none}\n');
  expect(() => config.explain('queues.slow')).toThrow(
    'There is no queues.slow in force: shoal.yaml has a problem. shoal.yaml:2:',
  );
});

test('the example of the guide is sound', () => {
  const guide = readFileSync(join(import.meta.dir, '../../../docs/guide/profiles-and-queues.md'), 'utf8');
  const example = /```yaml\n(.+?)```/s.exec(guide)?.[1] ?? '';
  const { problems, profiles, queues } = workspace(example).config.read();
  expect(problems).toEqual([]);
  expect(profiles['reviewer']).toMatchObject({ toolset: 'read', mcp: 'only-shoal', effort: 'high' });
  expect(queues['build']).toMatchObject({ profile: 'impl', maxParallel: 3, maxAttempts: 2 });
});

test('budgets are amounts by name; a profile that there is not, and no amount, are problems', () => {
  const { config } = workspace(
    'budgets:\n  workspace: 20\n  queues: { my_queue: 2.5 }\n  profiles: { claude: 5 }\n',
  );
  expect(config.read().budgets).toEqual({
    workspace: 20,
    queues: { my_queue: 2.5 },
    profiles: { claude: 5 },
  });
  expect(config.explain('budgets.queues.my_queue')).toMatchObject({ value: 2.5, where: 'shoal.yaml:3:13' });
  const wrong = workspace('budgets:\n  workspace: 0\n');
  expect(wrong.config.read().problems[0]).toStartWith('shoal.yaml:2:14: budgets.workspace is 0');
  const unknown = workspace('budgets:\n  profiles: { cluade: 5 }\n');
  expect(unknown.config.read().problems[0]).toContain('did you mean "claude"?');
});

test('what is no file is refused with where a file is wanted', async () => {
  const { file, config } = workspace();
  mkdirSync(file);
  const refused = await config
    .edit([{ path: ['defaultProfile'], value: 'x' }])
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'CONFLICT',
    hint: `${file} must be a file that you may read and write.`,
  });
});

test('what keeps a change from being locked is said, and what to do', async () => {
  const { root, config, text } = workspace('# mine\n');
  const lock = join(root, '.shoal/config.lock');
  const edit = () => config.edit([{ path: ['defaultProfile'], value: 'codex' }]);
  mkdirSync(lock);
  expect(await edit().catch((error: unknown) => error)).toMatchObject({
    code: 'STORE_READ_ONLY',
    message: expect.stringContaining(`${lock} cannot be locked: `),
  });
  rmSync(lock, { recursive: true });
  writeFileSync(lock, 'no database '.repeat(100));
  expect(await edit().catch((error: unknown) => error)).toMatchObject({
    code: 'UNHEALTHY',
    hint: 'It holds nothing: remove it, then try again.',
  });
  expect(text()).toBe('# mine\n');
});
