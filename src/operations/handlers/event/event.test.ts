import { describe, expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import { add } from '../task.ts';
import { join } from '../agent.ts';
import { emit, poll, subscribe } from '../event.ts';

async function pair() {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  return world;
}

describe('events', () => {
  test('a subscriber gets what matches, oldest first, and not what was before', async () => {
    const world = await pair();
    await emit(world.as(1), { type: 'deploy.started' });
    await subscribe(world.as(2), { patterns: ['deploy.*', 'task.added'] });
    const sent = await emit(world.as(1), { type: 'deploy.done', data: { version: 4 } });
    expect(sent.subscribers).toBe(1);
    await emit(world.as(1), { type: 'deployment.done' });
    await add(world.as(1), { title: 'look' });
    const { events } = await poll(world.as(2), {});
    expect(events.map(({ type, emitted, sourceName }) => [type, emitted, sourceName])).toEqual([
      ['deploy.done', true, 'ada'],
      ['task.added', false, 'ada'],
    ]);
    expect(events[0]).toMatchObject({ seq: sent.seq, data: { version: 4 } });
  });

  test('what is not acknowledged is given again; what is, never', async () => {
    const world = await pair();
    await subscribe(world.as(2), { patterns: ['*'] });
    await emit(world.as(1), { type: 'one' });
    const first = await poll(world.as(2), {});
    expect((await poll(world.as(2), { ack: true })).events).toEqual(first.events);
    expect((await poll(world.as(2), {})).events).toEqual([]);
    await emit(world.as(1), { type: 'two' });
    const second = await poll(world.as(2), {});
    await poll(world.as(2), { ackSeq: second.ackSeq });
    expect((await poll(world.as(2), {})).events).toEqual([]);
  });

  test('a replay begins where it is told to', async () => {
    const world = await pair();
    await emit(world.as(1), { type: 'old.news' });
    await subscribe(world.as(2), { patterns: ['old.*'], from: 0 });
    expect((await poll(world.as(2), {})).events.map(({ type }) => type)).toEqual(['old.news']);
  });

  test('a waiting subscriber wakes at the event', async () => {
    const world = await pair();
    await subscribe(world.as(2), { patterns: ['go'] });
    const waiting = poll(world.as(2), { waitMs: 60_000 });
    await emit(world.as(1), { type: 'go' });
    expect((await waiting).events).toHaveLength(1);
  });

  test('who listens to nothing is told so; removing stops it', async () => {
    const world = await pair();
    expect(await poll(world.as(2), {}).catch((error: unknown) => error)).toMatchObject({
      code: 'NOTHING_TO_DO',
    });
    await subscribe(world.as(2), { patterns: ['a', 'b'] });
    expect((await subscribe(world.as(2), { patterns: ['a'], remove: true })).patterns).toEqual(['b']);
    await emit(world.as(1), { type: 'a' });
    expect((await poll(world.as(2), {})).events).toEqual([]);
    expect((await subscribe(world.as(2), { remove: true })).patterns).toEqual([]);
  });

  test('the same key emits once', async () => {
    const world = await pair();
    const [a, b] = [
      await emit(world.as(1), { type: 'x', key: 'k' }),
      await emit(world.as(1), { type: 'x', key: 'k' }),
    ];
    expect(b).toEqual(a);
  });
});
