import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import fc from 'fast-check';
import { kindSpecs } from '../../../src/domain/kinds.ts';
import type { LogEvent, PortableStore } from '../../../src/store/port.ts';
import { addTask, body, kinds, type Adapter } from '../world.ts';

export function logContract(adapter: Adapter): void {
  test('S4: one event per change, with the changed fields, its actor and its command', async () => {
    await using world = await adapter.open();
    const { store, clock } = world;
    await store.transact((tx) => {
      tx.actor = 'a7';
      tx.create('task', body('task', { id: 't1', title: 'x' }), {
        type: 'task.added',
        task: 't1',
        agent: 'a8',
      });
      tx.update('task', 't1', { title: 'y', state: 'ready' }, { type: 'task.edited', data: { why: [1] } });
    });
    await store.transact((tx) => tx.remove('task', 't1', { type: 'task.removed' }));
    const shared = { at: clock.wall(), kind: 'task', id: 't1' } as const;
    assert.deepEqual(await store.events({}), [
      {
        ...shared,
        seq: 1,
        command: 1,
        actor: 'a7',
        type: 'task.added',
        task: 't1',
        agent: 'a8',
        data: null,
        change: { id: 't1', title: 'x' },
      },
      {
        ...shared,
        seq: 2,
        command: 1,
        actor: 'a7',
        type: 'task.edited',
        task: 't1',
        agent: null,
        data: { why: [1] },
        change: { title: 'y', state: 'ready' },
      },
      {
        ...shared,
        seq: 3,
        command: 3,
        actor: null,
        type: 'task.removed',
        task: 't1',
        agent: null,
        data: null,
        change: null,
      },
    ] satisfies LogEvent[]);
  });

  test('the log is filtered, paged and read from either end', async () => {
    await using world = await adapter.open();
    const { store } = world;
    await store.transact((tx) => {
      tx.actor = 'a1';
      tx.create('task', body('task', { id: 't1' }), { type: 'task.added', task: 't1' });
      tx.create('task', body('task', { id: 't2' }), { type: 'task.added', task: 't2', agent: 'a2' });
      tx.create('lock', body('lock', { id: 'l1' }), { type: 'lock.taken', task: 't1' });
      tx.update('task', 't1', { title: 'x' }, { type: 'tasks.moved' });
    });
    const seqs = async (query: object): Promise<number[]> =>
      (await store.events(query)).map(({ seq }) => seq);
    assert.deepEqual(await seqs({}), [1, 2, 3, 4]);
    assert.deepEqual(await seqs({ after: 2 }), [3, 4]);
    assert.deepEqual(await seqs({ newestFirst: true, limit: 3 }), [4, 3, 2]);
    assert.deepEqual(await seqs({ newestFirst: true, after: 2 }), [4, 3]);
    assert.deepEqual(await seqs({ task: 't1' }), [1, 3, 4]);
    assert.deepEqual(await seqs({ task: 't1', newestFirst: true, limit: 1 }), [4]);
    assert.deepEqual(await seqs({ agent: 'a2' }), [2]);
    assert.deepEqual(await seqs({ agent: 'a1' }), [1, 2, 3, 4]);
    assert.deepEqual(await seqs({ type: 'task' }), [1, 2]);
    assert.deepEqual(await seqs({ type: 'task.added', task: 't2' }), [2]);
    assert.deepEqual(await seqs({ type: 'task%' }), []);
    assert.deepEqual(await seqs({ kinds: ['lock'] }), [3]);
    assert.deepEqual(await seqs({ kinds: ['lock', 'task'], after: 1, task: 't1' }), [3, 4]);
    assert.deepEqual(await seqs({ kinds: [] }), []);
    assert.deepEqual(await seqs({ after: 99 }), []);
    assert.deepEqual(await seqs({ before: 3 }), [1, 2]);
    assert.deepEqual(await seqs({ before: 4, newestFirst: true, limit: 2 }), [3, 2]);
    assert.deepEqual(await seqs({ after: 1, before: 4, task: 't1' }), [3]);
    assert.deepEqual(await seqs({ before: 1 }), []);
  });

  test('events are counted by type in stretches of time, from their start to before their end', async () => {
    await using world = await adapter.open();
    const { store, clock } = world;
    const start = store.now();
    const add = (id: string, type: string, agent: string | null = null) =>
      store.transact((tx) => tx.create('task', body('task', { id }), { type, agent }));
    await add('t1', 'task.added', 'a1');
    await add('t2', 'task.added');
    clock.pass(10);
    await add('t3', 'task.added', 'a1');
    await add('t4', 'tasks.moved');
    clock.pass(20);
    await add('t5', 'task.added');
    const bounds = [start, start + 10, start + 20, start + 30];
    const counted = (query: object) => store.countEvents({ bounds, ...query });
    assert.deepEqual(await counted({}), [{ 'task.added': 2 }, { 'task.added': 1, 'tasks.moved': 1 }, {}]);
    assert.deepEqual(await counted({ agent: 'a1' }), [{ 'task.added': 1 }, { 'task.added': 1 }, {}]);
    assert.deepEqual(await counted({ type: 'task' }), [{ 'task.added': 2 }, { 'task.added': 1 }, {}]);
    assert.deepEqual(await counted({ task: 't4' }), [{}, { 'tasks.moved': 1 }, {}]);
    assert.deepEqual(await counted({ bounds: [start + 30, start + 31] }), [{ 'task.added': 1 }]);
    assert.deepEqual(await counted({ bounds: [start] }), []);
  });

  test('law 9: after any history the snapshot and the log give the state, also after compaction', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), id: fc.integer({ min: 1, max: 4 }), title: fc.string() }),
      fc.record({
        do: fc.constant('remove' as const),
        id: fc.integer({ min: 1, max: 4 }),
        title: fc.constant(''),
      }),
      fc.record({
        do: fc.constant('compact' as const),
        id: fc.integer({ min: 0, max: 6 }),
        title: fc.constant(''),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using world = await adapter.open();
        for (const { do: what, id, title } of steps) {
          if (what === 'compact') await world.store.compact(id);
          else if (what === 'put') await put(world.store, `t${id}`, title);
          else await removeIfThere(world.store, `t${id}`);
        }
        await assertReplays(world.store);
      }),
      { numRuns: 20 },
    );
  });

  test('compaction keeps the newest events, and no seq comes back', async () => {
    await using world = await adapter.open();
    const { store } = world;
    for (let i = 0; i < 10; i++) await addTask(store);
    assert.deepEqual(await store.compact(3), { dropped: 7 });
    assert.deepEqual(
      (await store.events({})).map(({ seq }) => seq),
      [8, 9, 10],
    );
    assert.equal((await store.snapshot()).seq, 7);
    assert.deepEqual(await store.compact(0), { dropped: 3 });
    assert.deepEqual(await store.compact(0), { dropped: 0 });
    assert.equal(await store.read((view) => view.lastSeq), 10);
    await addTask(store);
    assert.deepEqual(
      (await store.events({})).map(({ seq, command }) => [seq, command]),
      [[11, 11]],
    );
    await assertReplays(store);
  });
}

