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

async function types(world: Awaited<ReturnType<typeof pair>>): Promise<readonly string[]> {
  return (await poll(world.as(2), {})).events.map(({ type }) => type);
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

  test('a pattern that is added later brings nothing of what was before it', async () => {
    const world = await pair();
    await subscribe(world.as(2), { patterns: ['deploy.*'] });
    await emit(world.as(1), { type: 'build.done' });
    await subscribe(world.as(2), { patterns: ['build.*'] });
    await emit(world.as(1), { type: 'build.failed' });
    expect(await types(world)).toEqual(['build.failed']);
  });

  test('a replay is of the patterns that it names, and of no others', async () => {
    const world = await pair();
    for (const type of ['build.done', 'deploy.done']) await emit(world.as(1), { type });
    await subscribe(world.as(2), { patterns: ['build.*'] });
    await emit(world.as(1), { type: 'build.again' });
    await poll(world.as(2), { ack: true });
    await subscribe(world.as(2), { patterns: ['deploy.*'], from: 0 });
    expect(await types(world)).toEqual(['deploy.done']);
    await subscribe(world.as(2), { from: 0 });
    expect(await types(world)).toEqual(['build.done', 'deploy.done', 'build.again']);
  });

  test('law 13: a place beyond the end is refused', async () => {
    const world = await pair();
    await subscribe(world.as(2), { patterns: ['a'] });
    for (const asked of [
      subscribe(world.as(2), { patterns: ['b'], from: 1_000 }),
      poll(world.as(2), { ackSeq: 1_000 }),
    ])
      expect(await asked.catch((error: unknown) => error)).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await subscribe(world.as(2), {})).patterns).toEqual(['a']);
  });

  test('what concerns nobody is looked through once', async () => {
    const world = await pair();
    await subscribe(world.as(2), { patterns: ['rare'] });
    for (let count = 0; count < 20; count += 1) await emit(world.as(1), { type: 'common' });
    const before = (await subscribe(world.as(2), {})).ackedSeq;
    const { ackSeq, acked } = await poll(world.as(2), { ack: true });
    expect(acked).toBe(true);
    expect(ackSeq).toBeGreaterThanOrEqual(before + 20);
    expect((await subscribe(world.as(2), {})).ackedSeq).toBe(ackSeq);
    await emit(world.as(1), { type: 'rare' });
    expect(await types(world)).toEqual(['rare']);
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
