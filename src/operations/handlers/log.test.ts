import { expect, test } from 'bun:test';
import { createWorld, type World } from '../../../test/support/world.ts';
import { join } from './agent/join.ts';
import { histogram, list } from './log.ts';
import { send } from './message.ts';
import { add, claim } from './task.ts';

async function one(world: World, input: Parameters<typeof list>[1]) {
  for await (const answer of list(world.nobody(), input)) {
    if (Array.isArray(answer)) return answer;
  }
  throw new Error('no array came');
}

async function worldWithEvents(): Promise<World> {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  await add(world.as(1), { title: 'one' });
  await add(world.as(2), { title: 'two' });
  await claim(world.as(1), {});
  return world;
}

const types = (events: Awaited<ReturnType<typeof one>>) => events.map(({ type }) => type);

test('shows the latest, newest last, one array', async () => {
  const world = await worldWithEvents();
  const all = await one(world, {});
  expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => a - b));
  const last = await one(world, { limit: 2 });
  expect(last).toEqual(all.slice(-2));
});

test('filters by agent, also one that is gone, by task, and by type', async () => {
  const world = await worldWithEvents();
  expect(types(await one(world, { task: 't1' }))).toEqual(['task.added', 'task.claimed']);
  expect(new Set(types(await one(world, { type: 'task.added' })))).toEqual(new Set(['task.added']));
  expect((await one(world, { agent: 'bob', type: 'task' })).map(({ id }) => id)).toEqual(['t2']);
  const refused = await one(world, { agent: 'nobody' }).catch((error: unknown) => String(error));
  expect(refused).toContain('no agent');
});

test('law 9: following misses nothing and repeats nothing, from any cursor', async () => {
  const world = await worldWithEvents();
  const abort = new AbortController();
  const before = await one(world, { limit: 10_000 });
  const from = before[2]?.seq ?? 0;
  const seen: number[] = [];
  const until = Promise.withResolvers<void>();
  const following = (async () => {
    for await (const event of list(
      { ...world.nobody(), signal: abort.signal },
      { follow: true, after: from },
    )) {
      if (Array.isArray(event)) throw new Error('following gives one event at a time');
      seen.push(event.seq);
      if (event.type === 'message.sent' && event.change?.['body'] === 'last') until.resolve();
    }
  })();
  for (let n = 0; n < 300; n += 1) await send(world.as(1), { text: `message ${n}` });
  await send(world.as(1), { text: 'last' });
  await until.promise;
  abort.abort();
  await following;
  const after = (await one(world, { after: from, limit: 10_000 })).map(({ seq }) => seq);
  expect(seen).toEqual(after.slice(0, seen.length));
  expect(seen.length).toBeGreaterThan(300);
});

test('law 9: with a type nothing else passes, and events of other types do not stop it', async () => {
  const world = await worldWithEvents();
  const abort = new AbortController();
  const titles: unknown[] = [];
  const following = (async () => {
    for await (const event of list(
      { ...world.nobody(), signal: abort.signal },
      { follow: true, type: 'task.added', limit: 1 },
    )) {
      if (!Array.isArray(event)) titles.push(event.change?.['title']);
      if (titles.length === 2) abort.abort();
    }
  })();
  await send(world.as(1), { text: 'noise' });
  await add(world.as(1), { title: 'three' });
  await following;
  expect(titles).toEqual(['two', 'three']);
});

test('the log is paged back from any place, newest last', async () => {
  const world = await worldWithEvents();
  const all = await one(world, {});
  const seqs = all.map(({ seq }) => seq);
  const cut = seqs.at(-2) ?? 0;
  const back = async (input: Parameters<typeof list>[1]) => (await one(world, input)).map(({ seq }) => seq);
  expect(await back({ before: cut, limit: 2 })).toEqual(seqs.filter((seq) => seq < cut).slice(-2));
  expect(await back({ before: cut, after: seqs[0] ?? 0 })).toEqual(seqs.slice(1).filter((seq) => seq < cut));
  expect(await back({ before: 1 })).toEqual([]);
  const refused = await one(world, { before: 3, follow: true }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'INVALID_INPUT' });
});

test('a histogram counts by noun in equal stretches, by default of the last hour up to now', async () => {
  const world = await worldWithEvents();
  world.tick(20 * 60_000);
  await add(world.as(1), { title: 'three' });
  const found = await histogram(world.nobody(), { type: 'task' });
  expect([found.buckets.length, found.bucketMs, found.total]).toEqual([60, 60_000, 4]);
  expect(found.buckets.filter(({ count }) => count > 0).map(({ counts }) => counts)).toEqual([
    { task: 3 },
    { task: 1 },
  ]);
  expect(found.buckets.at(-1)?.counts).toEqual({ task: 1 });
  const now = world.clock.now;
  const all = await histogram(world.nobody(), { from: now - 30 * 60_000, until: now, buckets: 2 });
  expect(all.nouns).toContainEqual({ noun: 'agent', count: 2 });
  expect(all.buckets.map(({ start }) => start)).toEqual([
    '2025-12-31T23:50:00.000Z',
    '2026-01-01T00:05:00.000Z',
  ]);
  expect(all.buckets[1]?.count).toBe(0);
  const bob = await histogram(world.nobody(), { agent: 'bob', type: 'task.added' });
  expect(bob.total).toBe(1);
  expect(histogram(world.nobody(), { from: now, until: now })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});
