import { describe, expect, test } from 'bun:test';
import { checkLog } from '../../../test/model/history/check-log.ts';
import { collectExport } from '../../../test/model/history/export.ts';
import { createWorld, type World } from '../../../test/support/world.ts';
import { departed, newAgent } from '../../domain/agent.ts';
import type { Kind } from '../../domain/kinds.ts';
import { newProfile } from '../../domain/profile.ts';
import { decided, newRequest } from '../../domain/request.ts';
import { newSession, type Session } from '../../domain/session.ts';
import type { Transaction } from '../../store/port.ts';
import type { Pipeline } from '../../domain/pipeline/definition.ts';
import type { Run } from '../../domain/pipeline/run.ts';
import { join } from '../handlers/agent/join.ts';
import { addStep, boardOf } from '../handlers/run/board.ts';
import { createRun } from '../handlers/run/start-run.ts';
import { post } from '../handlers/message/post.ts';
import { inbox, reply, send, thread } from '../handlers/message.ts';
import { add, cancel, claim, done, steal } from '../handlers/task.ts';
import { dropOld } from './index.ts';

const kept = 100;
/** Ids become old 64 at once. */
const keptMax = kept + 64;
const note = { type: 'test.made' };

function createSmall(): World {
  return createWorld({
    settings: {
      sessionsKept: kept,
      agentsKept: kept,
      requestsKept: kept,
      messagesKept: kept,
      runsKept: kept,
      lateResultsKept: kept,
    },
  });
}

/** The id of a new task. */
async function addTask(world: World, pid: number, title: string): Promise<string> {
  const [task] = [await add(world.as(pid), { title })].flat();
  return task?.id ?? '';
}

async function many(world: World, count: number, make: (tx: Transaction) => void): Promise<void> {
  await world.store.transact((tx) => {
    for (let made = 0; made < count; made += 1) make(tx);
  });
}

/** Until nothing more goes. */
async function dropAll(world: World): Promise<void> {
  while ((await world.store.transact((tx) => dropOld(tx, world.nobody()))) > 0);
}

async function idsOf(world: World, kind: Kind): Promise<string[]> {
  return world.store.read((view) => view.list(kind).map(({ id }) => id));
}

async function expectReplays(world: World): Promise<void> {
  const lines = await Array.fromAsync(world.store.export());
  expect(checkLog(collectExport(lines))).toEqual([]);
}

function leaveOne(tx: Transaction, fields: { readonly parent?: string } = {}): string {
  const id = tx.nextId('agent');
  tx.create('agent', newAgent({ id, name: id, harness: 'script', createdAt: tx.now, ...fields }), note);
  tx.update('agent', id, departed('left', tx.now), note);
  return id;
}

function endOne(tx: Transaction, fields: Partial<Session> = {}): string {
  const id = tx.nextId('session');
  const profile = newProfile({ name: 'impl', harness: 'claude', permission: 'read' });
  const session = newSession({ id, agent: 'a999', profile, directory: '/w', createdAt: tx.now, ...fields });
  tx.create('session', session, note);
  tx.update('session', id, { state: 'ended', wanted: 'stopped', endedAt: tx.now, ...fields }, note);
  return id;
}

const noLimits = { calls: 1, depth: 1, wallMs: 1, costUsd: null, parallelMax: 1 };

/** A run with one step; `plan` tells pipelines apart. */
function endRun(world: World, tx: Transaction, fields: Partial<Run> = {}, name = 'p'): string {
  const pipeline = { name, limits: noLimits, nodes: {} } as unknown as Pipeline; // retention looks at no more
  const order = { pipeline, name, params: {}, title: 't', input: 'in', start: null, priority: 5 };
  const { id } = createRun(tx, world.nobody(), { ...order, directory: '/w', isApart: false });
  const board = boardOf(tx, world.nobody(), id);
  if (board !== null) addStep(board, { node: 'a', kind: 'stage', input: 'in' });
  tx.update('run', id, { state: 'completed', endedAt: tx.now, ...fields }, note);
  return id;
}

function decideOne(tx: Transaction, session: string | null = null): string {
  const id = tx.nextId('request');
  const fields = { id, kind: 'permission', agent: 'a999', title: 'x', session, dueAt: null } as const;
  const request = newRequest({ ...fields, createdAt: tx.now });
  const answer = { outcome: 'approve', option: null, text: null } as const;
  tx.create('request', { ...request, ...decided(answer, 'policy', tx.now) }, note);
  return id;
}

