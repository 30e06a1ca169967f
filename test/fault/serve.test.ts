import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { readServeInfo, type ServeInfo, serveFiles } from '../../src/surfaces/serve/files.ts';
import { callControl, presenceOf } from '../../src/surfaces/serve/presence.ts';
import { createProcessTable } from '../../src/surfaces/machine.ts';
import { toRef } from '../../src/surfaces/machine/process-table.ts';
import { createServed, isRunning, type Served } from '../support/agents.ts';
import type { Ran } from '../support/program.ts';
import { startStubborn, stubbornProfile, untilStubborn } from '../support/stubborn.ts';

const slow = 120_000;

test(
  'the daemon that was just killed is not taken for one that serves',
  async () => {
    await using served = await createServed();
    await served.serve();
    for (let round = 0; round < 20; round += 1) {
      const killed = served.daemonPid();
      process.kill(killed, 'SIGKILL');
      const next = (await served.project.json(['serve', '--detach'], { env: served.me })) as { pid: number };
      expect(next.pid).not.toBe(killed);
      expect(await served.project.json(['serve', 'status'])).toMatchObject({ pid: next.pid, answers: true });
    }
  },
  slow,
);

test(
  'stopped as soon as it is back, a killed daemon leaves nothing running',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const running = await runTwo(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    await served.project.json(['serve', '--detach'], { env: served.me });
    expect(await served.project.json(['serve', 'stop'])).toEqual({ stopped: true });
    await noneIsLeft(served, running);
  },
  slow,
);

test(
  'agents whose daemon was killed are stopped without one, and no task is given out for that',
  async () => {
    await using served = await createServed({
      profiles: stubbornProfile,
      yaml: 'queues:\n  jobs: { profile: stubborn, max_parallel: 1 }\n',
    });
    await served.project.json(['enqueue', 'jobs', 'first'], { env: served.me });
    await served.project.json(['enqueue', 'jobs', 'second'], { env: served.me });
    const worker = await untilStubborn(served, 's1');
    const { keeper, others } = await runTwo(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    const stopped = await served.project.run(['serve', 'stop']);
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.stdout).toContain('left running is stopped');
    expect(await served.store.read((view) => view.list('session').length)).toBe(3);
    await noneIsLeft(served, { keeper, others: [worker, ...others] });
    const again = await served.project.run(['serve', 'stop']);
    expect(again).toMatchObject({ code: 3 });
    expect(again.stdout).toContain('No daemon ran here.');
  },
  slow,
);

test(
  'a daemon that hangs is said to hang, and nobody waits for it for ever',
  async () => {
    await using served = await createServed();
    await served.serve();
    const pid = served.daemonPid();
    using held = hold(pid);
    const status = await served.project.run(['serve', 'status']);
    expect(status).toMatchObject({ code: 1 });
    expect(status.stdout).toContain(`kill -9 ${pid}`);
    const examined = await served.project.run(['doctor']);
    expect(examined).toMatchObject({ code: 1 });
    expect(examined.stdout).toContain(`process ${pid} runs, but does not answer`);
    const start = await served.project.run(['serve', '--detach'], { env: served.me });
    expect(start).toMatchObject({ code: 1 });
    expect(start.stderr).toContain(`The daemon (process ${pid}) runs, but does not answer.`);
    held.letGo();
    expect(await served.project.json(['serve', 'status'])).toMatchObject({ pid, answers: true });
    expect(await served.project.json(['doctor'])).toMatchObject({ healthy: true });
  },
  slow,
);

test(
  'an agent is killed while its daemon hangs; that records its end when it goes on',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const agent = await served.pidOf(id);
    using held = hold(served.daemonPid());
    const [killed] = (await served.project.json(['kill', 'fay'], { env: served.me })) as object[];
    expect(killed).toMatchObject({ name: 'fay', outcome: 'killed', killedPids: [agent] });
    expect(isRunning(agent)).toBe(false);
    held.letGo();
    const session = await served.untilSession(id, ({ state }) => state === 'ended');
    expect(session).toMatchObject({ why: 'it was killed', exit: { class: 'killed-by-us' }, starts: 1 });
  },
  slow,
);

test(
  'agents whose keeper was killed with the daemon are stopped, too',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const running = await runTwo(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    process.kill(running.keeper, 'SIGKILL');
    while (isRunning(running.keeper)) await new Promise(setImmediate);
    const stopped = await served.project.run(['serve', 'stop']);
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.stdout).toContain('left running is stopped');
    await noneIsLeft(served, running);
  },
  slow,
);

test(
  'a keeper whose socket was cleared away is found again, with its agents',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay');
    await served.untilSession(id, ({ state }) => state === 'idle');
    const keeper = served.keeperPid();
    const { socket } = JSON.parse(
      readFileSync(join(served.project.dir, '.shoal/keep/keep.json'), 'utf8'),
    ) as {
      socket: string;
    }; // written by the keeper
    process.kill(served.daemonPid(), 'SIGKILL');
    rmSync(socket);
    await served.untilSeen(await served.tell('fay', 'still there?'));
    expect(served.keeperPid()).toBe(keeper);
    expect(await served.untilSession(id, ({ turns }) => turns === 1)).toMatchObject({ starts: 1 });
  },
  slow,
);

