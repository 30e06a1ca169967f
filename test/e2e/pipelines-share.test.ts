import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { createProject, type Project } from '../support/program.ts';

const team = (word: string) => `description: Says ${word}
agents:
  - id: speaker
    runtime: claude
    model: some-model
    cli_flags: [--allowedTools, "Edit,Bash(rm *)"]
    system_prompt: "Say ${word}: {{ input }}"
    mcp: [{ server: db, command: node, args: [./mcp-server.js, "a b"], env: { DATABASE_URL: "postgres://x" } }]
    gate: { type: command, command: [npm, test] }
`;

let project: Project;
let env: Readonly<Record<string, string>>;
let around: string;

beforeEach(async () => {
  project = createProject();
  around = join(project.dir, '..');
  env = { ...(await initialised()), HOME: join(around, 'home') };
});
afterEach(async () => {
  if (existsSync(join(project.dir, '.shoal/serve.json'))) await project.run(['serve', 'stop']);
  project[Symbol.dispose]();
});

async function initialised(): Promise<Readonly<Record<string, string>>> {
  const home = join(around, 'home');
  mkdirSync(home);
  await project.run(['init'], { env: { HOME: home } });
  return project.agent('me');
}

const json = (args: readonly string[], code = 0) => project.json(args, { env, code });
const files = (name: string) => join(project.dir, '.shoal/pipelines', `${name}.yaml`);

function write(name: string, text: string): void {
  mkdirSync(join(project.dir, '.shoal/pipelines'), { recursive: true });
  writeFileSync(files(name), text);
}

async function git(...args: string[]): Promise<string> {
  const child = Bun.spawn(['git', ...args], { cwd: around, stdout: 'pipe', stderr: 'pipe' });
  const [out, , code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  expect([args, code]).toEqual([args, 0]);
  return out;
}

/** Publishes `team` in each version, in this order, with another text each. */
async function published(repo: string, ...versions: (string | null)[]): Promise<void> {
  for (const version of versions) {
    write('team', team(version ?? 'next'));
    await json(['publish', 'team', '--repo', repo, ...(version === null ? [] : ['--version', version])]);
  }
}

describe.each(['directory', 'git'] as const)('a registry that is a %s', (kind) => {
  let repo: string;
  beforeEach(async () => {
    repo = join(around, kind === 'git' ? 'registry.git' : 'registry');
    if (kind === 'git') await git('init', '-q', '--bare', repo);
    else mkdirSync(repo);
  });

  test('versions are ordered as versions; the next is the patch after the highest; the latest is the highest', async () => {
    await published(repo, '1.0.9', '1.0.10', '0.5.0');
    const rows = (await json(['pipeline', 'versions', 'team', '--repo', repo])) as Record<string, unknown>[];
    expect(rows.map(({ version, isLatest }) => [version, isLatest])).toEqual([
      ['1.0.10', true],
      ['1.0.9', false],
      ['0.5.0', false],
    ]);
    write('team', team('again'));
    expect(await json(['publish', 'team', '--repo', repo])).toMatchObject({
      version: '1.0.11',
      latest: '1.0.11',
    });
    expect(await json(['search', 'SAYS', '--repo', repo])).toMatchObject([
      { name: 'team', latest: '1.0.11', description: 'Says again' },
    ]);
    expect(await json(['publish', 'team', '--version', '1.0.9', '--repo', repo], 4)).toMatchObject({
      error: { code: 'CONFLICT', message: 'team@1.0.9 is published already.' },
    });
  });

  test('a pull pins version and checksum; one that is not there is an error, and never another', async () => {
    await published(repo, '1.0.0', '1.1.0');
    await project.run(['pipeline', 'delete', 'team', '-y'], { env });
    expect(await json(['pull', 'team@1.0.1', '--repo', repo], 1)).toMatchObject({
      error: { code: 'NOT_FOUND', hint: 'It has: 1.1.0, 1.0.0.' },
    });
    expect(existsSync(files('team'))).toBe(false);
    const [pulled] = (await json(['pull', 'team@1.0.0', '--repo', repo])) as Record<string, unknown>[];
    expect(pulled).toMatchObject({ version: '1.0.0', changed: true, accepted: false });
    expect(readFileSync(files('team'), 'utf8')).toBe(team('1.0.0'));
    const lock = JSON.parse(readFileSync(join(project.dir, '.shoal/pipelines.lock.json'), 'utf8')) as unknown;
    expect(lock).toEqual({
      version: 1,
      pipelines: { team: { version: '1.0.0', sha256: pulled?.['sha256'], from: repo } },
    });
    // What is pinned comes back as it was, though there is a later one.
    await Bun.file(files('team')).delete();
    expect(await json(['pull'])).toMatchObject([{ name: 'team', version: '1.0.0', changed: true }]);
    expect(await json(['pull', 'team', '--repo', repo])).toMatchObject([{ version: '1.1.0' }]);
    // A copy of both is kept on this machine.
    expect(await json(['pipeline', 'versions', 'team', '--offline'])).toMatchObject([
      { version: '1.1.0', isPinned: true },
      { version: '1.0.0' },
    ]);
    expect(await json(['pull', 'team@1.0.0', '--offline'])).toMatchObject([{ version: '1.0.0' }]);
  });
});

test('an HTTP index, whose files are checked against their checksums; it cannot be published to', async () => {
  const repo = join(around, 'registry');
  mkdirSync(repo);
  await published(repo, '1.0.0');
  using server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async ({ url }) => {
      const file = Bun.file(join(repo, new URL(url).pathname));
      return (await file.exists()) ? new Response(await file.text()) : new Response('', { status: 404 });
    },
  });
  const url = server.url.href;
  expect(await json(['search', '--repo', url])).toMatchObject([{ name: 'team', latest: '1.0.0', from: url }]);
  expect(await json(['pull', 'team', '--repo', url])).toMatchObject([{ version: '1.0.0', from: url }]);
  expect(await json(['publish', 'team', '--repo', url], 2)).toMatchObject({
    error: { code: 'INVALID_INPUT' },
  });
  writeFileSync(join(repo, 'pipelines/team/v1.0.0/agents.yaml'), team('something else'));
  expect(await json(['pull', 'team', '--repo', url], 4)).toMatchObject({ error: { code: 'CONFLICT' } });
  expect(readFileSync(files('team'), 'utf8')).toBe(team('1.0.0'));
});

