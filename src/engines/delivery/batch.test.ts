import { expect, test } from 'bun:test';
import { createWorld } from '../../../test/support/world.ts';
import { join } from '../../operations/handlers/agent/join.ts';
import { send } from '../../operations/handlers/message.ts';
import { nextBatch, type Wanted } from './batch.ts';

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
  const batch = (wanted: Wanted) =>
    world.store.read((view) => nextBatch(view, 'a2', new Set(), wanted)?.messages);
  expect(await batch('urgent')).toEqual(['m3', 'm4']);
  expect(await batch('all')).toEqual(['m2', 'm3', 'm4', 'm5']);
});
