import { expect, test } from 'bun:test';
import { createWorld } from '../../../test/support/world.ts';
import { join } from '../../operations/handlers/agent/join.ts';
import { send } from '../../operations/handlers/message.ts';
import { isUrgentWaiting, nextBatch, type Wanted } from './batch.ts';

test('what can wait is not pressed into a running turn, and what has expired is given to nobody', async () => {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  const to = ['bob'];
  await send(world.as(1), { text: 'expires', to, ttlMs: 1_000 });
  await send(world.as(1), { text: 'when idle', to, priority: 'idle' });
  await send(world.as(1), { text: 'next', to });
  await send(world.as(1), { text: 'now', to, now: true });
  await send(world.as(1), { text: 'after', to });
  world.tick(1_000);
  const batch = (wanted: Wanted, given: readonly string[] = []) =>
    world.store.read((view) => nextBatch(view, 'a2', new Set(given), wanted)?.messages);
  expect(await batch('steer')).toEqual(['m3', 'm4', 'm5']);
  expect(await batch('all')).toEqual(['m3', 'm4', 'm5']);
  const rest = ['m3:a2', 'm4:a2', 'm5:a2'];
  expect(await batch('steer', rest)).toBeUndefined();
  expect(await batch('all', rest)).toEqual(['m2']);
});

test('of many that wait an urgent one is found, however late it came', async () => {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  const isUrgent = (given: readonly string[] = []) =>
    world.store.read((view) => isUrgentWaiting(view, 'a2', new Set(given)));
  for (let count = 0; count < 60; count += 1) await send(world.as(1), { text: 'next', to: ['bob'] });
  expect(await isUrgent()).toBe(false);
  const { id } = await send(world.as(1), { text: 'now', to: ['bob'], now: true });
  expect(await isUrgent()).toBe(true);
  expect(await isUrgent([`${id}:a2`])).toBe(false);
});
