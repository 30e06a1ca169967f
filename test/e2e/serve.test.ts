import { existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { createServed, isRunning, type Served } from '../support/agents.ts';
import { atTerminal } from '../support/person.ts';
import { runOnTerminal } from '../support/screen.ts';
import { startStubborn, stubbornProfile } from '../support/stubborn.ts';

const slow = 120_000;

test(
  'one daemon per workspace: a second attaches or refuses, and says where the first serves',
  async () => {
    await using served = await createServed();
    const first = (await served.project.json(['serve', '--detach'])) as { pid: number; url: string };
    const again = (await served.project.json(['serve', '--detach'])) as { pid: number };
    expect(again.pid).toBe(first.pid);
    const { port } = new URL(first.url);
    const same = await served.project.run(['serve', '--detach', '--port', port]);
    expect(same.stdout).not.toContain('It ran already');
    const moved = await served.project.run(['serve', '--detach', '--port', '1']);
    expect(moved.stdout).toContain(first.url);
    expect(moved.stdout).toContain('It ran already, and stays there');
    const refused = await served.project.run(['serve']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(first.url);
    expect(await served.project.json(['serve', 'status'])).toMatchObject({ pid: first.pid, url: first.url });
    for (const [flag, ...words] of [
      ['--follow', 'serve', '--follow'],
      ['--detach', 'serve', 'stop', '-d'],
      ['--port', 'serve', 'status', '--port', '8000'],
    ] as const) {
      const foreign = await served.project.run(words);
      expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining(`does not take ${flag}`) });
    }
    const health = await fetch(`${first.url}/health`);
    expect(health.status).toBe(200);
  },
  slow,
);

test(
  'a daemon of another version is named, with what to do',
  async () => {
    await using served = await createServed();
    await served.serve();
    const file = join(served.project.dir, '.shoal/serve.json');
    const info = JSON.parse(readFileSync(file, 'utf8')) as object; // the daemon's own
    writeFileSync(file, JSON.stringify({ ...info, version: '0.0.1' }));
    for (const words of [
      ['serve', 'status'],
      ['serve', '--detach'],
    ]) {
      const { code, stdout } = await served.project.run(words);
      expect(code).toBe(0);
      expect(stdout).toContain('It is Shoal 0.0.1');
      expect(stdout).toContain('serve stop --keep-agents');
    }
  },
  slow,
);

test(
  'many at once start one daemon',
  async () => {
    await using served = await createServed();
    const all = await Promise.all(
      Array.from({ length: 6 }, () => served.project.json(['serve', '--detach'])),
    );
    expect(new Set(all.map((one) => (one as { pid: number }).pid)).size).toBe(1);
  },
  slow,
);

test(
  'a clean stop ends the agents, also one that minds no signal, and leaves nothing running',
  async () => {
    await using served = await createServed({ profiles: stubbornProfile });
    const id = await served.start('fake', 'fay', 'work [[deaf]]');
    const agent = await served.pidOf(id);
    const deaf = await startStubborn(served);
    const [daemon, keeper] = [served.daemonPid(), served.keeperPid()];
    await served.project.json(['serve', 'stop']); // how soon: bench/daemon-load
    for (const pid of [daemon, agent, deaf]) expect(isRunning(pid)).toBe(false);
    while (isRunning(keeper)) await new Promise(setImmediate); // its last words come after its answer
    expect(await served.untilSession(id, ({ state }) => state === 'ended')).toMatchObject({
      why: 'the daemon was stopped',
    });
    expect((await served.project.run(['serve', 'status'])).code).toBe(3);
  },
  slow,
);

test(
  'ended by signals at the same instant, daemon and keeper leave nothing running',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const agent = await served.pidOf(id);
    const pids = [served.daemonPid(), served.keeperPid(), agent];
    for (const pid of pids.slice(0, 2)) process.kill(pid, 'SIGTERM');
    while (pids.some(isRunning)) await new Promise(setImmediate);
    // Nor is there one that was started meanwhile: each says by this file that it keeps.
    expect(existsSync(join(served.project.dir, '.shoal/keep/keep.json'))).toBe(false);
    expect(await served.untilSession(id, ({ state }) => state === 'ended')).toMatchObject({ child: null });
  },
  slow,
);

