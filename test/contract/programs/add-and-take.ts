// Opens the store that is named, makes some tasks, then takes until none is left; prints the ids that it took.
import { machineClock, openSqliteStore } from '../../../src/store/sqlite.ts';
import type { TakePatch } from '../../../src/store/port.ts';

const [file = '', count = '0'] = process.argv.slice(2);
const settings = { busyTimeoutMs: 30_000, durability: 'full', eventsMax: 1_000_000 } as const;
const store = await openSqliteStore({ file, settings, clock: machineClock() });

for (let i = 0; i < Number(count); i++) {
  await store.transact((tx) => {
    const id = tx.nextId('task');
    tx.create('task', { id, readyBucket: 'x', readyRank: i } as never, { type: 'task.added' });
  });
}

const patch: TakePatch<'task'> = {
  set: { readyBucket: null },
  add: { generation: 1 },
  note: { type: 'task.claimed' },
};
const taken: string[] = [];
for (;;) {
  const outcome = await store.take('task', 'ready', () => ({ buckets: ['x'], patch }));
  if (!('taken' in outcome)) break;
  taken.push(outcome.taken.id);
}
console.log(JSON.stringify(taken));
await store.close();