test('the configured registry is used; names, addresses and texts that would do harm are refused', async () => {
  mkdirSync(join(project.dir, 'reg'));
  writeFileSync(join(project.dir, 'shoal.yaml'), 'registry: ./reg\n');
  write('team', team('hello'));
  expect(await json(['publish', 'team'])).toMatchObject({
    to: './reg',
    version: '1.0.0',
    notes: ['the value of DATABASE_URL, for the MCP server db of speaker, stands in it'],
  });
  const refused = [
    ['pull', '../evil'],
    ['pull', 'team@../../x'],
    ['pull', 'team', '--repo', 'ext::sh -c touch% pwned'],
    ['pull', 'team', '--repo=--upload-pack=touch pwned'],
    ['pull', 'team', '--repo', join(around, 'nowhere')],
    ['publish', 'team', '--name', '../up'],
    ['publish', 'team', '--version', '1'],
  ];
  for (const args of refused) {
    const { code, stderr } = await project.run(args, { env });
    expect([args, [1, 2].includes(code)]).toEqual([args, true]);
    expect(stderr).not.toMatch(/^ +at /m);
  }
  expect(existsSync(join(project.dir, 'pwned'))).toBe(false);
  write('broken', 'agents: [');
  expect(await json(['publish', 'broken'], 2)).toMatchObject({ error: { code: 'INVALID_INPUT' } });
});

