/*
 * What Aqua 0.2.6 gets wrong, by number, and what Shoal does instead: B locks, C messages, D the leader.
 *
 * | number | proven through the built program in |
 * | --- | --- |
 * | 16 a refused lock or unlock exits with 0 | locks.test.ts: exit 4 for a locked path, 6 for unlocking it |
 * | 18 directories, patterns, worktrees, paths of others | locks.test.ts: every way to write it; outside the checkout; worktrees |
 * | 19 nothing enforces a lock | hook.test.ts: a locked file is refused; test/real/ with the real harnesses |
 * | 26 messages are read before they are printed | messages.test.ts: seen only once it was written out |
 */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;
interface Refusal {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: { readonly holderName?: string };
  };
}

let project: Project;
let ada: Environment;
let bob: Environment;
let cid: Environment;

beforeEach(async () => {
  project = createProject();
  await project.json(['init']);
  ada = await project.agent('ada');
  bob = await project.agent('bob');
  cid = await project.agent('cid');
});
afterEach(() => project[Symbol.dispose]());

const codeOf = async (args: readonly string[], env: Environment) => (await project.run(args, { env })).code;
const refusal = async (args: readonly string[], env: Environment, code: number) =>
  ((await project.json(args, { env, code })) as Refusal).error;

/** The next event of that type: `log -f` brings it. */
async function logged(type: string): Promise<void> {
  const child = Bun.spawn([program, 'log', '-f', '--json', '--type', type, '--after', '0'], {
    cwd: project.dir,
    env: cleanEnvironment(),
    stdout: 'pipe',
    stderr: 'ignore',
  });
  await child.stdout.getReader().read();
  child.kill('SIGTERM');
  await child.exited;
}

test.each([
  ['done', ['done']],
  ['fail', ['fail', '--reason', 'no']],
  ['release', ['release']],
  ['leave', ['leave']],
])('15: a lock ends with its task or its holder: %s', async (_what, line) => {
  await project.json(['add', 'work']);
  await project.json(['claim'], { env: ada });
  await project.json(['lock', 'a.ts'], { env: ada });
  expect(await codeOf(['lock', 'a.ts'], bob)).toBe(4);
  await project.json(line, { env: ada });
  expect(await codeOf(['lock', 'a.ts'], bob)).toBe(0);
});

test('15: and with its lease; who waits gets it then', async () => {
  await project.json(['lock', 'a.ts', '--lease', '1s'], { env: ada });
  expect(await codeOf(['lock', 'a.ts', '--wait', '20s'], bob)).toBe(0);
});

test('17: every loser of a race for a lock learns who holds it', async () => {
  const racers = await Promise.all(Array.from({ length: 10 }, (_, n) => project.agent(`racer-${n}`)));
  const ran = await Promise.all(racers.map((env) => project.run(['lock', 'prize', '--json'], { env })));
  const winner = `racer-${ran.findIndex(({ code }) => code === 0)}`;
  const losers = ran.filter(({ code }) => code !== 0).map(({ stdout }) => JSON.parse(stdout) as Refusal);
  expect(losers.map(({ error }) => error.details.holderName)).toEqual(
    Array.from({ length: 9 }, () => winner),
  );
});

test('20: what one has read of a message to all is unread for the others, and its sender has none of it', async () => {
  await project.json(['msg', 'deploying', '--to', '@all'], { env: ada });
  const unread = async (env: Environment) =>
    ((await project.json(['inbox', '--unread'], { env })) as readonly unknown[]).length;
  expect([await unread(bob), await unread(bob), await unread(cid), await unread(ada)]).toEqual([1, 0, 1, 0]);
});

test('21: the inbox shows ids to reply to, names, and what is a question', async () => {
  await project.json(['msg', 'hello', '--to', 'bob'], { env: ada });
  const asking = project.json(['ask', 'Redis or SQLite?', '--to', 'bob', '--timeout', '30s'], { env: ada });
  await logged('message.asked');
  const { stdout } = await project.run(['inbox'], { env: bob });
  expect(stdout).toMatch(/^m1 +ada → bob/m);
  const [, id = ''] = /^(m\d+) +ada asks → bob .*waits for your answer/m.exec(stdout) ?? [];
  await project.json(['reply', id, 'SQLite'], { env: bob });
  expect(await asking).toMatchObject({ body: 'SQLite', fromName: 'bob' });
});

test('22: ask with no time looks once and ends; it never waits longer than it says', async () => {
  // Each would wait for minutes otherwise: far beyond the limit of a test.
  expect(await codeOf(['ask', 'anyone?', '--to', 'bob', '--timeout', '0'], ada)).toBe(7);
  expect(await codeOf(['ask', 'anyone?', '--to', 'bob', '--timeout', '1s'], ada)).toBe(7);
});

test('23: who waits for an answer is alive and keeps its task, past its lease', async () => {
  await project.json(['add', 'work']);
  await project.json(['claim', '--lease', '4s'], { env: ada });
  const asking = project.run(['ask', 'may I?', '--to', 'cid', '--timeout', '6s'], { env: ada });
  expect(await codeOf(['claim', '--wait', '5s'], bob)).toBe(3);
  expect((await asking).code).toBe(7);
  expect(await project.json(['show', 't1'])).toMatchObject({ holderName: 'ada' });
}, 20_000);

