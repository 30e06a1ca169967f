import { describe, expect, test } from 'bun:test';
import { createWorld, type World, type WorldOptions } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import { join } from '../agent/join.ts';
import { leave } from '../agent/leave.ts';
import { break as breakLocks, check, list, release, take } from '../lock.ts';
import { inbox } from '../message.ts';
import { add, claim, done, progress } from '../task.ts';

const minute = 60_000;

async function worldOf(names: readonly string[], options: WorldOptions = {}): Promise<World> {
  const world = createWorld(options);
  for (const [index, name] of names.entries()) await join(world.as(index + 1), { name });
  return world;
}

async function refusal(promise: Promise<unknown>): Promise<ShoalError> {
  return promise.then(
    (value) => {
      throw new Error(`it was not refused: ${JSON.stringify(value)}`);
    },
    (error: ShoalError) => error,
  );
}

const heldPaths = async (world: World) =>
  (await list(world.nobody(), {})).map((lock) => `${lock.holderName} ${lock.path}`);

/** Resolves once somebody stands in line: the log says so. */
async function untilWaiting(world: World, count = 1): Promise<void> {
  const signal = new AbortController().signal;
  for (;;) {
    const { waits, seq } = await world.store.read((view) => ({
      waits: view.list('lockWait').length,
      seq: view.lastSeq,
    }));
    if (waits >= count) return;
    await world.store.wait(seq, undefined, signal);
  }
}

describe('lock', () => {
  test('law 7: a locked path is refused with holder, task, until when and what to do', async () => {
    const world = await worldOf(['ada', 'bob']);
    await add(world.nobody(), { title: 'Build it' });
    await claim(world.as(1), {});
    await take(world.as(1), { paths: ['src/a.ts'], intent: 'renaming' });
    const error = await refusal(take(world.as(2), { paths: ['src/a.ts'] }));
    expect(error.code).toBe('LOCKED');
    expect(error.message).toContain('ada');
    expect(error.message).toContain('t1 "Build it"');
    expect(error.message).toContain('until 2026-01-01 00:30:00 UTC');
    expect(error.message).toContain('renaming');
    expect(error.hint).toContain('shoal msg');
    expect(error.details?.['holderName']).toBe('ada');
  });

  test('all paths or none', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['b'] });
    await refusal(take(world.as(2), { paths: ['a', 'b', 'c'] }));
    expect(await heldPaths(world)).toEqual(['ada b']);
  });

  test('shared locks go together, an exclusive one does not go with them', async () => {
    const world = await worldOf(['ada', 'bob', 'cy']);
    await take(world.as(1), { paths: ['a'], shared: true });
    await take(world.as(2), { paths: ['a'], shared: true });
    expect((await refusal(take(world.as(3), { paths: ['a'] }))).code).toBe('LOCKED');
    expect((await refusal(take(world.as(1), { paths: ['a'] }))).message).toContain('bob');
  });

  test("an agent's own locks are renewed, widened and upgraded, with a new fence only for a new right", async () => {
    const world = await worldOf(['ada']);
    const first = (await take(world.as(1), { paths: ['a'], shared: true })).locks[0];
    world.tick(minute);
    const renewed = (await take(world.as(1), { paths: ['a'], shared: true })).locks[0];
    const upgraded = (await take(world.as(1), { paths: ['a'] })).locks[0];
    await take(world.as(1), { paths: ['a/', '**'] });
    expect(renewed?.id).toBe(first?.id ?? '');
    expect(renewed?.fence).toBe(first?.fence ?? 0);
    expect(renewed?.leaseExpiresAt).toBe('2026-01-01T00:31:00.000Z');
    expect(upgraded?.shared).toBe(false);
    expect(upgraded?.fence).toBeGreaterThan(first?.fence ?? 0);
    expect(await heldPaths(world)).toEqual(['ada a', 'ada a/', 'ada **']);
  });

  test('law 3: a lapsed lock is free for every reader at once, and the next command logs it', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['a'], leaseMs: minute });
    world.tick(minute);
    expect(await heldPaths(world)).toEqual([]);
    expect((await check(world.as(2), { paths: ['a'] }))[0]?.state).toBe('free');
    await take(world.as(2), { paths: ['a'] });
    const types = (await world.store.events({ type: 'lock' })).map((event) => `${event.type} ${event.agent}`);
    expect(types).toEqual(['lock.taken a1', 'lock.lapsed a1', 'lock.taken a2']);
  });

  test('ends with its task, and with its holder', async () => {
    const world = await worldOf(['ada', 'bob']);
    await add(world.nobody(), { title: 'one' });
    await claim(world.as(1), {});
    await take(world.as(1), { paths: ['a'] });
    await done(world.as(1), {});
    expect(await heldPaths(world)).toEqual([]);
    await take(world.as(1), { paths: ['a'] });
    await leave(world.as(1), {});
    expect(await heldPaths(world)).toEqual([]);
  });

  test('a holder whose process is dead is gone at once', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['a'] });
    world.evidence.set(1, 'dead');
    expect(await heldPaths(world)).toEqual([]);
    await take(world.as(2), { paths: ['a'] });
    expect(await heldPaths(world)).toEqual(['bob a']);
  });

  test('of a stopped or unknown process the lease decides', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['a'] });
    world.evidence.set(1, 'stopped');
    expect((await refusal(take(world.as(2), { paths: ['a'] }))).code).toBe('LOCKED');
  });

  test('--steal takes it, and tells its holder by whom and why', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['src/'] });
    await take(world.as(2), { paths: ['src/a'], steal: true, reason: 'ada is stuck' });
    expect(await heldPaths(world)).toEqual(['bob src/a']);
    const [told] = await inbox(world.as(1), { unread: true });
    expect(told).toMatchObject({ fromName: 'bob' });
    expect(told?.body).toContain('ada is stuck');
  });

  test('--steal needs a reason, and an agent takes nothing from a person', async () => {
    const world = await worldOf(['ada']);
    expect((await refusal(take(world.as(1), { paths: ['a'], steal: true }))).code).toBe('INVALID_INPUT');
    await take(world.person('eve'), { paths: ['a'] });
    expect((await refusal(take(world.as(1), { paths: ['a'], steal: true, reason: 'x' }))).code).toBe(
      'NOT_ALLOWED',
    );
  });

  test('law 15: no more locks than allowed', async () => {
    const world = await worldOf(['ada'], { settings: { locksMax: 2 } });
    await take(world.as(1), { paths: ['a', 'b'] });
    expect((await refusal(take(world.as(1), { paths: ['c'] }))).code).toBe('LIMIT');
    await take(world.as(1), { paths: ['a'] });
  });

  test('only agents and people lock', async () => {
    const world = createWorld();
    expect((await refusal(take(world.nobody(), { paths: ['a'] }))).code).toBe('NOT_JOINED');
  });
});

