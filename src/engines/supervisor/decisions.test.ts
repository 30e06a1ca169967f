import { expect, test } from 'bun:test';
import { createWorld } from '../../../test/support/world.ts';
import { decided, newRequest } from '../../domain/request.ts';
import type { RecordQuery, View } from '../../store/port.ts';
import { closedRequests } from './decisions.ts';

const note = { type: 'test.made' };

/** Requests `k1` to `kN` of s1, all decided but those named. */
async function worldOf(count: number, open: readonly number[]) {
  const world = createWorld();
  await world.store.transact((tx) => {
    for (let made = 1; made <= count; made += 1) {
      const id = tx.nextId('request');
      const fields = { id, kind: 'permission', agent: 'a1', title: 'x', createdAt: 0, dueAt: null } as const;
      const request = newRequest({ ...fields, session: 's1', driverRequest: `k${made}` });
      const answer = decided({ outcome: 'approve', option: null, text: null }, 'a2', tx.now);
      tx.create('request', { ...request, ...(open.includes(made) ? {} : answer) }, note);
    }
  });
  return world;
}

/** How many records were read. */
function counting(view: View): { readonly view: View; readonly read: () => number } {
  let read = 0;
  const list = (kind: 'request', query?: RecordQuery<'request'>) => {
    const found = view.list(kind, query);
    read += found.length;
    return found;
  };
  return { view: { ...view, list } as View, read: () => read }; // of requests alone is asked
}

test('of those asked for what was decided is found, wherever it lies, the oldest first', async () => {
  const world = await worldOf(300, [2, 299]);
  const keys = await world.store.read((view) =>
    closedRequests(view, 's1', ['k298', 'k1', 'k2', 'k299', 'k300', 'other']).map(
      ({ driverRequest }) => driverRequest,
    ),
  );
  expect(keys).toEqual(['k1', 'k298', 'k300']);
});

test('law 15: while one waits, what was decided before is not looked through', async () => {
  const world = await worldOf(2_000, [1_990]);
  await world.store.read((view) => {
    const waiting = counting(view);
    expect(closedRequests(waiting.view, 's1', ['k1990'])).toEqual([]);
    expect(waiting.read()).toBe(1);
    const one = counting(view);
    expect(closedRequests(one.view, 's1', ['k1990', 'k1995'])).toHaveLength(1);
    expect(one.read()).toBeLessThan(100);
  });
});