test('what imports other files is published with what it imports, and runs where those are not', async () => {
  const repo = join(around, 'registry');
  mkdirSync(repo);
  write(
    'crew',
    'params: { tone: kind, base: main }\nagents:\n  - { id: boss, runtime: claude, system_prompt: "Be ${{ params.tone }}" }\n  - { id: extra, runtime: claude, system_prompt: "{{ input }}" }\n',
  );
  write(
    'split',
    '# ours\nparams: { base: trunk }\nimports:\n  - from: ./crew.yaml\n    agents: [boss]\n# mine\nagents:\n  - { id: me, runtime: claude, system_prompt: "{{ input }} ${{ params.base }}", handoffs: [{ to: boss }] } # me\n',
  );
  expect(await json(['publish', 'split', '--repo', repo])).toMatchObject({
    notes: ['it holds the agents of the file that it imports here'],
  });
  rmSync(files('crew'));
  expect(await json(['pull', 'split', '--repo', repo, '-y'])).toMatchObject([{ changed: true }]);
  expect(readFileSync(files('split'), 'utf8')).toStartWith(
    '# ours\nparams: { base: trunk, tone: kind }\n# mine\nagents:\n  - { id: me,',
  );
  const { entry, agents } = (await json(['agents', '--pipeline', 'split'])) as {
    entry: string;
    agents: { id: string }[];
  }; // by the contract of agents
  expect([entry, agents.map(({ id }) => id)]).toEqual(['me', ['me', 'boss']]);
});

test('what somebody wrote here is not replaced by a pull; what was pulled and not touched is', async () => {
  const repo = join(around, 'registry');
  mkdirSync(repo);
  await published(repo, '1.0.0', '1.1.0');
  write('team', team('mine'));
  expect(await json(['pull', 'team', '--repo', repo], 4)).toMatchObject({ error: { code: 'CONFLICT' } });
  expect(readFileSync(files('team'), 'utf8')).toBe(team('mine'));
  expect(await json(['pull', 'team@1.0.0', '--repo', repo, '-y'])).toMatchObject([{ accepted: false }]);
  expect(await json(['pull', 'team', '--repo', repo])).toMatchObject([{ version: '1.1.0', changed: true }]);
});

test('what was pulled runs only when a person has seen what it runs; a changed file asks again', async () => {
  const repo = join(around, 'registry');
  mkdirSync(repo);
  await published(repo, '1.0.0');
  await json(['pull', 'team', '--repo', repo]);
  const refused = {
    error: { code: 'NOT_ALLOWED', hint: expect.stringContaining('shoal pipeline accept team') as unknown },
  };
  const start = ['run', 'start', 'x', '--pipeline', 'team'];
  expect(await json(start, 6)).toMatchObject(refused);
  expect(await json(['pipeline', 'accept', 'team', '-y'], 6)).toMatchObject({
    error: { code: 'NOT_ALLOWED' },
  });

  const person = { cwd: project.dir, env: { HOME: join(around, 'home') } };
  const no = await atTerminal(['pipeline', 'accept', 'team'], { ...person, answer: 'n' });
  expect(no.code).toBe(2);
  for (const line of [
    'speaker: claude, model some-model, changes files here',
    'speaker: flags --allowedTools "Edit,Bash(rm *)"',
    'speaker: MCP server db runs node ./mcp-server.js "a b", with DATABASE_URL set',
    'speaker: its gate runs npm test',
  ])
    expect(no.stdout).toContain(line);
  expect(await json(start, 6)).toMatchObject(refused);

  expect((await atTerminal(['pipeline', 'accept', 'team'], { ...person, answer: 'y' })).code).toBe(0);
  // It may run now: what is missing is the program that it needs.
  const after = { ...env, PATH: join(around, 'empty') };
  mkdirSync(after.PATH);
  expect(await project.json(start, { env: after, code: 1 })).toMatchObject({
    error: { message: 'speaker needs claude, which is not on PATH.' },
  });
  write('team', `${team('1.0.0')}# changed\n`);
  expect(await json(start, 6)).toMatchObject(refused);
});

