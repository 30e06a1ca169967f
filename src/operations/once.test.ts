import { expect, test } from 'bun:test';
import { createWorld } from '../../test/support/world.ts';
import { idempotencyTtlMs } from '../domain/workspace.ts';
import { keepUnderKey, once } from './once.ts';

const operation = 'task.add';

test('law 15: of more keys than may be kept the oldest go, and the newest still give their answers', async () => {
  const world = createWorld({ settings: { idempotencyMax: 100 } });
  const context = world.nobody();
  const call = (key: string, answer: string) =>
    world.store.transact((tx) => once(tx, context, { operation, actor: 'a1', key }, () => answer));
  for (let count = 1; count <= 1_000; count += 1) {
    await call(`k${count}`, 'first');
    world.tick(1);
  }
  const kept = await world.store.read((view) => view.list('idempotency'));
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(kept.length).toBeLessThan(164);
  for (let count = 1_000; count > 900; count -= 1) expect(await call(`k${count}`, 'second')).toBe('first');
  expect(await call('k1', 'second')).toBe('second');
});

test('what an earlier version kept, and what is over its time, gives way too', async () => {
  const world = createWorld({ settings: { idempotencyMax: 10 } });
  const context = world.nobody();
  const dueAt = world.clock.now + idempotencyTtlMs;
  await world.store.transact((tx) => {
    for (let count = 0; count < 20; count += 1) {
      const old = { id: `old${count}`, result: null, createdAt: tx.now, dueAt };
      tx.create('idempotency', old, { type: 'idempotency.kept' });
    }
  });
  world.tick(1);
  await world.store.transact((tx) => {
    for (let count = 0; count < 128; count += 1) keepUnderKey(tx, context, `new${count}`, null);
  });
  const kept = await world.store.read((view) => view.list('idempotency').map(({ id }) => id));
  expect(kept.filter((id) => id.startsWith('old'))).toEqual([]);
});
