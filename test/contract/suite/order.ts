import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import fc from 'fast-check';
import { addTask, body, type Adapter } from '../world.ts';

const note = { type: 'test.changed' };

export function orderContract(adapter: Adapter): void {
  test('counted ids are in the order of their numbers, and pages follow each other', async () => {
    await using world = await adapter.open();
    const made: string[] = [];
    for (let i = 0; i < 25; i++)
      made.push(await addTask(world.store, { state: i % 2 === 0 ? 'ready' : 'done' }));
    assert.deepEqual(made.slice(8, 11), ['t9', 't10', 't11']);
    const page = (query: object): Promise<string[]> =>
      world.store.read((view) => view.list('task', query).map(({ id }) => id));
    assert.deepEqual(await page({}), made);
    assert.deepEqual(await page({ newestFirst: true }), made.toReversed());
    assert.deepEqual(await page({ after: 't9', limit: 3 }), ['t10', 't11', 't12']);
    assert.deepEqual(await page({ after: 't11', limit: 3, newestFirst: true }), ['t10', 't9', 't8']);
    assert.deepEqual(await page({ after: 't7', limit: 2, where: { state: 'ready' } }), ['t9', 't11']);
    await world.store.transact((tx) => tx.remove('task', 't9', note));
    assert.deepEqual(await page({ after: 't9', limit: 2 }), ['t10', 't11']);
    assert.deepEqual(await page({ limit: 0 }), []);
  });

  test('other ids are in order with their digits read as numbers', async () => {
    await using world = await adapter.open();
    const ids = ['m9:a7', 'm10:a7', 'm10:a11', 'm100:a1', 'x', '\u{FFFD}', '💩'];
    await world.store.transact((tx) => {
      for (const id of ids.toReversed()) tx.create('delivery', body('delivery', { id, agent: 'a7' }), note);
    });
    await world.store.read((view) => {
      assert.deepEqual(
        view.list('delivery').map(({ id }) => id),
        ids,
      );
      assert.deepEqual(
        view.list('delivery', { where: { agent: 'a7' } }).map(({ id }) => id),
        ids,
      );
      const next = view.list('delivery', { after: 'm9:a7', limit: 2, where: { agent: 'a7' } });
      assert.deepEqual(
        next.map(({ id }) => id),
        ['m10:a7', 'm10:a11'],
      );
      assert.deepEqual(
        view.list('delivery', { after: 'm10', limit: 1 }).map(({ id }) => id),
        ['m10:a7'],
      );
    });
  });

  test('a number is never given twice, also after its record is gone', async () => {
    await using world = await adapter.open();
    assert.equal(await addTask(world.store), 't1');
    await world.store.transact((tx) => tx.remove('task', 't1', note));
    assert.equal(await addTask(world.store), 't2');
    await world.store.transact((tx) => tx.create('task', body('task', { id: 't40' }), note));
    assert.equal(await addTask(world.store), 't41');
    const numbers = () =>
      world.store.transact((tx) => [tx.nextNumber('idempotency'), tx.nextNumber('cursor')]);
    assert.deepEqual(await numbers(), [1, 1]);
    assert.deepEqual(await numbers(), [2, 2]);
    const fences = await world.store.transact((tx) => [tx.nextFence(), tx.nextFence()]);
    assert.ok(fences[0] !== undefined && fences[1] !== undefined && fences[1] > fences[0]);
    assert.ok((await world.store.transact((tx) => tx.nextFence())) > fences[1]);
    await assert.rejects(
      world.store.transact((tx) => tx.nextId('leader')),
      TypeError,
    );
  });

  test('a command knows the seq of what it has logged', async () => {
    await using world = await adapter.open();
    const [before, created, afterwards] = await world.store.transact((tx) => {
      const start = tx.loggedSeq();
      tx.create('task', body('task', { id: tx.nextId('task') }), note);
      const seq = tx.loggedSeq();
      tx.create('liveness', { id: 'a1', lastSeenAt: 4, everyMs: 1 }, note); // leaves no event
      return [start, seq, tx.loggedSeq()];
    });
    const [last] = await world.store.events({ newestFirst: true, limit: 1 });
    assert.deepEqual([created, afterwards], [last?.seq, last?.seq]);
    assert.ok(before !== undefined && created !== undefined && before < created);
  });

  test('a ranked bucket is in order of rank, then of id', async () => {
    const ranks = fc.array(fc.tuple(fc.constantFrom('x', 'y'), fc.integer({ min: -3, max: 3 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(ranks, async (entries) => {
        await using world = await adapter.open();
        for (const [readyBucket, readyRank] of entries)
          await addTask(world.store, { readyBucket, readyRank });
        const expected = entries
          .map(([bucket, rank], i) => ({ bucket, rank, id: `t${i + 1}` }))
          .filter(({ bucket }) => bucket === 'x')
          .toSorted((a, b) => a.rank - b.rank);
        await world.store.read((view) => {
          const found = view.ranked('task', 'ready', 'x', 100).map(({ id }) => id);
          assert.deepEqual(
            found,
            expected.map(({ id }) => id),
          );
          assert.deepEqual(
            view.ranked('task', 'ready', 'x', 2).map(({ id }) => id),
            found.slice(0, 2),
          );
          assert.deepEqual(
            view.buckets('task', 'ready'),
            [...new Set(entries.map(([bucket]) => bucket))].toSorted(),
          );
        });
      }),
      { numRuns: 15 },
    );
  });
}