describe('worktrees of one repository', () => {
  const inTree = (world: World, pid: number, tree: string) => ({
    ...world.as(pid),
    paths: { resolve: (path: string) => ({ tree, path }) },
  });

  test('overlap is allowed and warned of; --repo excludes', async () => {
    const world = await worldOf(['ada', 'bob', 'cy']);
    await take(inTree(world, 1, '/w'), { paths: ['a'] });
    const { warnings } = await take(inTree(world, 2, '/w2'), { paths: ['a'] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('ada');
    expect((await refusal(take(inTree(world, 3, '/w3'), { paths: ['a'], repo: true }))).code).toBe('LOCKED');
    await take(inTree(world, 3, '/w3'), { paths: ['b'], repo: true });
    expect((await refusal(take(inTree(world, 1, '/w'), { paths: ['b'] }))).message).toContain('cy');
  });

  test('paths of two worktrees in one request are refused', async () => {
    const world = await worldOf(['ada']);
    const context = { ...world.as(1), paths: { resolve: (path: string) => ({ tree: `/${path}`, path }) } };
    expect((await refusal(take(context, { paths: ['a', 'b'] }))).code).toBe('INVALID_INPUT');
  });
});

describe('waiting', () => {
  test('wakes at the release, and those who wait are served in order', async () => {
    const world = await worldOf(['ada', 'bob', 'cy', 'dan']);
    await take(world.as(1), { paths: ['a'] });
    const order: string[] = [];
    const second = take(world.as(2), { paths: ['a'], waitMs: minute }).then(() => order.push('bob'));
    await untilWaiting(world, 1);
    const third = take(world.as(3), { paths: ['a'], waitMs: minute }).then(() => order.push('cy'));
    await untilWaiting(world, 2);
    await release(world.as(1), { all: true });
    const behind = await refusal(take(world.as(4), { paths: ['a'] }));
    expect(behind.code).toBe('LOCKED');
    await second;
    await release(world.as(2), { all: true });
    await third;
    expect(order).toEqual(['bob', 'cy']);
    expect(await world.store.read((view) => view.list('lockWait'))).toEqual([]);
  });

  test('a wait that would close a cycle is refused and names it', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['a'] });
    await take(world.as(2), { paths: ['b'] });
    const waiting = take(world.as(1), { paths: ['b'], waitMs: minute });
    await untilWaiting(world);
    const error = await refusal(take(world.as(2), { paths: ['a'], waitMs: minute }));
    expect(error.code).toBe('DEADLOCK');
    expect(error.message).toContain('bob waits for ada waits for bob');
    await release(world.as(2), { all: true });
    await waiting;
  });

  test('a holder may go on with what it holds although others wait for it', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['src/'] });
    const waiting = take(world.as(2), { paths: ['src/a'], waitMs: minute });
    await untilWaiting(world);
    await take(world.as(1), { paths: ['src/', 'src/a'] });
    await release(world.as(1), { all: true });
    await waiting;
  });

  test('an abandoned wait leaves no place in line', async () => {
    const world = await worldOf(['ada', 'bob', 'cy']);
    await take(world.as(1), { paths: ['a'] });
    const abort = new AbortController();
    const waiting = take({ ...world.as(2), signal: abort.signal }, { paths: ['a'], waitMs: minute });
    await untilWaiting(world);
    abort.abort();
    await waiting.catch(() => undefined);
    expect(await world.store.read((view) => view.list('lockWait'))).toEqual([]);
    await release(world.as(1), { all: true });
    await take(world.as(3), { paths: ['a'] });
  });

  test('a waiter says that it is there without a word in the log, and one that is silent has no place in line', async () => {
    const world = await worldOf(['ada', 'bob', 'cy', 'dan']);
    await take(world.as(1), { paths: ['a', 'b'] });
    const waiting = take(world.as(2), { paths: ['a'], waitMs: 10 * minute });
    await untilWaiting(world);
    const lifeEndsAt = () => world.store.read((view) => view.get('waitLife', 'w1')?.dueAt ?? 0);
    // Three times it looks again: 48 s are longer than a silent wait lasts.
    for (let looked = 0; looked < 3; looked += 1) {
      const before = await lifeEndsAt();
      world.tick(16_000);
      await add(world.nobody(), { title: 'wakes it' });
      while ((await lifeEndsAt()) === before) await new Promise((resolve) => setImmediate(resolve));
    }
    const said = await world.store.events({ type: 'lock' });
    expect(said.map(({ type }) => type)).toEqual(['lock.taken', 'lock.taken', 'lock.wait-started']);
    expect(await world.store.read((view) => view.list('lockWait'))).toHaveLength(1);

    const silent = { id: 'w2', agent: 'a3', repo: '/w', tree: '/w', paths: ['b'], shared: false };
    await world.store.transact((tx) => {
      tx.create(
        'lockWait',
        { ...silent, createdAt: tx.now, dueAt: tx.now + minute },
        { type: 'lock.wait-started' },
      );
      tx.create('waitLife', { id: silent.id, dueAt: tx.now + 1_000 }, { type: 'lock.wait-renewed' });
    });
    expect((await list(world.nobody(), { path: 'b' }))[0]?.waiters).toHaveLength(1);
    expect(await world.store.nextDue()).toBe(world.clock.now + 1_000);
    world.tick(1_001);
    expect((await list(world.nobody(), { path: 'b' }))[0]?.waiters).toEqual([]);
    await release(world.as(1), { all: true });
    await take(world.as(4), { paths: ['b'] });
    await waiting;
    const left = await world.store.read((view) => [...view.list('lockWait'), ...view.list('waitLife')]);
    expect(left).toEqual([]);
  });

  test('a waiter whose process is dead keeps nobody waiting', async () => {
    const world = await worldOf(['ada', 'bob', 'cy']);
    await take(world.as(1), { paths: ['a'] });
    const abort = new AbortController();
    const waiting = take({ ...world.as(2), signal: abort.signal }, { paths: ['a'], waitMs: minute }).catch(
      () => undefined,
    );
    await untilWaiting(world);
    world.evidence.set(2, 'dead');
    await release(world.as(1), { all: true });
    await take(world.as(3), { paths: ['a'] });
    expect(await heldPaths(world)).toEqual(['cy a']);
    abort.abort();
    await waiting;
  });
});