describe('shoal pipeline edit', () => {
  const person = (editor: string, answer: string) => ({
    cwd: project.dir,
    env: { HOME: join(around, 'home'), EDITOR: editor },
    answer,
  });
  /** An editor that writes each of these in turn. */
  function editor(...texts: string[]): string {
    const path = join(around, 'editor');
    texts.forEach((text, index) => writeFileSync(`${path}.${index}`, text));
    writeFileSync(
      path,
      `#!/bin/sh\nn=$(cat '${path}.n' 2>/dev/null || echo 0)\ncp "${path}.$n" "$1"\necho $((n+1)) > '${path}.n'\n`,
    );
    return `sh '${path}'`;
  }
  const good = 'agents:\n  - { id: a, runtime: claude, system_prompt: "{{ input }}" }\n';

  test('what is sound takes the place of the file, comments and all', async () => {
    write('team', good);
    const { code, stdout } = await atTerminal(
      ['pipeline', 'edit', 'team'],
      person(editor(`# mine\n${good}`), 'n'),
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('.shoal/pipelines/team.yaml is changed.')]);
    expect(readFileSync(files('team'), 'utf8')).toBe(`# mine\n${good}`);
    expect(existsSync(files('team.draft'))).toBe(false);
  });

  test('an error is told, and asked for again; nothing is lost when there is no more patience', async () => {
    write('team', good);
    const broken = good.replace('claude', 'claude, modle: x');
    const again = await atTerminal(
      ['pipeline', 'edit', 'team'],
      person(editor(broken, `# fixed\n${good}`), 'y'),
    );
    expect(again.stdout).toContain('team.draft.yaml:2:');
    expect(again.stdout).toContain('did you mean "model"?');
    expect(readFileSync(files('team'), 'utf8')).toBe(`# fixed\n${good}`);

    writeFileSync(join(around, 'editor.n'), '0');
    const left = await atTerminal(['pipeline', 'edit', 'team'], person(editor(broken), 'n'));
    expect(left.stdout).toContain('Your edit is kept in .shoal/pipelines/team.draft.yaml.');
    expect(readFileSync(files('team'), 'utf8')).toBe(`# fixed\n${good}`);
    expect(readFileSync(files('team.draft'), 'utf8')).toBe(broken);
    expect(await json(['pipeline', 'list'])).toMatchObject([{ name: 'team' }]);
  });

  test('without a terminal it says what to do instead', async () => {
    write('team', good);
    expect(await json(['pipeline', 'edit', 'team'], 2)).toMatchObject({ error: { code: 'USAGE' } });
    expect(existsSync(files('team.draft'))).toBe(false);
  });
});

test('git sees the pipelines and their pins, and nothing else of .shoal/', async () => {
  await git('-C', project.dir, 'init', '-q');
  writeFileSync(join(project.dir, '.shoal/.gitignore'), '*\n'); // as it was before there were pipelines
  await json(['pipeline', 'create', 'team', '--template', 'feature']);
  const repo = join(around, 'registry');
  mkdirSync(repo);
  await json(['publish', 'team', '--repo', repo]);
  await json(['pull', 'team', '--repo', repo]);
  write('team.draft', 'agents: [');
  const seen = await git('-C', project.dir, 'status', '--porcelain', '--untracked-files=all');
  expect(seen.trim().split('\n')).toEqual(['?? .shoal/pipelines.lock.json', '?? .shoal/pipelines/team.yaml']);
});

test('a search makes no workspace of the home directory', async () => {
  const home = join(around, 'home');
  const below = join(home, 'somewhere');
  mkdirSync(below);
  const outside = { cwd: below, env: { HOME: home } };
  expect((await project.run(['search', '--json'], outside)).stdout.trim()).toBe('[]');
  const { code, stderr } = await project.run(['list'], outside);
  expect([code, stderr]).toEqual([1, expect.stringContaining('no workspace')]);
});

test("a registry of one's own in the home directory makes no workspace of it", async () => {
  const home = join(around, 'home');
  const below = join(home, 'somewhere');
  mkdirSync(below);
  const own = { ...env, XDG_DATA_HOME: '' };
  write('team', team('hello'));
  await project.json(['publish', 'team', '--local'], { env: own });
  for (const args of [['search', 'team'], ['list'], ['runs'], ['run', 'x'], ['pipeline', 'list']]) {
    const { code, stdout, stderr } = await project.run(args, { env: own, cwd: below });
    if (args[0] === 'search') expect([code, stdout.includes('team')]).toEqual([0, true]);
    else expect([code, stderr.split('\n')[0]]).toEqual([1, expect.stringContaining('There is no workspace')]);
  }
});
