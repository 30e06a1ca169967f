import { expect, test } from 'bun:test';
import {
  createHttpWorld,
  type HttpWorld,
  type HttpWorldOptions,
} from '../../../../test/support/http-world.ts';
import { type ServerEvent, serverEvents } from '../../../client/sse.ts';

interface Reader {
  /** The next `count` events of the log; fails when something else comes. */
  take(count: number): Promise<readonly { readonly seq: number; readonly type: string }[]>;
  next(): Promise<ServerEvent | undefined>;
  close(): Promise<void>;
}

async function listen(
  http: HttpWorld,
  path = '/v1/events',
  headers: Record<string, string> = {},
): Promise<Reader> {
  const response = await http.send(path, { token: http.humanToken, headers });
  if (response.status !== 200 || response.body === null)
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const events = serverEvents(response.body);
  const next = async () => {
    const { value, done } = await events.next();
    return done === true ? undefined : value;
  };
  const first = await next();
  expect(first?.event).toBe('open');
  return {
    next,
    close: async () => void (await events.return(undefined)),
    async take(count) {
      const taken = [];
      while (taken.length < count) {
        const one = await next();
        if (one?.event !== 'message') throw new Error(`expected an event, got ${JSON.stringify(one)}`);
        const value = JSON.parse(one.data) as { seq: number; type: string };
        expect(one.id).toBe(String(value.seq));
        taken.push(value);
      }
      return taken;
    },
  };
}

async function addTasks(http: HttpWorld, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1)
    await http.json('/v1/tasks', { token: http.humanToken, body: { title: `task ${number}` } });
}

async function world(options?: HttpWorldOptions): Promise<HttpWorld> {
  const http = createHttpWorld(options);
  await addTasks(http, 1); // so that the person has a record
  return http;
}

test('every subscriber is given each event once, in order, and only from now on', async () => {
  const http = await world();
  const readers = await Promise.all([listen(http), listen(http), listen(http)]);
  await addTasks(http, 20);
  const log = await http.world.store.events({ after: 0 });
  const expected = log.slice(-20).map(({ seq }) => seq);
  for (const reader of readers) expect((await reader.take(20)).map(({ seq }) => seq)).toEqual(expected);
  await Promise.all(readers.map((reader) => reader.close()));
});

test('a reader that comes back goes on where it was: nothing missing, nothing twice', async () => {
  const http = await world();
  await addTasks(http, 30);
  const all = (await http.world.store.events({ after: 0 })).map(({ seq }) => seq);
  const seen: number[] = [];
  let last = '0';
  for (const count of [1, 7, 13]) {
    const reader = await listen(http, '/v1/events', { 'last-event-id': last });
    for (const { seq } of await reader.take(count)) seen.push(seq);
    last = String(seen.at(-1));
    await reader.close();
  }
  const reader = await listen(http, `/v1/events?after=${last}`);
  await addTasks(http, 5);
  const now = (await http.world.store.events({ after: 0 })).map(({ seq }) => seq);
  for (const { seq } of await reader.take(now.length - seen.length)) seen.push(seq);
  expect(now.slice(0, all.length)).toEqual(all);
  expect(seen).toEqual(now);
  await reader.close();
});

test('filters by type, task and agent, also when it goes on', async () => {
  const http = await world();
  const { id, token } = await http.agent('ada');
  const live = await listen(http, '/v1/events?type=task.claimed,lock.*');
  const ofTask = await listen(http, '/v1/events?task=t1&type=task.*');
  await http.json('/v1/tasks/claim', { token, body: {} });
  await addTasks(http, 3);
  await http.json('/v1/tasks/t1/done', { token, body: {} });
  expect((await live.take(1))[0]).toMatchObject({ type: 'task.claimed' });
  expect((await ofTask.take(2)).map(({ type }) => type)).toEqual(['task.claimed', 'task.done']);
  const past = await listen(http, `/v1/events?after=0&agent=${id}&type=task`);
  expect((await past.take(2)).map(({ type }) => type)).toEqual(['task.claimed', 'task.done']);
  await Promise.all([live, ofTask, past].map((reader) => reader.close()));
});

test('one that reads too slowly is ended with a last word, and then misses nothing', async () => {
  const http = await world({ app: { feedEventsMax: 10 } });
  const slow = await listen(http);
  const quick = await listen(http);
  await addTasks(http, 1);
  const [first] = await slow.take(1);
  for (let round = 0; round < 10; round += 1) {
    await addTasks(http, 4);
    await quick.take(round === 0 ? 5 : 4);
  }
  let word = await slow.next();
  let last = first?.seq ?? 0;
  while (word?.event === 'message') {
    last = Number(word.id);
    word = await slow.next();
  }
  expect(word?.event).toBe('overflow');
  expect(await slow.next()).toBeUndefined();
  const again = await listen(http, '/v1/events', { 'last-event-id': String(last) });
  const rest = (await http.world.store.events({ after: last })).map(({ seq }) => seq);
  expect(rest.length).toBeGreaterThan(10);
  expect((await again.take(rest.length)).map(({ seq }) => seq)).toEqual(rest);
  await Promise.all([again, quick].map((reader) => reader.close()));
});

test('events that are no longer kept are refused, not skipped', async () => {
  const http = await world();
  await addTasks(http, 20);
  await http.world.store.compact(5);
  const response = await http.send('/v1/events?after=1', { token: http.humanToken });
  expect(response.status).toBe(409);
  const problem = (await response.json()) as { code: string; details: { snapshot: number } };
  expect(problem.code).toBe('STALE');
  const reader = await listen(http, `/v1/events?after=${problem.details.snapshot}`);
  expect(await reader.take(5)).toHaveLength(5);
  await reader.close();
});

test('a quiet stream shows that it lives, and ends in good order with the daemon', async () => {
  const http = await world({ app: { heartbeatMs: 1 } });
  const response = await http.send('/v1/events', { token: http.humanToken });
  const chunks = response.body?.getReader();
  let text = '';
  while (!text.includes(': still here'))
    text += new TextDecoder().decode((await chunks?.read())?.value ?? new Uint8Array());
  http.app.close();
  while (!text.includes('event: end')) {
    const { value, done } = (await chunks?.read()) ?? { done: true };
    if (done === true) break;
    text += new TextDecoder().decode(value);
  }
  expect(text).toContain('event: end');
});

test('cursors and filters that are none are refused', async () => {
  const http = await world();
  const token = http.humanToken;
  for (const query of ['after=x', 'after=999999', 'type=a%20b', 'colour=red', 'type=', 'after=-1'])
    expect([query, (await http.send(`/v1/events?${query}`, { token })).status]).toEqual([query, 400]);
  expect((await http.send('/v1/events?agent=nobody', { token })).status).toBe(404);
});

test('streams are bounded, and a closed one makes room', async () => {
  const http = await world({ settings: { httpStreamsMax: 2 } });
  const one = await listen(http);
  const two = await listen(http);
  expect((await http.send('/v1/events', { token: http.humanToken })).status).toBe(429);
  await one.close();
  const three = await listen(http);
  await Promise.all([two, three].map((reader) => reader.close()));
});