describe('unlock', () => {
  test("what another holds stays, and one's own goes by path, directory or pattern", async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['src/a', 'src/b', 'c.md', 'd.md'] });
    const error = await refusal(release(world.as(2), { paths: ['src/a'] }));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).toContain('ada');
    expect((await release(world.as(1), { paths: ['src/'] })).map(({ path }) => path)).toEqual([
      'src/a',
      'src/b',
    ]);
    expect((await release(world.as(1), { paths: ['*.md'] })).map(({ path }) => path)).toEqual([
      'c.md',
      'd.md',
    ]);
  });

  test('twice is once, and a part of a lock is not a lock', async () => {
    const world = await worldOf(['ada']);
    await take(world.as(1), { paths: ['src/'] });
    expect((await refusal(release(world.as(1), { paths: ['src/a'] }))).code).toBe('CONFLICT');
    expect(await release(world.as(1), { paths: ['src/'] })).toHaveLength(1);
    expect(await release(world.as(1), { paths: ['src/'] })).toEqual([]);
    expect((await refusal(release(world.as(1), {}))).code).toBe('INVALID_INPUT');
  });
});

describe('automatic locks', () => {
  test('an edit below an own lock takes none; a renewal keeps the longer lease', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['src/'] });
    await take(world.as(1), { paths: ['src/a'], auto: true });
    expect(await heldPaths(world)).toEqual(['ada src/']);
    await take(world.as(2), { paths: ['b'], auto: true });
    const [fresh] = await check(world.as(2), { paths: ['b'] });
    expect(fresh).toMatchObject({ state: 'mine', renew: false });
    world.tick(2 * minute);
    expect((await check(world.as(2), { paths: ['b'] }))[0]?.renew).toBe(true);
    expect((await check(world.as(1), { paths: ['b'] }))[0]).toMatchObject({
      state: 'held',
      lock: { holderName: 'bob' },
    });
  });
});