test(
  'with --keep-agents the agents run on, and the next daemon goes on with them',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const before = await served.atWork(id);
    await served.project.json(['serve', 'stop', '--keep-agents']);
    expect(isRunning(before.process.pid)).toBe(true);
    const message = await served.tell('fay', 'and this');
    await served.serve();
    await served.project.json(['interrupt', 'fay'], { env: served.me });
    await served.untilSeen(message);
    const after = await served.untilSession(id, ({ turns }) => turns === 2);
    expect(after).toMatchObject({ starts: 1, process: before.process });
  },
  slow,
);

test(
  'in the background, too, it keeps its agents when a signal ends it, if it was told so',
  async () => {
    await using served = await createServed();
    await served.project.json(['serve', '--detach', '--keep-agents'], { env: served.me });
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const before = await served.atWork(id);
    const pid = served.daemonPid();
    process.kill(pid, 'SIGTERM');
    while (isRunning(pid)) await new Promise(setImmediate);
    expect(isRunning(before.process.pid)).toBe(true);
    await served.serve();
    await served.project.json(['interrupt', 'fay'], { env: served.me });
    expect(await served.untilSession(id, ({ turns }) => turns === 1)).toMatchObject({
      process: before.process,
    });
  },
  slow,
);

test(
  'the port of the last daemon is tried first, and a taken one gives way to the next',
  async () => {
    await using served = await createServed();
    using taken = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('other') });
    const port = taken.port ?? 0;
    const env = { SHOAL_PORT: String(port) };
    const first = (await served.project.json(['serve', '--detach'], { env })) as { url: string };
    expect(first.url).not.toBe(`http://127.0.0.1:${port}`);
    await served.project.json(['serve', 'stop']);
    const again = (await served.project.json(['serve', '--detach'])) as { url: string };
    expect(again.url).toBe(first.url);
  },
  slow,
);

test(
  'the log is JSON lines, and install prints a unit and a plist',
  async () => {
    await using served = await createServed();
    await served.serve();
    const lines = readFileSync(join(served.project.dir, '.shoal/serve.log'), 'utf8').trim().split('\n');
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ at: expect.any(String), level: expect.any(String) });
    expect((await served.project.run(['serve', 'logs'])).stdout).toContain('serving');
    const unit = (await served.project.run(['serve', 'install', '--print'])).stdout;
    expect(unit).toContain('KillMode=process');
    // Where harnesses are: the PATH of a service manager leads to none.
    expect(unit).toContain(`Environment="PATH=${process.env['PATH']}"`);
    expect((await served.project.run(['serve', 'install', '--print', '--launchd'])).stdout).toContain(
      '<plist',
    );
  },
  slow,
);

test(
  'the log is followed as it grows, until Ctrl-C',
  async () => {
    await using served = await createServed();
    await served.serve();
    const cwd = served.project.dir;
    await using terminal = runOnTerminal(['serve', 'logs', '--follow'], { cwd, columns: 200, rows: 50 });
    await terminal.until((text) => text.includes('serving'));
    const id = await served.start('fake', 'fay', 'work');
    await terminal.until((text) => text.includes(`started session=${id}`));
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
  },
  slow,
);

test(
  'killed at any instant the daemon comes back; no message is lost and none is given twice',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay');
    await served.untilSession(id, ({ state }) => state === 'idle');
    const sent: string[] = [];
    const transcript = join(served.project.dir, '.shoal/transcripts', `${id}.jsonl`);
    for (let instant = 0; instant < 12; instant += 1) {
      const grown = growsBy(transcript, 1 + (instant % 6));
      const message = await served.tell('fay', `thing number ${instant}.`);
      sent.push(message);
      // A daemon that comes back may first take lines back: then its death waits for the end of the turn.
      await Promise.race([grown.done, served.untilSeen(message)]);
      grown.close();
      await served.killDaemon();
      await served.serve();
    }
    for (const message of sent) await served.untilSeen(message);
    await served.untilSession(id, ({ state }) => state === 'idle');
    expect(givenTo(served, sent)).toEqual(sent);
    expect(await served.untilSession(id, () => true)).toMatchObject({ starts: 1, crashes: 0 });
    expect(countIn(transcript, '"type":"turn-end"')).toBe((await served.untilSession(id, () => true)).turns);
  },
  slow,
);

