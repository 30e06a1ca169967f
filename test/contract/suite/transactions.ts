import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import { kindSpecs, type Kind } from '../../../src/domain/kinds.ts';
import type { Transaction } from '../../../src/store/port.ts';
import { addTask, body, idFor, indexed, kinds, type Adapter, type World } from '../world.ts';

const note = { type: 'test.changed' };

export function transactionContract(adapter: Adapter): void {
  test('S1: a transaction reads its own writes, and nobody else does before it commits', async () => {
    await using world = await adapter.open();
    const id = await addTask(world.store, {
      state: 'ready',
      dueAt: 5,
      readyBucket: 'x',
      readyRank: 1,
      tags: ['a'],
    });
    await world.store.transact((tx) => {
      tx.update('task', id, { state: 'running', dueAt: null, readyBucket: null, tags: ['b'] }, note);
      assert.equal(tx.get('task', id)?.state, 'running');
      assert.deepEqual(tx.count('task', 'state'), { running: 1 });
      assert.deepEqual(tx.list('task', { where: { tags: 'a' } }), []);
      assert.equal(tx.list('task', { where: { tags: 'b' } }).length, 1);
      assert.deepEqual(tx.due('task', 1), []);
      assert.deepEqual(tx.buckets('task', 'ready'), []);
      tx.remove('task', id, note);
      assert.equal(tx.get('task', id), undefined);
      tx.create('task', body('task', { id, title: 'again' }), note);
      assert.deepEqual(tx.get('task', id), { id, title: 'again' });
    });
    assert.deepEqual(await world.store.read((view) => view.list('task')), [{ id, title: 'again' }]);
  });

  test('S6: a decide function that throws commits nothing, whatever it did before', async () => {
    await using world = await adapter.open();
    const id = await addTask(world.store, { state: 'ready', tags: ['a'] });
    const before = await world.store.events({});
    const failure = new Error('refused');
    const refused = world.store.transact((tx) => {
      tx.update('task', id, { state: 'done', tags: ['b'] }, note);
      tx.create('task', body('task', { id: tx.nextId('task') }), note);
      tx.nextFence();
      throw failure;
    });
    await assert.rejects(refused, failure);
    assert.deepEqual(await world.store.events({}), before);
    assert.deepEqual(await world.store.read((view) => view.list('task')), [
      { id, title: id, state: 'ready', tags: ['a'] },
    ]);
    await assert.rejects(
      world.store.take('task', 'ready', () => {
        throw failure;
      }),
      failure,
    );
    await assert.rejects(
      world.store.read(() => {
        throw failure;
      }),
      failure,
    );
    assert.equal(await addTask(world.store), 't2');
  });

  test('an update that changes nothing writes nothing', async () => {
    await using world = await adapter.open();
    const id = await addTask(world.store, { tags: ['a'], data: { x: [1] } });
    const before = await world.store.events({});
    await world.store.transact((tx) => {
      const same = tx.update('task', id, { title: id, tags: ['a'], data: { x: [1] } }, note);
      assert.equal(same.id, id);
      tx.update('task', id, { title: undefined } as never, note);
    });
    assert.deepEqual(await world.store.events({}), before);
  });

  test('now and the last seq stand still during one decide', async () => {
    await using world = await adapter.open();
    await addTask(world.store);
    await world.store.transact((tx) => {
      assert.equal(tx.now, world.clock.wall());
      assert.equal(tx.lastSeq, 1);
      tx.create('task', body('task', { id: 't9' }), note);
      world.clock.pass(100);
      assert.equal(tx.now, world.clock.wall() - 100);
      assert.equal(tx.lastSeq, 1);
    });
    assert.equal(world.store.now(), world.clock.wall());
    assert.equal(await world.store.read((view) => view.lastSeq), 2);
  });

  test('an unlogged record leaves no event', async () => {
    await using world = await adapter.open();
    await world.store.transact((tx) => tx.create('liveness', { id: 'a1', lastSeenAt: 1, everyMs: 1 }, note));
    await world.store.transact((tx) => tx.update('liveness', 'a1', { lastSeenAt: 2 }, note));
    assert.deepEqual(await world.store.read((view) => view.get('liveness', 'a1')), {
      id: 'a1',
      lastSeenAt: 2,
      everyMs: 1,
    });
    assert.deepEqual(await world.store.events({}), []);
  });

  test('S2: of two commands that read the same record, one sees what the other wrote', async () => {
    await using world = await adapter.open();
    const id = await addTask(world.store, { attempts: 0 });
    const raise = (tx: Transaction): void => {
      const attempts = (tx.get('task', id)?.attempts ?? 0) + 1;
      tx.update('task', id, { attempts }, note);
    };
    await settledWell(world.overlapping(raise, raise));
    assert.equal((await world.store.read((view) => view.get('task', id)))?.attempts, 2);
  });

  for (const { kind, name, isFree, make } of scopes()) {
    test(`S2: no write skew on ${kind} by ${name}`, async () => {
      await using world = await adapter.open();
      await assertOneGrant(world, kind, isFree, make);
    });
  }
}