test('word of progress keeps the locks of the task, but not those that come from edits', async () => {
  const world = await worldOf(['ada']);
  await add(world.nobody(), { title: 'one' });
  await claim(world.as(1), {});
  await take(world.as(1), { paths: ['a'] });
  await take(world.as(1), { paths: ['b'], auto: true });
  world.tick(10 * minute);
  await progress(world.as(1), { text: 'half' });
  world.tick(29 * minute);
  expect(await heldPaths(world)).toEqual(['ada a']);
});

describe('what a person sees and does', () => {
  test('each lock says who stands in line for it, and since when', async () => {
    const world = await worldOf(['ada', 'bob', 'cyd']);
    await take(world.as(1), { paths: ['src/a.ts'] });
    await take(world.as(1), { paths: ['src/b.ts'] });
    const waiting = take(world.as(2), { paths: ['src/a.ts', 'src/c.ts'], waitMs: minute });
    await untilWaiting(world);
    const [first, second] = await list(world.nobody(), {});
    expect(first?.waiters).toEqual([
      {
        agent: 'a2',
        agentName: 'bob',
        paths: ['src/a.ts', 'src/c.ts'],
        shared: false,
        since: '2026-01-01T00:00:00.000Z',
      },
    ]);
    expect(second?.waiters).toEqual([]);
    world.evidence.set(2, 'dead');
    expect((await list(world.nobody(), {}))[0]?.waiters).toEqual([]);
    world.evidence.set(2, 'alive');
    await release(world.as(1), { all: true });
    await waiting;
  });

  test('a person ends the locks of others, who are told why; all of them or none, and no agent may', async () => {
    const world = await worldOf(['ada', 'bob']);
    await take(world.as(1), { paths: ['src/a.ts'] });
    await take(world.as(2), { paths: ['src/b.ts'] });
    const none = await refusal(breakLocks(world.person(), { ids: ['l1', 'l9'], reason: 'stuck' }));
    expect(none.code).toBe('NOT_FOUND');
    expect((await refusal(breakLocks(world.as(2), { ids: ['l1'], reason: 'mine' }))).code).toBe(
      'NOT_ALLOWED',
    );
    expect(await heldPaths(world)).toHaveLength(2);
    const ended = await breakLocks(world.person(), { ids: ['1', 'l1'], reason: 'it is stuck' });
    expect(ended.map(({ id, holderName }) => [id, holderName])).toEqual([['l1', 'ada']]);
    expect(await heldPaths(world)).toEqual(['bob src/b.ts']);
    const [told] = await inbox(world.as(1), { unread: true });
    expect(told).toMatchObject({
      fromName: 'pat',
      urgent: true,
      body: expect.stringContaining('it is stuck'),
    });
    const [event] = await world.store.events({ type: 'lock.broken' });
    expect(event).toMatchObject({ agent: 'a1', data: { path: 'src/a.ts', reason: 'it is stuck' } });
    await take(world.as(2), { paths: ['src/a.ts'] });
  });
});
