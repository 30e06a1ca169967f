/*
 * What Aqua 0.2.6 gets wrong, by number, and what Shoal does instead: F robustness, G promises.
 *
 * | number | proven through the built program in |
 * | --- | --- |
 * | 34 text is read as markup | cli-wrong-inputs.test.ts: every argument of every command, and what was stored is shown literally |
 * | 36 a busy database is a traceback | test/fault/damage.test.ts: a writer that holds the database for 6 s |
 * | 39 kill kills nothing | spawn.test.ts: kill ends it with all that it started |
 * | 40 no window opens, and it says it did | spawn.test.ts: in a window it runs …; where no window can be opened it says so; the terminals of a desktop, where there is one |
 * | 41 one that dies at once is "starting" | spawn.test.ts: one that ends at once is a failure; its name is free |
 * | 42 worktrees have no workspace | spawn.test.ts: each in a worktree of its own shares the one workspace |
 * | 43 --dry-run writes; flags of the CLIs | spawn.test.ts: --dry-run writes nothing; test/real/ starts the real CLIs |
 * | 45 the log misses changes, or drops events | test/fault/kill.test.ts (law 9); messages.test.ts: following the log |
 * | 47 a claim gets slower with blocked tasks | test/contract/sqlite-plans.test.ts; bench/ at 300,000 blocked |
 * | 48 setup cannot be renewed or undone | setup.test.ts: renews what an older version wrote; takes its own out again |
 * | 49 it runs on Linux only | 58 and all else, when this suite runs on macOS; a run on Linux says nothing of it |
 * | 50 some commands have no --json | cli-json.test.ts: every command, both ways |
 * | 51 errors under --json are text | cli-json.test.ts: one document and nothing else |
 * | 52 `status --json \| jq .tasks` is null | coming-from-aqua.test.ts: that very line |
 * | 53 the integration loop never ends | coming-from-aqua.test.ts: the loop as printed |
 */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

let project: Project;
let ada: Environment;

beforeEach(async () => {
  project = createProject();
  await project.json(['init']);
  ada = await project.agent('ada');
});
afterEach(() => project[Symbol.dispose]());

test('34: a title in brackets is added once and shown as it is', async () => {
  for (const title of ['Fix [/api] [urgent]', '[working] {{x}} <b>']) {
    expect((await project.run(['add', title])).code).toBe(0);
    expect((await project.run(['list'])).stdout).toContain(title);
  }
  expect(await project.json(['list'])).toHaveLength(2);
});

test('35: piped text is neither wrapped nor cut', async () => {
  const path = `src/${'deep/'.repeat(60)}file.ts`;
  await project.json(['lock', path], { env: ada });
  expect((await project.run(['locks'])).stdout).toContain(path);
  await project.json(['add', 'x'.repeat(400)]);
  expect((await project.run(['list'])).stdout).toContain('x'.repeat(400));
});

test('35: what setup would write is what it writes', async () => {
  const { stdout } = await project.run(['setup', '--claude', '--print']);
  await project.run(['setup', '--claude', '-y']);
  const written = readFileSync(join(project.dir, 'CLAUDE.md'), 'utf8').trimEnd().split('\n');
  expect(written.length).toBeGreaterThan(20);
  for (const line of written) expect(stdout).toContain(`+${line}\n`);
});

test('37: half a workspace is named, and init makes it whole; a file in its place is left alone', async () => {
  const state = join(project.dir, '.shoal');
  rmSync(state, { recursive: true });
  mkdirSync(state);
  expect((await project.run(['status'])).stderr).toContain('shoal init');
  expect((await project.run(['init'])).code).toBe(0);
  expect(await project.json(['list'])).toEqual([]);
  rmSync(state, { recursive: true });
  writeFileSync(state, 'mine');
  const { code, stderr } = await project.run(['init']);
  expect(code).toBe(1);
  expect(stderr).toContain(`${state} is no directory.`);
  expect(readFileSync(state, 'utf8')).toBe('mine');
});

test('37: a name that could be a path, an unknown state and a word for a number are usage errors', async () => {
  for (const line of [
    ['join', '-n', 'a/b'],
    ['list', '-s', 'bogus'],
    ['add', 'x', '-p', 'soon'],
  ])
    expect((await project.run(line, { env: { CODEX_THREAD_ID: 'other' } })).code).toBe(2);
  expect(await project.json(['ps'])).toHaveLength(1);
});

test('37: of twenty sessions that join under one name at once, one has it and nineteen are told who', async () => {
  const ran = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      project.run(['join', '-n', 'same', '--json'], { env: { CODEX_THREAD_ID: `s${n}` } }),
    ),
  );
  expect(ran.filter(({ code }) => code === 0)).toHaveLength(1);
  const refused = ran.filter(({ code }) => code === 4).map(({ stdout }) => stdout);
  expect(refused.filter((text) => text.includes('The name same is taken by'))).toHaveLength(19);
});

test('38: a session id is never a path', async () => {
  const env = { CODEX_THREAD_ID: '../../evil' };
  await project.json(['join', '-n', 'visitor'], { env });
  expect(await project.json(['whoami'], { env })).toMatchObject({ name: 'visitor' });
  const around = readdirSync(join(project.dir, '..'), { recursive: true }).map(String);
  expect(around.filter((file) => file.includes('evil'))).toEqual([]);
});

