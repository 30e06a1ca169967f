import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from './runner.ts';
import type { PortableStore, TakePatch } from '../../src/store/port.ts';
import { openConnection, type Connection } from '../../src/store/sqlite/connection.ts';
import { toStoreError } from '../../src/store/sqlite/errors.ts';
import { createPatience } from '../../src/store/sqlite/patience.ts';
import { createReserve, type Reserve } from '../../src/store/sqlite/reserve.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { createStoreTime } from '../../src/store/sqlite/time.ts';
import { addTask, FakeClock } from './world.ts';
import { withDatabase, withDirectory, withStore } from './sqlite-support.ts';

const patch: TakePatch<'task'> = {
  set: { readyBucket: null },
  add: { generation: 1 },
  note: { type: 'task.claimed' },
};

async function takeOne(store: PortableStore): Promise<string | undefined> {
  const outcome = await store.take('task', 'ready', () => ({ buckets: ['x'], patch }));
  return 'taken' in outcome ? outcome.taken.id : undefined;
}

/** A store on a connection that the test can limit. */
function storeOn(
  connection: Connection,
  file: string,
  reserve: Reserve = createReserve(file),
): PortableStore {
  const clock = new FakeClock();
  const monotonic = (): number => performance.now();
  return createSqliteStore({
    connection,
    patience: createPatience({ file, timeoutMs: 100, monotonic, random: () => 0.5 }),
    time: createStoreTime(clock, clock.wall() - clock.uptime()),
    reserve,
    eventsMax: 1000,
    groupsCommits: false,
  });
}

test('a file that is no database, or not ours, or empty, is refused and left as it is', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    const foreign = join(directory, 'foreign.db');
    const connection = openConnection(foreign);
    connection.script('CREATE TABLE x (y)');
    connection.close();
    for (const content of [Buffer.from('hello '.repeat(2000)), Buffer.alloc(0), readFileSync(foreign)]) {
      writeFileSync(file, content);
      await assert.rejects(
        withStore(file, () => undefined),
        { code: 'STORE_CORRUPT' },
      );
      assert.deepEqual(readFileSync(file), content);
    }
  });
});

test('a damaged page is reported by check or refused, never passed over', async () => {
  await withDatabase(async (connection, file) => {
    await withStore(file, async (store) => {
      for (let i = 0; i < 200; i++) await addTask(store, { title: 'x'.repeat(500) });
    });
    connection.run('PRAGMA wal_checkpoint(TRUNCATE)');
    connection.close();
    const content = readFileSync(file);
    content.fill(0x5a, content.length - 40 * 4096, content.length - 20 * 4096);
    writeFileSync(file, content);
    await withStore(file, async (store) => {
      const problems = await store.check().catch((error: unknown) => [error]);
      assert.ok(problems.length > 0);
    });
  });
});

test('an index that differs from its record is reported', async () => {
  await withDatabase(async (connection, file) => {
    await withStore(file, async (store) => {
      await addTask(store, { state: 'ready', tags: ['a'] });
      assert.deepEqual(await store.check(), []);
      connection.run("UPDATE task_record SET state = 'done'");
      connection.run('DELETE FROM task_element');
      assert.equal((await store.check()).length, 2);
    });
  });
});

test('a head that is not in the bucket is refused, not granted', async () => {
  await withDatabase(async (connection, file) => {
    await withStore(file, async (store) => {
      await addTask(store, { readyBucket: 'y', readyRank: 1 });
      connection.run("UPDATE task_record SET readyBucket = 'x'");
      await assert.rejects(takeOne(store), { code: 'STORE_CORRUPT' });
    });
  });
});