describe('law 15: of what is over the newest stay', () => {
  const made = {
    session: (tx: Transaction) => endOne(tx),
    agent: (tx: Transaction) => leaveOne(tx),
    request: (tx: Transaction) => decideOne(tx),
    message: (tx: Transaction) => post(tx, { from: 'queue:q', to: 'x', body: 'b', recipients: [] }),
    late: (tx: Transaction) => {
      const id = tx.nextId('late');
      tx.create(
        'late',
        { id, task: 't9', agent: 'a9', generation: 1, what: 'done', text: null, at: 0 },
        note,
      );
    },
  } as const;

  for (const [kind, make] of Object.entries(made) as [keyof typeof made, (tx: Transaction) => void][])
    test(`${kind}: the others go as commands come by, a bite at a time, and the log says so`, async () => {
      const world = createSmall();
      await many(world, 1_000, make);
      const before = await idsOf(world, kind);
      for (let count = 0; count < 20; count += 1) {
        await add(world.nobody(), { title: 'work' });
        await many(world, 100, (tx) => post(tx, { from: 'queue:q', to: 'x', body: 'b', recipients: [] }));
      }
      await add(world.nobody(), { title: 'work' });
      const left = await idsOf(world, kind);
      expect(left.length).toBeLessThan(keptMax + (kind === 'message' ? 256 : 0));
      if (kind !== 'message') expect(before.slice(-kept).every((id) => left.includes(id))).toBe(true);
      const dropped = await world.store.events({ type: `${kind}.dropped`, limit: 10_000 });
      expect(dropped.length).toBeGreaterThanOrEqual(1_000 - keptMax);
      await expectReplays(world);
    });
});

test('a command that has little behind it looks for nothing', async () => {
  const world = createSmall();
  await many(world, 40, (tx) => endOne(tx));
  await add(world.nobody(), { title: 'work' });
  expect(await idsOf(world, 'cursor')).toEqual([]);
});

test('what is needed in between does not keep the rest', async () => {
  const world = createSmall();
  await many(world, 700, (tx) => endOne(tx, { state: 'idle', endedAt: null }));
  await many(world, 700, (tx) => endOne(tx));
  for (let look = 0; look < 6; look += 1) await world.store.transact((tx) => dropOld(tx, world.nobody()));
  const left = await world.store.read((view) => view.list('session'));
  expect(left.filter(({ state }) => state === 'idle')).toHaveLength(700);
  expect(left.filter(({ state }) => state === 'ended').length).toBeLessThan(keptMax);
});