test('24: only who was asked answers; nobody waits for oneself, for who is gone, or for who waits for them', async () => {
  const asking = project.json(['ask', 'first?', '--to', 'bob', '--timeout', '30s'], { env: ada });
  await logged('message.asked');
  expect((await refusal(['reply', 'm1', 'me too'], cid, 6)).code).toBe('NOT_ALLOWED');
  expect((await refusal(['ask', 'second?', '--to', 'ada', '--timeout', '30s'], bob, 4)).code).toBe(
    'DEADLOCK',
  );
  await project.json(['reply', 'm1', 'yes'], { env: bob });
  expect(await asking).toMatchObject({ body: 'yes', fromName: 'bob' });
  expect(await codeOf(['ask', 'me?', '--to', 'cid'], cid)).toBe(2);
  await project.json(['leave'], { env: bob });
  expect((await refusal(['ask', 'still there?', '--to', 'bob'], ada, 1)).message).toContain('bob');
});

test('25: no message is out of reach, and the unread count is the count', async () => {
  for (let count = 1; count <= 60; count += 1)
    await project.json(['msg', `number ${count}`, '--to', 'bob'], { env: ada });
  expect(await project.json(['status'], { env: bob })).toMatchObject({ unread: 60 });
  const seen: string[] = [];
  for (let page = 0; page < 60 && seen.length < 60; page += 1) {
    const messages = (await project.json(['inbox', '--unread'], { env: bob })) as readonly { body: string }[];
    seen.push(...messages.map(({ body }) => body));
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => `number ${n + 1}`));
});

test('27: who has left, or never joined, sends nothing, holds nothing and reads nothing', async () => {
  await project.json(['leave'], { env: ada });
  for (const env of [ada, {}])
    for (const line of [['msg', 'boo', '--to', 'bob'], ['lock', 'a.ts'], ['inbox'], ['claim']])
      expect([line[0], await codeOf(line, env)]).toEqual([line[0], 6]);
  expect(await project.json(['locks'])).toEqual([]);
});

test('28, 29: a leader that shows life leads on in the same term, and nothing is wrong', async () => {
  writeFileSync(join(project.dir, '.shoal/config.json'), '{"leaderLeaseMs": 1000}');
  await project.json(['whoami'], { env: ada });
  const [before] = [await project.json(['leader'], { env: ada })];
  expect(await codeOf(['claim', '--wait', '2s'], ada)).toBe(3);
  expect(await project.json(['leader'], { env: ada })).toMatchObject({
    agentName: 'ada',
    term: (before as { term: number }).term,
  });
  const doctor = (await project.json(['doctor'], { env: ada })) as { healthy: boolean; problems: unknown[] };
  expect(doctor).toMatchObject({ healthy: true, problems: [] });
});

test('30, 32: when the leader leaves another leads without joining anew, @leader reaches it, and with nobody left it is refused', async () => {
  expect(await project.json(['leader'])).toMatchObject({ agentName: 'ada', term: 1 });
  await project.json(['leave'], { env: ada });
  await project.json(['progress', 'x'], { env: bob, code: 4 });
  await project.json(['claim'], { env: bob, code: 3 });
  expect(await project.json(['leader'])).toMatchObject({ agentName: 'bob', term: 2 });
  await project.json(['msg', 'who merges?', '--to', '@leader'], { env: cid });
  expect(await project.json(['inbox'], { env: bob })).toMatchObject([
    { body: 'who merges?', fromName: 'cid' },
  ]);
  await project.json(['leave'], { env: cid });
  expect(
    (await project.run(['ask', 'anyone?', '--to', '@leader', '--timeout', '5s'], { env: bob })).code,
  ).toBe(2);
});

test('32: a leader whose process is killed is replaced by the next command of anyone', async () => {
  using other = createProject();
  await other.json(['init']);
  const script = join(other.dir, 'leader.sh');
  writeFileSync(script, `'${program}' join -n boss\nexec sleep 300\n`);
  const boss = Bun.spawn(['bash', script], {
    cwd: other.dir,
    env: cleanEnvironment(),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  await boss.stdout.getReader().read();
  const env = await other.agent('next');
  expect(await other.json(['leader'])).toMatchObject({ agentName: 'boss' });
  boss.kill('SIGKILL');
  await boss.exited;
  await other.json(['claim'], { env, code: 3 });
  expect(await other.json(['leader'])).toMatchObject({ agentName: 'next', term: 2 });
});

test('31: what is tried with an old generation or an old term is refused, and changes nothing', async () => {
  await project.json(['add', 'work']);
  await project.json(['claim'], { env: ada });
  await project.json(['steal', 't1', '--reason', 'ada is stuck'], { env: bob });
  const task = (await project.json(['show', 't1'])) as { generation: number };
  expect(task).toMatchObject({ holderName: 'bob', generation: 2 });
  expect((await refusal(['done', 't1', '--generation', '1'], ada, 4)).code).toBe('STALE');
  expect((await refusal(['done', 't1', '--generation', '1'], bob, 4)).code).toBe('STALE');
  expect(await project.json(['show', 't1'])).toMatchObject({ state: 'running', holderName: 'bob' });
  await project.json(['pause'], { env: cid });
  await project.json(['leave'], { env: ada });
  await project.json(['progress', 'on'], { env: bob });
  expect((await refusal(['resume', '--term', '1'], bob, 4)).message).toContain('term 2');
});