export async function assertReplays(store: PortableStore): Promise<void> {
  const state = new Map<string, Record<string, unknown>>();
  const snapshot = await store.snapshot();
  for (const { kind, body: record } of snapshot.records)
    state.set(`${kind} ${String(record['id'])}`, { ...record });
  let previous = snapshot.seq;
  for (const event of await store.events({ limit: 1_000_000 })) {
    assert.ok(event.seq > previous);
    previous = event.seq;
    const key = `${event.kind} ${event.id}`;
    if (event.change === null) state.delete(key);
    else state.set(key, { ...state.get(key), ...event.change });
  }
  const logged = kinds.filter((kind) => kindSpecs[kind].logged);
  const records = await store.read((view) =>
    logged.flatMap((kind) =>
      view.list(kind).map((record) => [`${kind} ${record.id}`, { ...record }] as const),
    ),
  );
  assert.deepEqual(state, new Map<string, unknown>(records));
}

function put(store: PortableStore, id: string, title: string): Promise<void> {
  return store.transact((tx) => {
    if (tx.get('task', id) === undefined)
      tx.create('task', body('task', { id, title }), { type: 'task.added' });
    else tx.update('task', id, { title }, { type: 'task.edited' });
  });
}

function removeIfThere(store: PortableStore, id: string): Promise<void> {
  return store.transact((tx) => {
    if (tx.get('task', id) !== undefined) tx.remove('task', id, { type: 'task.removed' });
  });
}
