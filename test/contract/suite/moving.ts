import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import type { ExportLine, PortableStore } from '../../../src/store/port.ts';
import {
  addTask,
  body,
  collect,
  each,
  memoryAdapter,
  sqliteAdapter,
  type Adapter,
  type World,
} from '../world.ts';
import { assertReplays } from './log.ts';

export function movingContract(adapter: Adapter): void {
  for (const target of [memoryAdapter, sqliteAdapter]) {
    test(`export, import into ${target.name} and export again give the same`, async () => {
      await using world = await adapter.open();
      await using other = await target.open();
      const lines = await exportOf(await fill(world));
      const counts = await other.store.import(each(lines));
      assert.deepEqual(counts, { records: lines.filter(({ t }) => t === 'record').length, events: 9 });
      const again = await exportOf(other.store);
      assert.deepEqual(again.slice(1), lines.slice(1));
      await assertReplays(other.store);
      assert.deepEqual(await other.store.check(), []);
    });
  }

  test('after an import no seq, id or fence comes back', async () => {
    await using world = await adapter.open();
    const { store } = world;
    await fill(world);
    const copy = await world.empty();
    await copy.import(each(await exportOf(store)));
    const [fence, epoch, lastSeq] = await Promise.all([store, copy].map(positions));
    assert.ok(fence !== undefined && epoch !== undefined && lastSeq === undefined);
    assert.ok(epoch[0] > fence[0] && epoch[1] > fence[1] && epoch[2] > fence[2]);
    assert.equal(await addTask(copy), await addTask(store));
    assert.deepEqual(await copy.compact(2), { dropped: 8 });
    await assertReplays(copy);
  });

  test('an import goes only into an empty store, and a bad one changes nothing', async () => {
    await using world = await adapter.open();
    const lines = await exportOf(await fill(world));
    await assert.rejects(world.store.import(each(lines)), { code: 'CONFLICT' });
    const empty = await world.empty();
    const [header, ...rest] = lines;
    assert.ok(header !== undefined);
    const bad: readonly unknown[][] = [
      [],
      rest,
      [{ ...header, format: 2 }],
      [...lines, header],
      [...lines, { t: 'record', kind: 'nonsense', body: { id: 'x' } }],
      [...lines, { t: 'record', kind: 'task', body: { id: 'l1' } }],
      [...lines, { t: 'record', kind: 'task', body: {} }],
      [...lines, { t: 'nonsense' }],
      [...lines, { t: 'record', kind: 'task', body: null }],
      [...lines, null],
      [...lines, lines.find(({ t }) => t === 'record')],
      [...lines, { ...lines.at(-1), seq: 'x' }],
      ['text'],
    ];
    for (const attempt of bad)
      await assert.rejects(empty.import(each(attempt as ExportLine[])), { name: 'ShoalError' });
    assert.equal((await exportOf(empty)).length, 1);
    await empty.import(each(lines));
  });
}

/** A history with every kind of trace: counters, fences, removed records, a snapshot, unlogged records. */
async function fill(world: World): Promise<PortableStore> {
  const { store } = world;
  for (let i = 0; i < 11; i++) await addTask(store, { tags: ['a', `b${i}`], readyBucket: 'x', readyRank: i });
  await store.transact((tx) => {
    tx.actor = 'a1';
    tx.remove('task', 't3', { type: 'task.removed', data: { why: 'test' } });
    tx.create('lock', body('lock', { id: tx.nextId('lock'), fence: tx.nextFence(), dueAt: 9 }), {
      type: 'lock.taken',
    });
    tx.create('liveness', { id: 'a1', lastSeenAt: 4, everyMs: 1 }, { type: 'x.y' });
    tx.nextNumber('idempotency');
  });
  await store.compact(9);
  return store;
}

function exportOf(store: PortableStore): Promise<ExportLine[]> {
  return collect(store.export());
}

function positions(store: PortableStore): Promise<[number, number, number]> {
  return store.transact((tx) => [tx.nextFence(), tx.epoch, tx.lastSeq]);
}
