import { expect, test } from 'bun:test';
import { createHttpWorld } from '../../../test/support/http-world.ts';
import { serverEvents } from '../../client/sse.ts';

test('a command with an Idempotency-Key is done once, whether it takes a key of its own or not', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('ada');
  const headers = { 'idempotency-key': 'one' };
  const add = () => http.json('/v1/tasks', { token, headers, body: { title: 'x' } });
  expect(await add()).toEqual(await add());
  const note = () => http.json('/v1/tasks/t1/note', { token, headers, body: { text: 'once' } });
  const [first, second] = await Promise.all([note(), note()]);
  expect(second).toEqual(first);
  expect(await http.json('/v1/tasks/t1', { token })).toMatchObject({ notes: [{ text: 'once' }] });
  const other = await http.send('/v1/tasks/t1/note', { token, headers, body: { text: 'another' } });
  expect(other.status).toBe(409);
});

test('keys are each caller’s own, and a refusal is not kept', async () => {
  const http = createHttpWorld();
  const ada = await http.agent('ada');
  const bob = await http.agent('bob');
  const headers = { 'idempotency-key': 'k' };
  await http.json('/v1/tasks', { token: ada.token, body: { title: 'x' } });
  const claim = (token: string) => http.json('/v1/tasks/claim', { token, headers, body: {} });
  expect(await claim(ada.token)).toMatchObject({ holder: ada.id });
  const done = (token: string) => http.send('/v1/tasks/t1/done', { token, headers, body: {} });
  expect((await done(bob.token)).status).toBe(409);
  expect((await done(ada.token)).status).toBe(200);
  expect(await (await done(ada.token)).json()).toMatchObject({ state: 'done' });
});

test('a command whose outcome was lost with the daemon is not done a second time', async () => {
  const http = createHttpWorld();
  const { id, token } = await http.agent('ada');
  const headers = { 'idempotency-key': 'k' };
  const body = { title: 'x' };
  await http.json('/v1/tasks', { token, body });
  const note = { text: 'n' };
  await http.json('/v1/tasks/t1/note', { token, headers, body: note });
  // As a daemon leaves it that dies between beginning and end.
  await http.world.store.transact((tx) => {
    const kept = tx.get('idempotency', `http.task.note:${id}:k`);
    const result = { ...(kept?.result as object), isAnswered: false, answer: null };
    tx.update('idempotency', `http.task.note:${id}:k`, { result }, { type: 'idempotency.kept' });
  });
  const again = await http.send('/v1/tasks/t1/note', { token, headers, body: note });
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({
    code: 'CONFLICT',
    detail: expect.stringContaining('not known'),
  });
});

test('a command whose key has given way to newer ones meanwhile is answered all the same', async () => {
  const http = createHttpWorld({ settings: { idempotencyMax: 1 } });
  const { token } = await http.agent('ada');
  const statuses = Array.from({ length: 200 }, async (_, count) => {
    const headers = { 'idempotency-key': `k${count}` };
    return (await http.send('/v1/locks/take', { token, headers, body: { paths: [`src/${count}.ts`] } }))
      .status;
  });
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
  const kept = await http.world.store.read((view) => view.list('idempotency'));
  expect(kept.length).toBeLessThan(65);
});

test('nothing to do is null, with the reason in headers', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('ada');
  const response = await http.send('/v1/tasks/claim', { token, body: {} });
  expect([response.status, await response.json()]).toEqual([200, null]);
  expect(response.headers.get('shoal-error')).toBe('NOTHING_TO_DO');
  expect(decodeURIComponent(response.headers.get('shoal-message') ?? '')).toContain('nothing');
});

test('a client that goes away while it waits takes no task', async () => {
  const http = createHttpWorld({ settings: { httpStreamsMax: 1 } });
  const { token } = await http.agent('ada');
  const leaving = new AbortController();
  const waiting = http.send('/v1/tasks/claim', { token, body: { waitMs: 60_000 }, signal: leaving.signal });
  leaving.abort();
  await waiting.catch(() => undefined);
  await http.json('/v1/tasks', { token: http.humanToken, body: { title: 'x' } });
  expect(await http.json('/v1/tasks/t1', { token })).toMatchObject({ state: 'ready', holder: null });
});

test('a waiting claim is given the task that comes', async () => {
  const http = createHttpWorld();
  const { id, token } = await http.agent('ada');
  const waiting = http.json('/v1/tasks/claim', { token, body: { waitMs: 60_000 } });
  await http.json('/v1/tasks', { token: http.humanToken, body: { title: 'x' } });
  expect(await waiting).toMatchObject({ title: 'x', holder: id });
});

