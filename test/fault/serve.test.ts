import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { createServed, isRunning, type Served } from '../support/agents.ts';

const slow = 120_000;
/** Minds no signal but SIGKILL. */
const stubborn = 'trap "" TERM; cat > /dev/null; echo > begun; while :; do sleep 0.05; done';
const profiles = `  stubborn: { harness: command, command: [sh, -c, ${JSON.stringify(stubborn)}], permission: full }\n`;

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
    await using served = await createServed({ profiles });
    const pids = await runTwo(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    await served.project.json(['serve', '--detach'], { env: served.me });
    expect(await served.project.json(['serve', 'stop'])).toEqual({ stopped: true });
    await noneIsLeft(served, pids);
  },
  slow,
);

test(
  'agents whose daemon was killed are stopped without one, and no task is given out for that',
  async () => {
    await using served = await createServed({
      profiles,
      yaml: 'queues:\n  jobs: { profile: stubborn, max_parallel: 1 }\n',
    });
    await served.project.json(['enqueue', 'jobs', 'first'], { env: served.me });
    await served.project.json(['enqueue', 'jobs', 'second'], { env: served.me });
    await served.untilSession('s1', ({ state }) => state === 'working');
    const pids = await runTwo(served);
    process.kill(served.daemonPid(), 'SIGKILL');
    const stopped = await served.project.run(['serve', 'stop']);
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.stdout).toContain('left running is stopped');
    await noneIsLeft(served, pids);
    expect(await served.store.read((view) => view.list('session').length)).toBe(3);
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
    process.kill(pid, 'SIGSTOP');
    const status = await served.project.run(['serve', 'status']);
    expect(status).toMatchObject({ code: 1 });
    expect(status.stdout).toContain(`kill -9 ${pid}`);
    const start = await served.project.run(['serve', '--detach'], { env: served.me });
    expect(start).toMatchObject({ code: 1 });
    expect(start.stderr).toContain(`The daemon (process ${pid}) runs, but does not answer.`);
    process.kill(pid, 'SIGCONT');
    expect(await served.project.json(['serve', 'status'])).toMatchObject({ pid, answers: true });
  },
  slow,
);

/** An agent that speaks a protocol, and one that minds no signal. The processes of all there is. */
async function runTwo(served: Served): Promise<readonly number[]> {
  const ids = [
    await served.start('fake', 'fay', 'work [[hang]]'),
    await served.start('stubborn', 'stu', 'work'),
  ];
  const agents = await Promise.all(
    ids.map((id) => served.untilSession(id, ({ state }) => state === 'working')),
  );
  const begun = join(served.project.dir, 'begun');
  while (!existsSync(begun)) await new Promise(setImmediate); // from then on it minds no signal
  return [served.daemonPid(), served.keeperPid(), ...agents.map(({ process: agent }) => agent?.pid ?? 0)];
}

async function noneIsLeft(served: Served, pids: readonly number[]): Promise<void> {
  expect(pids.filter(isRunning)).toEqual([]);
  const sessions = await served.store.read((view) => view.list('session'));
  expect(sessions.map(({ state, why }) => [state, why])).toEqual(
    sessions.map(() => ['ended', 'the daemon was stopped']),
  );
}
