import assert from 'node:assert/strict';
import { ShoalError } from '../../src/domain/errors.ts';
import type { PortableStore, Transaction } from '../../src/store/port.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { test } from './runner.ts';
import { withDatabase } from './sqlite-support.ts';
import { body, FakeClock, sqliteOptions } from './world.ts';

test('G1: a command that is refused within a group leaves nothing and harms no other of it', async () => {
  await withDatabase(async (_connection, file) => {
    const store = await openSqliteStore({ ...sqliteOptions(file, new FakeClock()), groupsCommits: true });
    const refusal = new ShoalError('CONFLICT', 'no');
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3].map((number) =>
        store.transact((tx) => {
          const id = tx.nextId('task');
          tx.create('task', body('task', { id, title: String(number) }), { type: 'task.added' });
          if (number === 1) throw refusal;
          return id;
        }),
      ),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    const tasks = await store.read((view) => view.list('task').map(({ title }) => title));
    assert.deepEqual(tasks, ['0', '2', '3']);
    const events = await store.events({});
    assert.deepEqual(
      events.map(({ seq, command }) => [seq, command]),
      [1, 2, 3].map((seq) => [seq, seq]),
    );
    await store.close();
  });
});

test('what a process keeps of agents is never older than what another has committed', async () => {
  await withDatabase(async (_connection, file) => {
    const options = sqliteOptions(file, new FakeClock());
    const [one, other] = [await openSqliteStore(options), await openSqliteStore(options)];
    await one.transact((tx) =>
      tx.create('agent', body('agent', { id: 'a1', role: '0', state: 'live' }), { type: 'agent.joined' }),
    );
    for (let round = 1; round <= 40; round += 1) {
      const [writer, reader] = round % 3 === 0 ? [one, other] : [other, one];
      await writer.transact((tx) =>
        tx.update('agent', 'a1', { role: String(round) }, { type: 'agent.updated' }),
      );
      const seen = await reader.transact((tx) => [
        tx.get('agent', 'a1')?.role,
        ...tx.list('agent', { where: { state: 'live' } }).map(({ role }) => role),
      ]);
      assert.deepEqual(seen, [String(round), String(round)]);
    }
    await one
      .transact((tx) => {
        tx.update('agent', 'a1', { role: 'undone' }, { type: 'agent.updated' });
        throw new Error('undone');
      })
      .catch(() => undefined);
    assert.equal(await one.read((view) => view.get('agent', 'a1')?.role), '40');
    await Promise.all([one.close(), other.close()]);
  });
});

test('nor is what it keeps of the end of the log, of what is due, and of what there is none of', async () => {
  await withDatabase(async (_connection, file) => {
    const clock = new FakeClock();
    const options = sqliteOptions(file, clock);
    const grouped = { ...options, groupsCommits: true };
    const stores = [await openSqliteStore(options), await openSqliteStore(grouped)];
    const note = { type: 'test.changed' };
    const steps: readonly ((tx: Transaction) => void)[] = [
      (tx) => tx.create('lock', body('lock', { id: tx.nextId('lock'), dueAt: tx.now + 70 }), note),
      (tx) => tx.create('lock', body('lock', { id: tx.nextId('lock'), dueAt: tx.now + 30 }), note),
      () => clock.pass(40),
      (tx) => {
        const [oldest] = tx.list('lock');
        if (oldest !== undefined) tx.update('lock', oldest.id, { dueAt: tx.now + 10 }, note);
      },
      (tx) => {
        for (const { id } of tx.list('lock')) tx.remove('lock', id, note);
      },
      (tx) => {
        tx.create('lock', body('lock', { id: tx.nextId('lock'), dueAt: tx.now - 1 }), note);
        throw new Error('undone');
      },
    ];
    const seenBy = (store: PortableStore | undefined) =>
      store?.read((view) => [view.lastSeq, view.isAnyDue(), view.list('lock').map(({ id }) => id)]);
    for (let round = 0; round < 120; round += 1) {
      const step = steps[(round * 7 + Math.floor(round / 6)) % steps.length];
      await stores[round % 5 < 2 ? 0 : 1]?.transact((tx) => step?.(tx)).catch(() => undefined);
      const fresh = await openSqliteStore(options); // has kept nothing yet
      const expected = await seenBy(fresh);
      await fresh.close();
      for (const store of stores) assert.deepEqual([round, await seenBy(store)], [round, expected]);
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});
