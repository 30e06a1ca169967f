import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import fc from 'fast-check';
import type { ByKind, PortableStore, TakeOutcome, TakePatch } from '../../../src/store/port.ts';
import { addTask, body, type Adapter } from '../world.ts';

const patch: TakePatch<'task'> = {
  set: { state: 'running', readyBucket: null },
  add: { generation: 1, attempts: 1 },
  note: { type: 'task.claimed' },
};

export function takeContract(adapter: Adapter): void {
  test('take removes the head of the first-ranked bucket and patches it', async () => {
    await using world = await adapter.open();
    const { store } = world;
    await addTask(store, { readyBucket: 'x', readyRank: 2, generation: 4 });
    await addTask(store, { readyBucket: 'y', readyRank: 1, generation: 0 });
    await addTask(store, { readyBucket: 'z', readyRank: 0 });
    const first = await takeFrom(store, ['x', 'y'], ({ id, generation }) => `${id} ${generation}`);
    assert.deepEqual(first, {
      presented: 't2 1',
      taken: {
        id: 't2',
        title: 't2',
        readyBucket: null,
        readyRank: 1,
        generation: 1,
        attempts: 1,
        state: 'running',
      },
    });
    const second = await takeFrom(store, ['x', 'y', 'none']);
    assert.ok('taken' in second && second.taken.id === 't1' && second.taken.generation === 5);
    assert.deepEqual(await takeFrom(store, ['x', 'y']), { empty: true });
    assert.deepEqual(await takeFrom(store, []), { empty: true });
    const claims = await store.events({ type: 'task.claimed' });
    assert.deepEqual(
      claims.map(({ id, change }) => [id, change?.['generation']]),
      [
        ['t2', 1],
        ['t1', 5],
      ],
    );
  });

  test('atLeast lifts a field before add', async () => {
    await using world = await adapter.open();
    await addTask(world.store, { readyBucket: 'x', readyRank: 1, generation: 3, attempts: 7 });
    const outcome = await world.store.take('task', 'ready', () => ({
      buckets: ['x'],
      patch: { ...patch, atLeast: { generation: 1000, attempts: 2 } },
    }));
    assert.ok('taken' in outcome);
    assert.deepEqual([outcome.taken.generation, outcome.taken.attempts], [1001, 8]);
  });

  test('other writes of a plan are kept whether it takes, finds nothing, or answers', async () => {
    await using world = await adapter.open();
    const { store } = world;
    const see = (
      buckets: readonly string[] | null,
      lastSeenAt: number,
    ): Promise<TakeOutcome<'task', string>> =>
      store.take('task', 'ready', (tx) => {
        if (tx.get('liveness', 'a1') === undefined)
          tx.create('liveness', { id: 'a1', lastSeenAt, everyMs: 1 }, patch.note);
        else tx.update('liveness', 'a1', { lastSeenAt }, patch.note);
        return buckets === null ? { answer: 'paused' } : { buckets, patch };
      });
    const seen = async (): Promise<number | undefined> =>
      (await store.read((view) => view.get('liveness', 'a1')))?.lastSeenAt;
    await addTask(store, { readyBucket: 'x', readyRank: 1 });
    assert.deepEqual(await see(null, 1), { answer: 'paused' });
    assert.equal(await seen(), 1);
    assert.ok('taken' in (await see(['x'], 2)));
    assert.equal(await seen(), 2);
    assert.deepEqual(await see(['x'], 3), { empty: true });
    assert.equal(await seen(), 3);
  });

  test('a plan may make ready what it then takes', async () => {
    await using world = await adapter.open();
    const outcome = await world.store.take('task', 'ready', (tx) => {
      const id = tx.nextId('task');
      tx.create('task', body('task', { id, readyBucket: 'x', readyRank: 1 }), { type: 'task.added' });
      return { buckets: ['x'], patch };
    });
    assert.ok('taken' in outcome && outcome.taken.id === 't1');
    const events = await world.store.events({});
    assert.deepEqual(
      events.map(({ seq, command, type }) => [seq, command, type]),
      [
        [1, 1, 'task.added'],
        [2, 1, 'task.claimed'],
      ],
    );
  });

  test('takers never share a head, and the order is by rank', async () => {
    const ranks = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ranks, async (readyRanks) => {
        await using world = await adapter.open();
        for (const readyRank of readyRanks) await addTask(world.store, { readyBucket: 'x', readyRank });
        const stores = [world.store, await world.another()];
        const takes = [...readyRanks, 0, 0].map((_, i) => takeFrom(stores[i % 2] ?? world.store, ['x']));
        const outcomes = await Promise.all(takes);
        const taken = outcomes.flatMap((outcome) => ('taken' in outcome ? [outcome.taken.id] : []));
        const expected = readyRanks
          .map((rank, i) => ({ rank, id: `t${i + 1}` }))
          .toSorted((a, b) => a.rank - b.rank);
        assert.deepEqual(taken.toSorted(), expected.map(({ id }) => id).toSorted());
        const claims = await world.store.events({ type: 'task.claimed' });
        assert.deepEqual(
          claims.map(({ id }) => id),
          expected.map(({ id }) => id),
        );
      }),
      { numRuns: 10 },
    );
  });
}

function takeFrom(
  store: PortableStore,
  buckets: readonly string[],
  present?: (taken: ByKind<'task'>) => string,
): Promise<TakeOutcome<'task', string>> {
  return store.take('task', 'ready', () => ({
    buckets,
    patch,
    ...(present === undefined ? {} : { present }),
  }));
}