test('44: init below a workspace finds it, and makes no second one', async () => {
  const below = join(project.dir, 'packages/api');
  mkdirSync(below, { recursive: true });
  const { stdout } = await project.run(['init'], { cwd: below });
  expect(stdout).toContain(project.dir);
  expect(existsSync(join(below, '.shoal'))).toBe(false);
  await project.json(['add', 'from below'], { cwd: below });
  expect(await project.json(['list'])).toMatchObject([{ title: 'from below' }]);
  expect(stdout).toContain('mkdir .shoal && shoal init');
  mkdirSync(join(below, '.shoal'));
  await project.json(['init'], { cwd: below });
  expect(await project.json(['list'], { cwd: below })).toEqual([]);
});

test('46: a tag is compared as it is: other alphabets are found, % and _ stand for themselves', async () => {
  for (const tag of ['日本', 'a_c', 'abc']) await project.json(['add', tag, '-t', tag]);
  const titles = async (tag: string) =>
    ((await project.json(['list', '-t', tag])) as readonly { title: string }[]).map(({ title }) => title);
  expect(await titles('日本')).toEqual(['日本']);
  expect(await titles('a_c')).toEqual(['a_c']);
  expect(await titles('a%')).toEqual([]);
});

test('49: .shoal is its owner’s only, and git does not see it', async () => {
  expect(statSync(join(project.dir, '.shoal')).mode & 0o777).toBe(0o700);
  const git = (...args: readonly string[]) =>
    Bun.spawnSync(['git', '-C', project.dir, ...args], { env: cleanEnvironment() }).stdout.toString();
  git('init', '-q');
  git('add', '-A');
  expect(git('status', '--short')).toBe('');
});

test('54: answers tell the id and the times that are stored', async () => {
  const added = (await project.json(['add', 'work'])) as { createdAt: string };
  expect(await project.json(['show', 't1'])).toMatchObject({ createdAt: added.createdAt });
  await project.json(['claim'], { env: ada });
  expect(await project.json(['done', '--summary', 'yes'], { env: ada })).toMatchObject({
    id: 't1',
    result: 'yes',
  });
  const joined = (await project.json(['join'], { env: ada })) as { createdAt: string };
  expect(await project.json(['ps'])).toMatchObject([{ createdAt: joined.createdAt }]);
});

test('55: the prompt of a spawned agent tells it to lock, to report and to leave', async () => {
  await atTerminal(['allow', 'spawn'], { cwd: project.dir });
  const worker = join(project.dir, 'worker');
  writeFileSync(worker, `#!/bin/sh\ncat > prompt\n'${program}' claim\nexec sleep 300\n`, { mode: 0o755 });
  await project.json(['add', 'work']);
  await project.json(['spawn', '1', '--command', worker, '-b', '-y'], { env: ada });
  const prompt = readFileSync(join(project.dir, 'prompt'), 'utf8');
  for (const command of ['prime', 'claim', 'lock', 'progress', 'done', 'fail', 'inbox', 'leave'])
    expect(prompt).toContain(`shoal ${command}`);
  await atTerminal(['kill', '--all'], { cwd: project.dir });
}, 30_000);

test('56: status shows who holds which file; the log has progress and messages', async () => {
  await project.json(['add', 'work']);
  await project.json(['claim'], { env: ada });
  await project.json(['lock', 'src/api.ts'], { env: ada });
  await project.json(['progress', 'half'], { env: ada });
  await project.agent('bob');
  await project.json(['msg', 'hello', '--to', 'bob'], { env: ada });
  const { stdout } = await project.run(['status']);
  expect(stdout).toMatch(/^l1 +src\/api\.ts +ada/m);
  const events = (await project.json(['log', '-n', '100'])) as readonly { type: string }[];
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['task.progressed', 'message.sent', 'lock.taken']),
  );
});

test('57: settings are read from .shoal/config.json, a wrong one is named; a failed attempt backs off', async () => {
  const config = join(project.dir, '.shoal/config.json');
  writeFileSync(config, '{"retryBackoffMs": 60000}');
  await project.json(['add', 'work']);
  await project.json(['claim'], { env: ada });
  await project.json(['fail', '--reason', 'flaky', '--retry'], { env: ada });
  const { state, notBefore } = (await project.json(['show', 't1'])) as { state: string; notBefore: string };
  expect(state).toBe('waiting');
  expect(Date.parse(notBefore)).toBeGreaterThan(Date.now() + 30_000);
  writeFileSync(config, '{"retryBackof": 1}');
  const { code, stderr } = await project.run(['status']);
  expect(code).toBe(2);
  expect(stderr).toContain('"retryBackof"');
});

test('58: a script that has ended is gone at once, its name free and its task ready', async () => {
  const script = join(project.dir, 'bot.sh');
  writeFileSync(
    script,
    `'${program}' join -n bot --json > /dev/null\n'${program}' claim --json > /dev/null\n`,
  );
  await project.json(['add', 'work']);
  const run = async () =>
    Bun.spawn(['bash', script], { cwd: project.dir, env: cleanEnvironment(), stdin: 'ignore' }).exited;
  expect(await run()).toBe(0);
  expect(await project.json(['list'])).toMatchObject([{ state: 'ready', holderName: null }]);
  expect(await run()).toBe(0);
  const joined = (await project.json(['log', '--type', 'agent.joined'])) as readonly { actorName: string }[];
  expect(joined.map(({ actorName }) => actorName)).toEqual(['ada', 'bot', 'bot']);
});