describe('what something open refers to stays', () => {
  test('sessions: of a live agent, of an open task, and what a live one was forked from', async () => {
    const world = createSmall();
    const ada = await join(world.as(1), { name: 'ada' });
    const open = await addTask(world, 1, 'open');
    const over = await addTask(world, 1, 'over');
    await cancel(world.as(1), { id: over });
    const needed = await world.store.transact((tx) => {
      const origin = endOne(tx);
      const fork = endOne(tx, { forkOf: origin });
      const live = endOne(tx, { forkOf: fork, state: 'working', endedAt: null });
      return [origin, fork, live, endOne(tx, { agent: ada.id }), endOne(tx, { task: open })];
    });
    const gone = await world.store.transact((tx) => endOne(tx, { task: over }));
    await many(world, 300, (tx) => endOne(tx));
    await dropAll(world);
    const left = await idsOf(world, 'session');
    expect(needed.filter((id) => !left.includes(id))).toEqual([]);
    expect(left).not.toContain(gone);
  });

  test('agents: who started one that stays, lost an open task, made one, or has mail on its way', async () => {
    const world = createSmall();
    await join(world.as(1), { name: 'ada' });
    const maker = await join(world.as(2), { name: 'maker' });
    const loser = await join(world.as(3), { name: 'loser' });
    const writer = await join(world.as(4), { name: 'writer' });
    const nobody = await join(world.as(5), { name: 'nobody' });
    await add(world.as(2), { title: 'lost' });
    await claim(world.as(3), {});
    await steal(world.as(1), { id: 't1', reason: 'test' });
    await send(world.as(4), { text: 'read me', to: ['ada'] });
    const parent = await world.store.transact((tx) => {
      const above = leaveOne(tx);
      const child = leaveOne(tx, { parent: above });
      const live = tx.nextId('agent');
      tx.create(
        'agent',
        newAgent({ id: live, name: 'live', harness: 'x', createdAt: 0, parent: child }),
        note,
      );
      return [above, child];
    });
    await world.store.transact((tx) => {
      for (const { id } of [maker, loser, writer, nobody])
        tx.update('agent', id, departed('left', tx.now), note);
    });
    await many(world, 300, (tx) => leaveOne(tx));
    await dropAll(world);
    const left = await idsOf(world, 'agent');
    expect([maker.id, loser.id, writer.id, ...parent].filter((id) => !left.includes(id))).toEqual([]);
    expect(left).not.toContain(nobody.id);

    await inbox(world.as(1), { unread: true });
    await done(world.as(1), { id: 't1', summary: 'it' });
    await dropAll(world);
    const later = await idsOf(world, 'agent');
    expect([maker.id, loser.id, writer.id].filter((id) => later.includes(id))).toEqual([]);
  });

  test('requests: an open one, and one that a waiting session was perhaps not told of', async () => {
    const world = createSmall();
    const session = await world.store.transact((tx) => endOne(tx, { state: 'waiting', endedAt: null }));
    const [open, told] = await world.store.transact((tx) => {
      const one = decideOne(tx);
      tx.update('request', one, { state: 'open', openFor: 'people', decision: null }, note);
      return [one, decideOne(tx, session)];
    });
    await many(world, 300, (tx) => decideOne(tx));
    await dropAll(world);
    expect((await idsOf(world, 'request')).slice(0, 2)).toEqual([open, told]);
    await world.store.transact((tx) => tx.update('session', session, { state: 'working' }, note));
    await dropAll(world);
    const left = await idsOf(world, 'request');
    expect(left).toContain(open);
    expect(left).not.toContain(told);
  });

  test('messages: what is unread, with its answers to come; a thread as long as one of it is young', async () => {
    const world = createSmall();
    await join(world.as(1), { name: 'ada' });
    await join(world.as(2), { name: 'bob' });
    const root = await send(world.as(1), { text: 'root', to: ['bob'] });
    const answer = await reply(world.as(2), { id: root.id, text: 'yes' });
    const short = await send(world.as(1), { text: 'short', to: ['bob'] });
    const end = await reply(world.as(2), { id: short.id, text: 'yes' });
    await inbox(world.as(1), { unread: true });
    await inbox(world.as(2), { unread: true });
    const unread = await send(world.as(1), { text: 'unread', to: ['bob'] });
    const postOne = (tx: Transaction) => post(tx, { from: 'queue:q', to: 'x', body: 'b', recipients: [] });
    await many(world, 80, postOne);
    const young = await reply(world.as(1), { id: answer.id, text: 'thanks' });
    await many(world, 90, postOne);
    await dropAll(world);
    const left = await idsOf(world, 'message');
    expect([root.id, answer.id, unread.id].filter((id) => !left.includes(id))).toEqual([]);
    expect([short.id, end.id].filter((id) => left.includes(id))).toEqual([]);
    const shown = await thread(world.as(1), { id: young.id });
    expect(shown.messages.map(({ body }) => body)).toEqual(['root', 'yes', 'thanks']);

    await inbox(world.as(2), { unread: true });
    await many(world, 300, postOne);
    await dropAll(world);
    const later = await world.store.read((view) => [...view.list('message'), ...view.list('delivery')]);
    expect(later.filter(({ id }) => Number(/\d+/.exec(id)?.[0]) <= 5)).toEqual([]);
    await expectReplays(world);
  });

  test('runs: what goes on with what it was made from, and what left a worktree; steps, texts and plans go with them', async () => {
    const world = createSmall();
    const worktree = { beside: '/w', name: 'r' };
    const end = { isRemoved: true, why: null };
    const [origin, parent, live, untidy, tidy, alone] = await world.store.transact((tx) => {
      const origin = endRun(world, tx, {}, 'origin');
      const parent = endRun(world, tx, { parent: origin });
      const live = endRun(world, tx, { parent, state: 'waiting', endedAt: null });
      const untidy = endRun(world, tx, { worktree, worktreeEnd: { isRemoved: false, why: 'a file' } });
      const tidy = endRun(world, tx, { worktree, worktreeEnd: end }, 'tidy');
      return [origin, parent, live, untidy, tidy, endRun(world, tx, {}, 'alone')];
    });
    await many(world, 300, (tx) => endRun(world, tx));
    const plansBefore = await idsOf(world, 'plan');
    await dropAll(world);
    const left = await idsOf(world, 'run');
    expect([origin, parent, live, untidy].filter((id) => !left.includes(id))).toEqual([]);
    expect([tidy, alone].filter((id) => left.includes(id))).toEqual([]);
    // One of `origin`, and the one that all others share.
    expect([plansBefore.length, (await idsOf(world, 'plan')).length]).toEqual([4, 2]);
    const steps = await world.store.read((view) => view.list('step'));
    const texts = await world.store.read((view) => view.list('stepText'));
    expect(new Set(steps.map(({ run }) => run))).toEqual(new Set(left));
    expect(texts.length).toBe(2 * left.length);

    await world.store.transact((tx) => tx.update('run', live, { state: 'completed', endedAt: tx.now }, note));
    await world.store.transact((tx) => tx.update('run', untidy, { worktreeEnd: end }, note));
    await dropAll(world);
    const later = await idsOf(world, 'run');
    expect([origin, parent, live, untidy].filter((id) => later.includes(id))).toEqual([]);
    expect(later.length).toBeLessThan(keptMax);
    await expectReplays(world);
  });

  test('late results: as long as the task is open', async () => {
    const world = createSmall();
    await join(world.as(1), { name: 'ada' });
    const open = await addTask(world, 1, 'open');
    const late = (tx: Transaction, task: string) => {
      const id = tx.nextId('late');
      tx.create('late', { id, task, agent: 'a9', generation: 1, what: 'done', text: null, at: 0 }, note);
    };
    await many(world, 1, (tx) => late(tx, open));
    await many(world, 300, (tx) => late(tx, 't999'));
    await dropAll(world);
    expect((await idsOf(world, 'late'))[0]).toBe('late1');
  });
});