test('a message counts as seen once the answer that holds it was taken, not before', async () => {
  const http = createHttpWorld();
  const ada = await http.agent('ada');
  const bob = await http.agent('bob');
  await http.json('/v1/messages/send', { token: ada.token, body: { text: 'hello', to: ['bob'] } });
  const unread = async () =>
    (await http.world.store.read((view) => view.list('delivery', { where: { unreadBy: bob.id } }))).length;
  const response = await http.send('/v1/messages/inbox', { token: bob.token, body: {} });
  expect(await unread()).toBe(1);
  expect(await response.json()).toMatchObject([{ body: 'hello' }]);
  expect(await unread()).toBe(0);
});

test('an agent that is gone is told nothing; what it sends late is kept', async () => {
  const http = createHttpWorld();
  const { pid, token } = await http.agent('ada');
  await http.json('/v1/tasks', { token, body: { title: 'x' } });
  await http.json('/v1/tasks/claim', { token, body: {} });
  http.world.evidence.set(pid, 'dead');
  const bob = await http.agent('bob');
  expect(await http.json('/v1/tasks/claim', { token: bob.token, body: {} })).toMatchObject({ id: 't1' });
  for (const path of ['/v1/tasks', '/v1/events', '/v1/log'])
    expect([path, (await http.send(path, { token })).status]).toEqual([path, 401]);
  const late = await http.send('/v1/tasks/t1/done', { token, body: { summary: 'late' } });
  expect(await late.json()).toMatchObject({ code: 'STALE' });
});

test('streams come as events, or as JSON lines when asked for', async () => {
  const http = createHttpWorld();
  const token = http.humanToken;
  await http.json('/v1/tasks', { token, body: { title: 'x' } });
  const lines = await http.send('/v1/log', { token, headers: { accept: 'application/x-ndjson' } });
  expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
  expect((await lines.text()).trim().split('\n')).toHaveLength(1);
  const events = await http.send('/v1/log', { token });
  const got = [];
  if (events.body !== null) for await (const { event } of serverEvents(events.body)) got.push(event);
  expect(got).toEqual(['message', 'end']);
});

test('more requests than allowed are refused until time has passed', async () => {
  const http = createHttpWorld({ settings: { httpRequestsPerSecond: 1 } });
  const { token } = await http.agent('ada');
  const codes = [];
  for (let number = 0; number < 4; number += 1) codes.push((await http.send('/v1/tasks', { token })).status);
  expect(codes.slice(0, 2)).toEqual([200, 200]);
  const refused = await http.send('/v1/tasks', { token });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await http.send('/v1/tasks', { token: http.humanToken })).status).toBe(200);
});

test('without a token there is only whether it is well and what it can do', async () => {
  let why: string | null = 'the store is opened';
  const http = createHttpWorld({ app: { notReady: () => why } });
  expect(await http.json('/health')).toMatchObject({ status: 'ok' });
  expect((await http.send('/ready')).status).toBe(503);
  why = null;
  expect(await http.json('/ready')).toMatchObject({ status: 'ready' });
  expect(await http.json('/v1/openapi.json')).toMatchObject({ openapi: '3.1.1' });
});

test('many at once with one key: a refusal is the same for all, and a key is of one call alone', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('ada');
  const headers = { 'idempotency-key': 'k' };
  const send = async (path: string, body: unknown) =>
    (await http.send(path, { token, headers, body })).status;
  const five = [1, 2, 3, 4, 5];
  expect(await Promise.all(five.map(() => send('/v1/memory/forget', { id: 'k99' })))).toEqual(
    five.map(() => 404),
  );
  expect(await Promise.all(five.map(() => send('/v1/tasks', { title: 'x' })))).toEqual(five.map(() => 200));
  expect(await http.json('/v1/tasks', { token })).toHaveLength(1);
  // Another task under the same key is no second try of the first.
  expect(await send('/v1/tasks', { title: 'y' })).toBe(409);
  expect(await send('/v1/tasks/claim', { waitMs: 10 })).toBe(200);
  expect(await send('/v1/tasks/claim', { waitMs: 20 })).toBe(200);
});

test('a token is kept nowhere, also not under a key', async () => {
  const http = createHttpWorld();
  const join = () =>
    http.send('/agents', {
      token: http.humanToken,
      headers: { 'idempotency-key': 'k' },
      body: { agent_id: 'worker' },
    });
  const { token } = (await (await join()).json()) as { token: string };
  expect(token).toMatch(/^[0-9a-f]{48}$/);
  const again = await join();
  expect([again.status, ((await again.json()) as { detail: string }).detail]).toEqual([
    409,
    expect.stringContaining('told once'),
  ]);
  const kept = await http.world.store.read((view) => view.list('idempotency', { limit: 100 }));
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).not.toContain(token);
});
