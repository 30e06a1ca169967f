// For each number in turn: makes a record in a scope in which it finds none. Two at once must never both find none.
import { machineClock, openSqliteStore } from '../../../src/store/sqlite.ts';

const [file = '', rounds = '0'] = process.argv.slice(2);
const settings = { busyTimeoutMs: 30_000, durability: 'relaxed', eventsMax: 1_000_000 } as const;
const store = await openSqliteStore({ file, settings, clock: machineClock() });

for (let round = 0; round < Number(rounds); round++) {
  await store.transact((tx) => {
    const repo = String(round);
    if (tx.list('lock', { where: { repo } }).length > 0) return;
    const id = tx.nextId('lock');
    tx.create('lock', { id, repo, fence: tx.nextFence() } as never, { type: 'lock.taken' });
  });
}
await store.close();