test(
  'a daemon whose workspace is removed ends with its agents, also when another is made in its place',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const ended = [await served.pidOf(id), served.daemonPid(), served.keeperPid()];
    rmSync(join(served.project.dir, '.shoal'), { recursive: true });
    await served.project.json(['init']);
    while (ended.some(isRunning)) await new Promise(setImmediate);
    await served.serve();
    expect(await served.project.json(['serve', 'status'])).toMatchObject({ answers: true });
    expect(ended).not.toContain(served.daemonPid());
  },
  slow,
);

test(
  'a daemon whose socket was cleared away can be reached again',
  async () => {
    await using served = await createServed();
    await served.serve();
    const { socket, pid } = (await served.project.json(['serve', 'status'])) as {
      socket: string;
      pid: number;
    };
    const isBack = growsBy(join(served.project.dir, '.shoal/serve.log'), 1);
    rmSync(socket);
    await isBack.done;
    isBack.close();
    expect(await served.project.json(['serve', 'status'])).toMatchObject({ answers: true, pid });
  },
  slow,
);

test(
  'when the keeper dies too, the session is resumed by its id',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const before = await served.atWork(id);
    process.kill(served.keeperPid(), 'SIGKILL');
    const after = await served.atWork(id, 2);
    expect(after.harnessSession).toBe(before.harnessSession);
    expect(after.process.pid).not.toBe(before.process.pid);
    expect(isRunning(before.process.pid)).toBe(false);
    await served.project.json(['interrupt', 'fay'], { env: served.me });
    await served.untilSession(id, ({ state }) => state === 'idle');
    expect(served.prompts().at(-1)?.text).toContain('ended unexpectedly');
  },
  slow,
);

/** The ids of those messages in the order in which the agents were given them. */
function givenTo(served: Served, sent: readonly string[]): readonly string[] {
  const all = served.prompts().flatMap(({ text }) => [...text.matchAll(/^\[shoal\] message (m\d+) /gm)]);
  return all.map(([, id]) => id ?? '').filter((id) => sent.includes(id));
}

function countIn(file: string, text: string): number {
  return readFileSync(file, 'utf8').split(text).length - 1;
}

/** Resolves when so many lines more are in the file. */
function growsBy(file: string, lines: number): { readonly done: Promise<void>; close(): void } {
  const count = (): number => (existsSync(file) ? countIn(file, '\n') : 0);
  const wanted = count() + lines;
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(file, () => {
    if (count() >= wanted) resolve();
  });
  return { done: promise, close: () => watcher.close() };
}

test(
  'a message to an agent that Shoal runs starts the daemon that reaches it',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay');
    await served.untilSession(id, ({ state }) => state === 'idle');
    await served.killDaemon();
    await served.untilSeen(await served.tell('fay', 'are you there?'));
    expect(isRunning(served.daemonPid())).toBe(true);
  },
  slow,
);

test(
  'a decision, a question, its answer and a cancel start the daemon that brings them to the agent',
  async () => {
    await using served = await createServed({ yaml: 'queues:\n  work: {profile: fake}\n' });
    const person = (...args: readonly string[]) => atTerminal(args, { cwd: served.project.dir });
    const id = await served.start('fake', 'fay', 'work [[ask]]');
    await served.until((view) => view.list('request').length === 1);
    await served.killDaemon();
    expect((await person('approve', 'q1')).code).toBe(0);
    await served.untilSession(id, ({ state, turns }) => state === 'idle' && turns === 1);

    await served.killDaemon();
    const asking = served.project.run(['ask', 'Which?', '--to', 'fay', '--timeout', '60s'], {
      env: served.me,
    });
    const seen = await served.until(
      (view) => view.list('delivery').find(({ agent, state }) => agent !== null && state === 'seen')?.message,
    );
    const token = { SHOAL_AGENT_TOKEN: await served.tokenOf(id) };
    await served.project.json(['reply', seen, 'That one.'], { env: token });
    expect((await asking).stdout).toContain('That one.');

    await served.project.json(['enqueue', 'work', 'long [[hang]]'], { env: served.me });
    const worker = await served.pidOf('s2');
    await served.killDaemon();
    await served.project.json(['cancel', 't1'], { env: served.me });
    await served.untilSession('s2', ({ state }) => state === 'ended');
    expect(isRunning(worker)).toBe(false);
  },
  slow,
);