test(
  'when a workspace is removed and its daemon killed at that instant, its keeper and agents end, and make nothing of it again',
  async () => {
    await using served = await createServed();
    const agent = await served.pidOf(await served.start('fake', 'fay', 'work [[hang]]'));
    const [keeper, state] = [served.keeperPid(), join(served.project.dir, '.shoal')];
    process.kill(served.daemonPid(), 'SIGKILL');
    rmSync(state, { recursive: true });
    while (isRunning(keeper)) await new Promise(setImmediate);
    expect(isRunning(agent)).toBe(false);
    expect(existsSync(state)).toBe(false);
  },
  slow,
);

test(
  'a daemon that is killed while it stops has its agents stopped all the same',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const running = await runTwo(served);
    using held = hold(served.keeperPid());
    const stopping = await beginToStop(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    held.letGo();
    expect(await stopping.ended).toMatchObject({ code: 0, stdout: 'Stopped.\n' });
    await noneIsLeft(served, running);
  },
  slow,
);

test(
  'asked to keep its agents, a daemon that is ending them says so',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const running = await runTwo(served);
    using held = hold(served.keeperPid());
    const stopping = await beginToStop(served);
    const late = await served.project.run(['serve', 'stop', '--keep-agents']);
    held.letGo();
    expect(late).toMatchObject({ code: 4 });
    expect(late.stderr).toContain('is ending already, and its agents with it');
    expect(await stopping.ended).toMatchObject({ code: 0 });
    await noneIsLeft(served, running);
  },
  slow,
);

test(
  'agents that somebody else wants kept at the same time are stopped for who wants that',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const running = await runTwo(served);
    expect(await callControl(infoOf(served), 'POST', 'stop', { keepAgents: true })).toBe(202);
    expect(await served.project.run(['serve', 'stop'])).toMatchObject({ code: 0 });
    await noneIsLeft(served, running);
  },
  slow,
);

test(
  'stopped while another daemon starts, agents are stopped, whoever has them by then',
  async () => {
    await using served = await createServed();
    for (let round = 1; round <= 8; round += 1) {
      const session = await served.start('fake', `fay${round}`, 'work [[hang]]');
      await served.untilSession(session, ({ state }) => state === 'working');
      process.kill(served.daemonPid(), 'SIGKILL');
      const [stopped] = await Promise.all([
        served.project.run(['serve', 'stop', '--json']),
        served.project.run(['serve', '--detach'], { env: served.me }),
      ]);
      expect(stopped).toMatchObject({ code: 0, stdout: '{"stopped":true}\n' });
      await served.untilSession(session, ({ state }) => state === 'ended');
    }
  },
  slow,
);

test(
  'the next daemon does not answer, or end, for one before it that still has a process',
  async () => {
    await using served = await createServed();
    await served.serve();
    const next = infoOf(served);
    await using before = Bun.spawn(['cat'], { stdin: 'pipe' });
    const table = createProcessTable();
    const entry = table.read(before.pid);
    if (entry === undefined) throw new Error('cat has no process');
    const ending = { ...next, pid: before.pid, process: toRef(table, entry) };
    expect(await presenceOf(next, 10_000)).toBe('serves');
    expect(await presenceOf(ending, 1_000)).toBe('silent');
    expect(await callControl(ending, 'POST', 'stop', { keepAgents: false })).toBe(503);
    before.kill('SIGKILL');
    await before.exited;
    expect(await presenceOf(ending, 1)).toBe('gone');
    expect(await presenceOf(next, 10_000)).toBe('serves');
  },
  slow,
);

function infoOf(served: Served): ServeInfo {
  const info = readServeInfo(serveFiles(join(served.project.dir, '.shoal')).info);
  if (info === null) throw new Error('no daemon has said that it serves');
  return info;
}

interface Held extends Disposable {
  letGo(): void;
}

/** A process that does nothing until it is let go: at the end of the test at the latest. */
function hold(pid: number): Held {
  process.kill(pid, 'SIGSTOP');
  const letGo = () => void (isRunning(pid) && process.kill(pid, 'SIGCONT'));
  return { letGo, [Symbol.dispose]: letGo };
}

/** The daemon waits for a keeper that is held. */
async function beginToStop(served: Served): Promise<{ readonly ended: Promise<Ran> }> {
  const ended = served.project.run(['serve', 'stop']);
  while ((await callControl(infoOf(served), 'GET', 'alive')) !== 503) await new Promise(setImmediate);
  return { ended };
}

interface Running {
  readonly keeper: number;
  readonly others: readonly number[];
}

/** An agent that speaks a protocol, and one that minds no signal. The processes of all there is. */
async function runTwo(served: Served): Promise<Running> {
  const speaking = await served.pidOf(await served.start('fake', 'fay', 'work [[hang]]'));
  const deaf = await startStubborn(served);
  return { keeper: served.keeperPid(), others: [served.daemonPid(), speaking, deaf] };
}

async function noneIsLeft(served: Served, { keeper, others }: Running): Promise<void> {
  expect(others.filter(isRunning)).toEqual([]);
  while (isRunning(keeper)) await new Promise(setImmediate); // its last words come after its answer
  // Of one that took long to end the next daemon says how it ended; none of them goes on.
  const sessions = await served.store.read((view) => view.list('session').map(({ id }) => id));
  await served.serve();
  for (const id of sessions) {
    const { why } = await served.untilSession(id, ({ state }) => state === 'ended');
    expect([id, why]).toEqual([id, 'the daemon was stopped']);
  }
  expect(await served.project.json(['serve', 'stop'])).toEqual({ stopped: true });
}
