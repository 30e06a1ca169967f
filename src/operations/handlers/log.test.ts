import { expect, test } from 'bun:test';
import { createWorld, type World } from '../../../test/support/world.ts';
import { join } from './agent/join.ts';
import { list } from './log.ts';
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
