/*
 * What Aqua 0.2.6 gets wrong, by number, and what Shoal does instead: A, the same work done twice, or work lost.
 *
 * | number | proven through the built program in |
 * | --- | --- |
 * | 1 a recovery takes a task from its living holder | test/fault/recovery.test.ts: processes sweeping lapsed leases |
 * | 6 spawn twice gives one identity to two processes | spawn.test.ts: harnesses asked for take turns (a second spawn goes on at worker-4) |
 * | 7 agents without a terminal share one identity | coming-from-aqua.test.ts: two copies at once are two agents |
 * | 10 a crash within a claim orphans the task | test/fault/kill.test.ts: laws 1 to 9 hold through kill -9 |
 * | 13 a lost race reads as "nothing to do" | test/fault/recovery.test.ts: 20 processes draining 200 tasks |
 */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;
interface Task {
  readonly id: string;
  readonly state: string;
  readonly holderName: string | null;
  readonly leaseExpiresAt: string;
  readonly context: string | null;
  readonly progress: string | null;
}

let project: Project;
let ada: Environment;
let bob: Environment;

beforeEach(async () => {
  project = createProject();
  await project.json(['init']);
  ada = await project.agent('ada');
  bob = await project.agent('bob');
});
afterEach(() => project[Symbol.dispose]());

const task = async (id: string) => (await project.json(['show', id])) as Task;
const current = async (env: Environment) => ((await project.json(['show'], { env })) as Task).id;

/** Resolves once the stream has said that. */
async function saying(stream: ReadableStream<Uint8Array<ArrayBuffer>>, what: string): Promise<void> {
  let said = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    if (said.includes(what)) return;
  }
  throw new Error(`it ended with: ${said}`);
}

test('2, 3: who has lost a task is not told to go on with it, and neither spoils nor gives away what the next holder does', async () => {
  await project.json(['add', 'first', '--context', 'use Fastify']);
  await project.json(['claim', '--lease', '1s'], { env: ada });
  expect(await project.json(['claim', '--wait', '20s'], { env: bob })).toMatchObject({
    id: 't1',
    holderName: 'bob',
  });
  await project.json(['add', 'second']);
  for (const line of [
    ['done', 't1', '--summary', 'too late'],
    ['progress', 'still at it'],
  ])
    expect((await project.run(line, { env: ada })).code).toBe(4);
  expect(await project.json(['claim'], { env: ada })).toMatchObject({ id: 't2' });
  await project.json(['leave'], { env: ada });
  expect(await task('t1')).toMatchObject({ state: 'running', holderName: 'bob', progress: null });
  expect(await project.json(['done', '--summary', 'right'], { env: bob })).toMatchObject({
    id: 't1',
    state: 'done',
  });
  expect(await project.json(['explain', 't1'])).toMatchObject({
    late: [{ text: 'too late' }, { text: 'still at it' }],
  });
});

test('4: a worker that says nothing past its lease keeps its task while its process lives, and loses it when that dies', async () => {
  await project.json(['add', 'long work']);
  const script = join(project.dir, 'worker.sh');
  writeFileSync(script, `'${program}' join -n worker\n'${program}' claim --lease 1s\nexec sleep 300\n`);
  const worker = Bun.spawn(['bash', script], {
    cwd: project.dir,
    env: cleanEnvironment(),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  try {
    await saying(worker.stdout, 't1  running');
    expect((await project.run(['claim', '--wait', '2s'], { env: bob })).code).toBe(3);
    expect(await task('t1')).toMatchObject({ holderName: 'worker' });
  } finally {
    worker.kill('SIGKILL');
    await worker.exited;
  }
  expect(await project.json(['claim'], { env: bob })).toMatchObject({ id: 't1', holderName: 'bob' });
});

test('5: any word of progress renews the lease', async () => {
  await project.json(['add', 'work']);
  const { leaseExpiresAt } = (await project.json(['claim', '--lease', '10m'], { env: ada })) as Task;
  await project.json(['progress', 'half'], { env: ada });
  expect((await task('t1')).leaseExpiresAt > leaseExpiresAt).toBe(true);
});

test('8: a token in the environment of who spawns does not make the children the spawner', async () => {
  const { token } = (await project.json(['join'], { env: ada })) as { token: string };
  await atTerminal(['allow', 'spawn'], { cwd: project.dir });
  const worker = join(project.dir, 'worker');
  writeFileSync(worker, `#!/bin/sh\n'${program}' whoami --json > who\n'${program}' claim\nexec sleep 300\n`, {
    mode: 0o755,
  });
  await project.json(['add', 'work']);
  const env = { ...ada, SHOAL_AGENT_TOKEN: token, SHOAL_AGENT_KEY: token };
  await project.json(['spawn', '1', '--command', worker, '-b', '-y'], { env });
  expect(await Bun.file(join(project.dir, 'who')).json()).toMatchObject({ name: 'worker-1' });
  await atTerminal(['kill', '--all'], { cwd: project.dir });
}, 30_000);

test('9: a new terminal on the device of a closed one is not the agent that was there', async () => {
  const typed = join(project.dir, 'typed');
  const terminal = (line: string) => {
    writeFileSync(typed, `tty; shoal() { '${program}' "$@"; }; ${line}; exit`);
    return atTerminal(['--noprofile', '--rcfile', typed, '-i'], { cwd: project.dir, program: 'bash' });
  };
  // Others may open a terminal in between: then the device is another one, which proves nothing.
  for (let round = 1; round <= 20; round += 1) {
    const first = await terminal(`shoal join -n visitor-${round}; shoal whoami --json`);
    const second = await terminal('shoal whoami --json');
    expect(first.stdout).toContain(`"name":"visitor-${round}"`);
    expect(second.stdout).not.toContain('visitor');
    if (second.stdout.split('\n')[0] === first.stdout.split('\n')[0]) return;
  }
  throw new Error('no terminal came back on the device of the one before');
});

test('11: an agent that was killed can do nothing until it joins anew', async () => {
  await project.json(['add', 'work']);
  await atTerminal(['kill', 'ada'], { cwd: project.dir });
  for (const line of [['claim'], ['lock', 'a.ts'], ['msg', 'boo', '--to', 'bob'], ['inbox']])
    expect([line[0], (await project.run(line, { env: ada })).code]).toEqual([line[0], 6]);
  expect(await task('t1')).toMatchObject({ state: 'ready' });
});

test('12: progress leaves the context of the planner as it is, and goes with its own task', async () => {
  await project.json(['add', 'first', '--context', 'use Fastify']);
  await project.json(['add', 'second']);
  await project.json(['claim'], { env: ada });
  await project.json(['progress', 'half'], { env: ada });
  expect(await task('t1')).toMatchObject({ context: 'use Fastify', progress: 'half' });
  await project.json(['done'], { env: ada });
  await project.json(['claim'], { env: ada });
  expect((await project.run(['prime'], { env: ada })).stdout).not.toContain('half');
});

test('14: finishing one task by its id leaves the other in hand', async () => {
  await project.json(['add', 'first']);
  await project.json(['add', 'second']);
  await project.json(['claim'], { env: ada });
  await project.json(['claim', '--another'], { env: ada });
  await project.json(['done', 't1'], { env: ada });
  expect(await current(ada)).toBe('t2');
  expect(await task('t2')).toMatchObject({ state: 'running', holderName: 'ada' });
});
