import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from './runner.ts';
import { fileURLToPath } from 'node:url';
import { machineClock, openSqliteStore } from '../../src/store/sqlite.ts';
import { addTask } from './world.ts';
import { runProgram, withDirectory, withStore } from './sqlite-support.ts';

test('many first opens at once make exactly one database, and every task is taken once', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    const programs = Array.from({ length: 24 }, () => runProgram('add-and-take.ts', [file, '5']));
    const taken = (await Promise.all(programs)).flatMap((text) => JSON.parse(text) as string[]);
    assert.equal(taken.length, 120);
    assert.equal(new Set(taken).size, 120);
    await withStore(file, async (store) => {
      const events = await store.events({});
      assert.deepEqual(
        events.map(({ seq }) => seq),
        Array.from({ length: 240 }, (_, i) => i + 1),
      );
      assert.deepEqual(await store.check(), []);
    });
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.includes('-new-')),
      [],
    );
  });
});

test('first opens in one process at once make one database too', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    const settings = { busyTimeoutMs: 10_000, durability: 'full', eventsMax: 1000 } as const;
    const opens = Array.from({ length: 64 }, () =>
      openSqliteStore({ file, settings, clock: machineClock() }),
    );
    const stores = await Promise.all(opens);
    await Promise.all(stores.map((store) => addTask(store)));
    const [first] = stores;
    assert.equal(await first?.read((view) => view.list('task').length), 64);
    await Promise.all(stores.map((store) => store.close()));
  });
});

test('two processes never both find a scope empty', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    await withStore(file, () => undefined);
    await Promise.all([1, 2, 3].map(() => runProgram('grab.ts', [file, '300'])));
    await withStore(file, async (store) => {
      const locks = await store.read((view) => view.list('lock'));
      assert.equal(locks.length, 300);
      assert.equal(new Set(locks.map(({ fence }) => fence)).size, 300);
    });
  });
});

test('a writer that keeps the database makes commands wait, up to the limit, and none is lost', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    await withStore(file, () => undefined);
    const program = fileURLToPath(new URL('./programs/hold.ts', import.meta.url));
    const holder = spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(holder, 'close');
    await once(holder.stdout, 'data');
    const settings = { busyTimeoutMs: 40, durability: 'full', eventsMax: 1000 } as const;
    await withStore(file, (store) => assert.rejects(addTask(store), { code: 'BUSY' }), { settings });
    await withStore(file, async (store) => {
      const added = addTask(store);
      assert.deepEqual(await store.read((view) => view.list('task')), []);
      holder.stdin.end('\n');
      assert.equal(await added, 't1');
    });
    await ended;
  });
});

test('a waiter wakes when another process appends', async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    await withStore(file, async (store) => {
      const waited = store.wait(0, undefined, new AbortController().signal);
      await Promise.all([waited, runProgram('add-and-take.ts', [file, '1'])]);
      assert.equal((await store.events({})).length, 2);
    });
  });
});