for (const [name, harm] of Object.entries({
  'an old database beside the newer log': (file: string) => copyFileSync(`${file}.old`, file),
  'a log cut short': (file: string) =>
    truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2)),
})) {
  test(`${name} never leads to two grants of one task`, async () => {
    await withDirectory(async (directory) => {
      const live = join(directory, 'shoal.db');
      const copy = join(directory, 'copy', 'shoal.db');
      mkdirSync(join(directory, 'copy'));
      await withStore(live, async (store) => {
        for (let i = 0; i < 60; i++)
          await addTask(store, { readyBucket: 'x', readyRank: i, title: 'x'.repeat(300) });
        const checkpoint = openConnection(live);
        checkpoint.run('PRAGMA wal_checkpoint(TRUNCATE)');
        checkpoint.close();
        copyFileSync(live, `${copy}.old`);
        for (let i = 0; i < 30; i++) await takeOne(store);
        for (let i = 0; i < 30; i++) await addTask(store, { readyBucket: 'x', readyRank: i });
        // As a crash leaves them: copied while a connection is open, so that nothing is checkpointed.
        for (const suffix of ['', '-wal']) copyFileSync(live + suffix, copy + suffix);
      });
      harm(copy);
      const granted: string[] = [];
      try {
        await withStore(copy, async (store) => {
          for (let id = await takeOne(store); id !== undefined; id = await takeOne(store)) granted.push(id);
        });
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'STORE_CORRUPT');
      }
      assert.equal(new Set(granted).size, granted.length);
    });
  });
}

test('a database that cannot be written can be read; writing to it is refused clearly', async () => {
  await withDatabase(async (connection, file) => {
    const store = storeOn(connection, file);
    await addTask(store);
    connection.run('PRAGMA query_only = 1');
    assert.equal(await store.read((view) => view.list('task').length), 1);
    await assert.rejects(addTask(store), { code: 'STORE_READ_ONLY' });
  });
});

test('when there is no room adding is refused, what is there stays, and finishing uses the reserve', async () => {
  await withDatabase(async (connection, file) => {
    const roomPages = (more: number): void => {
      const used = Number(connection.row('PRAGMA page_count')?.['page_count']);
      connection.rows(`PRAGMA max_page_count = ${used + more}`);
    };
    let isFreed = false;
    const free = (): boolean => {
      if (isFreed) return false;
      isFreed = true;
      roomPages(50);
      return true;
    };
    const store = storeOn(connection, file, { free, restore: () => undefined });
    const id = await addTask(store);
    roomPages(2);
    const long = 'x'.repeat(20_000);
    await assert.rejects(addTask(store, { title: long }), { code: 'STORE_FULL' });
    assert.equal(isFreed, false);
    assert.deepEqual(await store.read((view) => view.list('task')), [{ id, title: id }]);
    await store.transact((tx) => tx.update('task', id, { result: long }, { type: 'task.done' }));
    assert.equal(isFreed, true);
    assert.equal(await store.read((view) => view.get('task', id)?.result), long);
    assert.deepEqual(
      (await store.events({})).map(({ type }) => type),
      ['task.added', 'task.done'],
    );
    assert.deepEqual(await store.check(), []);
  });
});

test('the reserve is made with the database, given away once, and taken back by compaction', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    await withStore(file, async (store) => {
      assert.equal(statSync(`${file}-reserve`).size, 1024 * 1024);
      const reserve = createReserve(file);
      assert.deepEqual([reserve.free(), reserve.free()], [true, false]);
      assert.equal(existsSync(`${file}-reserve`), false);
      await store.compact(10);
      assert.equal(statSync(`${file}-reserve`).size, 1024 * 1024);
    });
  });
});

test('each kind of failure has its own code and says what to do', () => {
  const cases = {
    13: 'STORE_FULL',
    8: 'STORE_READ_ONLY',
    14: 'STORE_READ_ONLY',
    11: 'STORE_CORRUPT',
    26: 'STORE_CORRUPT',
    4874: 'STORE_FULL',
    778: 'STORE_CORRUPT',
    1: 'INTERNAL',
  };
  for (const [errcode, code] of Object.entries(cases)) {
    const error = toStoreError(
      Object.assign(new Error('what SQLite says'), { errcode: Number(errcode) }),
      '/x/shoal.db',
    );
    assert.equal((error as { code?: string }).code, code);
    assert.match((error as Error).message, /\/x\/shoal\.db/);
  }
  const other = new Error('not from the database');
  assert.equal(toStoreError(other, '/x'), other);
});

test('a network file system is refused when the database is made, unless it is allowed', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    const nfs = { fileSystemType: () => 0x6969 };
    await assert.rejects(
      withStore(file, () => undefined, nfs),
      { code: 'STORE_UNSAFE' },
    );
    assert.equal(existsSync(file), false);
    await withStore(file, (store) => addTask(store), { ...nfs, allowNetworkFs: true });
    await withStore(file, (store) => addTask(store), nfs);
    rmSync(file);
  });
});
