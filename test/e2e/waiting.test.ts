import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServed, isRunning, type Served } from '../support/agents.ts';
import { atTerminal } from '../support/person.ts';

const slow = 60_000;

interface Row {
  readonly name: string;
  readonly state: string;
  readonly why: string | null;
}

const openRequest = (served: Served) =>
  served.until((view) => view.list('request', { where: { state: 'open' } })[0]);

/** Until the store's clock has come so far. */
async function instant({ store }: Served, at: number): Promise<void> {
  while (store.now() < at) {
    const seq = await store.read((view) => view.lastSeq);
    await store.wait(seq, at, AbortSignal.timeout(30_000));
  }
}

test(
  'while an agent waits for a decision its state says so everywhere, and no longer once it is made',
  async () => {
    await using served = await createServed();
    const { project } = served;
    const id = await served.start('fake', 'fay', 'may I? [[ask]]');
    const request = await openRequest(served);
    await served.untilSession(id, ({ state }) => state === 'waiting');
    const row = async () => ((await project.json(['ps'])) as Row[]).find(({ name }) => name === 'fay');
    const says = async (...args: readonly string[]) => (await project.run(args)).stdout;
    expect(await row()).toMatchObject({ state: 'needs you', why: 'for a decision' });
    expect(await says('ps')).toMatch(/fay\s+needs you\s.*for a decision/);
    expect(await says('status')).toMatch(/needs you\n.*fay asks permission/);
    expect(await says('sessions')).toMatch(/fay\s+waiting\s.*for a decision/);
    expect(await says('session', 'fay')).toContain('fay  waiting: for a decision');
    expect(await says('show', id)).toContain('fay  waiting: for a decision');
    expect(await says('watch')).toMatch(/needs you/);
    expect(await project.json(['show', 'fay'])).toMatchObject({ state: 'needs you' });
    expect((await atTerminal(['approve', request.id], { cwd: project.dir })).code).toBe(0);
    await served.untilSession(id, ({ turns }) => turns === 1);
    expect(await row()).toMatchObject({ state: 'idle', why: null });
    expect(await says('requests')).toContain('Nothing waits for a decision');
  },
  slow,
);

test(
  'a worker of a queue that waits for a decision is not done, and its queue says that it waits',
  async () => {
    await using served = await createServed({ yaml: 'queues:\n  work: {profile: fake}\n' });
    const { project, me } = served;
    const { id } = (await project.json(['enqueue', 'work', 'may I? [[ask]]', '--callback'], {
      env: me,
    })) as { id: string };
    const request = await openRequest(served);
    const state = async () => (await project.json(['show', id])) as { state: string; result: string };
    await served.until((view) => view.list('session', { where: { state: 'waiting' } })[0]);
    expect((await project.run(['queue', 'show', 'work'])).stdout).toMatch(/t1\s+needs you\s/);
    expect((await project.run(['explain', id])).stdout).toContain(`shoal approve ${request.id}`);
    expect(await state()).toMatchObject({ state: 'running' });
    expect((await atTerminal(['approve', request.id], { cwd: project.dir })).code).toBe(0);
    await served.until((view) => view.get('task', id)?.state === 'done');
    expect((await state()).result).toContain('permission selected:once');
    expect(await project.json(['inbox'], { env: me })).toMatchObject([{ from: `queue:work · ${id} · done` }]);
  },
  slow,
);

test(
  'while daemon and program are both gone nobody is told that the agent works',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    const agent = await served.pidOf(id);
    const keeper = served.keeperPid();
    await served.killDaemon();
    for (const pid of [keeper, agent]) {
      process.kill(pid, 'SIGKILL');
      while (isRunning(pid)) await new Promise(setImmediate);
    }
    const rows = (await served.project.json(['ps'])) as Row[];
    expect(rows.find(({ name }) => name === 'fay')).toMatchObject({ state: 'unknown', alive: 'dead' });
    expect(await served.project.json(['session', 'fay'])).toMatchObject({ pid: null });
    expect((await served.project.run(['sessions'])).stdout).toContain('its process is gone');
    await served.serve();
    await served.untilSession(id, ({ starts, state }) => starts === 2 && state === 'working');
    expect(await served.project.json(['session', 'fay'])).toMatchObject({ why: null });
  },
  slow,
);

test(
  'of two people who decide at once the first wins, and the other is told who did',
  async () => {
    await using served = await createServed();
    const { project } = served;
    const id = await served.start('fake', 'fay', 'may I? [[ask]]');
    const request = await openRequest(served);
    const one = { cwd: project.dir };
    const words = [
      ['approve', request.id],
      ['reject', request.id, '-r', 'no'],
      ['approve', request.id],
      ['reject', request.id, '-r', 'never'],
    ];
    const codes = (await Promise.all(words.map((args) => atTerminal(args, one)))).map(({ code }) => code);
    expect(codes.toSorted((a, b) => a - b)).toEqual([0, 4, 4, 4]);
    const session = await served.untilSession(id, ({ turns }) => turns === 1);
    const isApproved = codes.indexOf(0) % 2 === 0;
    expect(session.lastResult).toContain(`permission selected:${isApproved ? 'once' : 'no'}`);
  },
  slow,
);

test(
  'the deadline decides as it was stated, with no daemon and nobody looking; the next daemon passes it on',
  async () => {
    await using served = await createServed();
    const { project } = served;
    writeFileSync(join(project.dir, '.shoal/config.json'), JSON.stringify({ requestTimeoutMs: 5_000 }));
    const id = await served.start('fake', 'fay', 'may I? [[ask]]');
    const { id: request, dueAt } = await openRequest(served);
    await project.json(['serve', 'stop', '--keep-agents']);
    await instant(served, dueAt ?? 0);
    expect(await project.json(['request', request])).toMatchObject({
      state: 'expired',
      outcome: 'reject',
      decidedBy: 'default',
    });
    expect(await project.json(['requests'])).toEqual([]);
    await served.serve();
    const session = await served.untilSession(id, ({ turns }) => turns === 1);
    expect(session).toMatchObject({ starts: 1, lastReason: 'completed' });
    expect(session.lastResult).toContain('permission selected:no');
  },
  slow,
);

test(
  'what can wait until an agent is idle comes after all else, what piled up comes together and in order',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'work [[hang]]');
    await served.untilSession(id, ({ state }) => state === 'working');
    const idle = await served.tell('fay', 'when idle', '--priority', 'idle');
    await served.tell('fay', 'soon over', '--ttl', '1s');
    await served.tell('fay', 'the first');
    const late = await served.tell('fay', 'the second');
    await instant(served, await served.until((view) => view.get('message', 'm2')?.expiresAt ?? undefined));
    await served.project.json(['interrupt', 'fay'], { env: served.me });
    for (const message of [late, idle]) await served.untilSeen(message);
    const texts = served.prompts().map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts[1]).toMatch(/\| the first\n[^]*\| the second/);
    expect(texts[2]).toContain('| when idle');
    expect(texts.join('\n')).not.toContain('soon over');
    const sent = (await served.project.run(['show', 'm2'])).stdout;
    expect(sent).toMatch(/fay\s+expired/);
  },
  slow,
);
