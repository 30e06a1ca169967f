import assert from 'node:assert/strict';
import { test } from '../runner.ts';
import { addTask, type Adapter } from '../world.ts';

const forever = new AbortController().signal;

export function waitingContract(adapter: Adapter): void {
  test('wait ends at once when the log is already longer', async () => {
    await using world = await adapter.open();
    await addTask(world.store);
    await world.store.wait(0, undefined, forever);
  });

  test('wait ends when anybody appends an event', async () => {
    await using world = await adapter.open();
    const other = await world.another();
    const own = world.store.wait(0, undefined, forever);
    const others = other.wait(0, undefined, forever);
    await addTask(world.store);
    await Promise.all([own, others]);
    const again = world.store.wait(1, undefined, forever);
    await addTask(other);
    await again;
  });

  test('wait ends at its instant', async () => {
    await using world = await adapter.open();
    await world.store.wait(0, world.clock.wall(), forever);
    const waited = world.store.wait(0, world.clock.wall() + 3, forever);
    world.clock.pass(3);
    await waited;
  });

  test('wait ends when it is aborted, before or while it waits', async () => {
    await using world = await adapter.open();
    await world.store.wait(0, undefined, AbortSignal.abort());
    const controller = new AbortController();
    const waited = world.store.wait(0, undefined, controller.signal);
    controller.abort();
    await waited;
  });

  test('closing ends every wait', async () => {
    const world = await adapter.open();
    const waited = world.store.wait(0, undefined, forever);
    await world.store.close();
    await waited;
    await world[Symbol.asyncDispose]();
  });

  test('an unlogged write wakes nobody', async () => {
    await using world = await adapter.open();
    const controller = new AbortController();
    let isOver = false;
    const waited = world.store.wait(0, undefined, controller.signal).then(() => (isOver = true));
    await world.store.transact((tx) =>
      tx.create('liveness', { id: 'a1', lastSeenAt: 1, everyMs: 1 }, { type: 'x.y' }),
    );
    assert.equal(isOver, false);
    controller.abort();
    await waited;
  });
}