interface Scope {
  readonly kind: Kind;
  readonly name: string;
  readonly isFree: (tx: Transaction) => boolean;
  readonly make: (tx: Transaction, id: string) => void;
}

/** Every way to read a set of records: a kind as a whole, each index value, what is due, each rank. */
function scopes(): Scope[] {
  return kinds.flatMap((kind) => {
    const spec = kindSpecs[kind];
    const make = (tx: Transaction, id: string): void => tx.create(kind, { id } as never, note);
    const whole: Scope = { kind, name: 'kind', isFree: (tx) => tx.list(kind).length === 0, make };
    const indexes = (spec.indexes as readonly string[]).flatMap((field): Scope[] => [
      {
        kind,
        name: field,
        isFree: (tx) => tx.list(kind, { where: { [field]: 'x' } as never }).length === 0,
        make: (tx, id) => tx.create(kind, indexed(kind, id, field, 'x'), note),
      },
      {
        kind,
        name: `count of ${field}`,
        isFree: (tx) => tx.count(kind, field as never)['x'] === undefined,
        make: (tx, id) => tx.create(kind, indexed(kind, id, field, 'x'), note),
      },
    ]);
    const due: Scope = {
      kind,
      name: 'due',
      isFree: (tx) => tx.due(kind, 1).length === 0,
      make: (tx, id) => tx.create(kind, { id, [String(spec.due)]: 1 } as never, note),
    };
    const ranked = Object.entries(spec.ranked ?? {}).map(([index, { bucket, rank }]): Scope => ({
      kind,
      name: index,
      isFree: (tx) => tx.ranked(kind, index, 'x', 1).length === 0 && tx.buckets(kind, index).length === 0,
      make: (tx, id) => tx.create(kind, { id, [bucket]: 'x', [rank]: 1 } as never, note),
    }));
    return [whole, ...indexes, ...(spec.due === undefined ? [] : [due]), ...ranked];
  });
}

/** Two commands that each take what nobody has: exactly one may get it. */
async function assertOneGrant(
  world: World,
  kind: Kind,
  isFree: Scope['isFree'],
  make: Scope['make'],
): Promise<void> {
  const grant =
    (number: number) =>
    (tx: Transaction): boolean => {
      if (!isFree(tx)) return false;
      make(tx, idFor(kind, number));
      return true;
    };
  const answers = await settledWell(world.overlapping(grant(1), grant(2)));
  assert.deepEqual(
    answers.toSorted((a, b) => Number(a) - Number(b)),
    [false, true],
  );
  assert.equal((await world.store.read((view) => view.list(kind))).length, 1);
}

async function settledWell<T>(outcomes: Promise<PromiseSettledResult<T>[]>): Promise<T[]> {
  return (await outcomes).map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
