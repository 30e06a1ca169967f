import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from './runner.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { PortableStore } from '../../src/store/port.ts';
import { addTask, body, FakeClock, sqliteOptions } from './world.ts';
import { withDirectory } from './sqlite-support.ts';
import { assertReplays } from './suite/log.ts';

const hour = 3_600_000;
const leaseMs = 60_000;

async function withClock(
  use: (open: (clock?: FakeClock) => Promise<PortableStore>, clock: FakeClock) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const clock = new FakeClock();
    const opened: PortableStore[] = [];
    const open = async (other = clock): Promise<PortableStore> => {
      const store = await openSqliteStore(sqliteOptions(join(directory, 'shoal.db'), other));
      opened.push(store);
      return store;
    };
    await use(open, clock);
    for (const store of opened) await store.close();
  });
}

function remaining(store: PortableStore, id: string): Promise<number> {
  return store.read((view) => (view.get('task', id)?.leaseExpiresAt ?? 0) - view.now);
}

for (const jumpMs of [hour, -hour]) {
  test(`a wall clock set by ${jumpMs / hour} h moves every lease along, for every process`, async () => {
    await withClock(async (open, clock) => {
      const [long, other] = [await open(), await open()];
      const until = clock.wall() + leaseMs;
      const held = await addTask(long, { leaseExpiresAt: until, dueAt: until, createdAt: 5 });
      const lapsed = await addTask(long, { leaseExpiresAt: until - 2 * leaseMs, dueAt: until - 2 * leaseMs });
      const later = await addTask(long, { notBefore: until, dueAt: until });
      await long.transact((tx) => {
        tx.create('lock', body('lock', { id: 'l1', leaseExpiresAt: until, dueAt: until }), {
          type: 'lock.taken',
        });
        tx.create('liveness', { id: 'a1', lastSeenAt: tx.now - 5, everyMs: 1 }, { type: 'x.y' });
      });
      clock.pass(1000);
      clock.wallMs += jumpMs;

      const fresh = await open();
      for (const store of [other, long, fresh]) {
        assert.equal(await remaining(store, held), leaseMs - 1000);
        assert.equal(await remaining(store, lapsed), -leaseMs - 1000);
        assert.equal(store.now(), clock.wall());
      }
      await long.read((view) => {
        assert.equal(view.get('task', held)?.dueAt, until + jumpMs);
        assert.equal(view.get('task', held)?.createdAt, 5);
        assert.equal(view.get('task', later)?.dueAt, until);
        assert.equal(view.get('lock', 'l1')?.leaseExpiresAt, until + jumpMs);
        assert.equal(view.get('liveness', 'a1')?.lastSeenAt, view.now - 1005);
      });
      assert.equal((await long.events({ type: 'clock.set' })).length, 3);
      await assertReplays(long);
      assert.deepEqual(await long.check(), []);
    });
  });
}

test('before anybody writes, store time goes on by uptime', async () => {
  await withClock(async (open, clock) => {
    const store = await open();
    const before = store.now();
    clock.pass(10);
    clock.wallMs -= hour;
    assert.equal(store.now(), before + 10);
  });
});

test('a small correction is followed without moving anything, and never backwards', async () => {
  await withClock(async (open, clock) => {
    const store = await open();
    const id = await addTask(store, {
      leaseExpiresAt: clock.wall() + leaseMs,
      dueAt: clock.wall() + leaseMs,
    });
    const before = store.now();
    clock.wallMs -= 2000;
    assert.equal(store.now(), before);
    assert.equal(await remaining(store, id), leaseMs);
    assert.deepEqual(await store.events({ type: 'clock.set' }), []);
  });
});

test('sleep is no jump: a lease runs out while the machine sleeps', async () => {
  await withClock(async (open, clock) => {
    const store = await open();
    const id = await addTask(store, {
      leaseExpiresAt: clock.wall() + leaseMs,
      dueAt: clock.wall() + leaseMs,
    });
    clock.pass(hour);
    assert.equal(await remaining(store, id), leaseMs - hour);
  });
});

test('a new boot takes the wall clock as it is', async () => {
  await withClock(async (open, clock) => {
    const store = await open();
    const id = await addTask(store, {
      leaseExpiresAt: clock.wall() + leaseMs,
      dueAt: clock.wall() + leaseMs,
    });
    const rebooted = new FakeClock();
    rebooted.boot = 'boot-2';
    rebooted.wallMs = clock.wallMs + 3 * hour;
    rebooted.uptimeMs = 10;
    const after = await open(rebooted);
    assert.equal(await remaining(after, id), leaseMs - 3 * hour);
  });
});

test('a boot after relaxed durability raises the epoch, so that no seq or fence repeats', async () => {
  await withDirectory(async (directory) => {
    const clock = new FakeClock();
    const options = { ...sqliteOptions(join(directory, 'shoal.db'), clock) };
    const relaxed = { ...options, settings: { ...options.settings, durability: 'relaxed' as const } };
    const state = (store: PortableStore): Promise<number[]> =>
      store.transact((tx) => [tx.epoch, tx.nextFence(), tx.lastSeq]);
    const positions: number[][] = [];
    const steps = [
      options,
      relaxed,
      options,
      'boot-2',
      options,
      relaxed,
      'boot-3',
      relaxed,
      'boot-4',
      options,
      'boot-5',
      options,
    ] as const;
    for (const step of steps) {
      if (typeof step === 'string') {
        clock.boot = step;
        continue;
      }
      const store = await openSqliteStore(step);
      await addTask(store);
      positions.push(await state(store));
      await store.close();
    }
    assert.deepEqual(
      positions.map(([epoch]) => epoch),
      [0, 0, 0, 1, 1, 2, 3, 3],
    );
    for (const column of [1, 2]) {
      const values = positions.map((position) => position[column] ?? 0);
      assert.deepEqual(
        values,
        [...new Set(values)].toSorted((a, b) => a - b),
      );
    }
    const store = await openSqliteStore(options);
    assert.deepEqual(await store.compact(3), { dropped: 5 });
    await assertReplays(store);
    await store.close();
  });
});
