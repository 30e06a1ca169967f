import { expect, test } from 'bun:test';
import { createHttpWorld } from '../../../../test/support/http-world.ts';

test('the eight routes do what their page says, in its words', async () => {
  const http = createHttpWorld();
  const { id, token } = await http.agent('agent-1');
  const added = await http.send('/tasks', {
    token,
    body: { queue: 'code-review', payload: { pr: 42 }, priority: 0 },
  });
  expect(added.status).toBe(201);
  expect(await added.json()).toMatchObject({
    id: 't1',
    queue: 'code-review',
    payload: { pr: 42 },
    priority: 0,
    status: 'pending',
  });
  expect(await http.json('/v1/tasks/t1', { token })).toMatchObject({ priority: 10, data: { pr: 42 } });

  expect(await http.json('/tasks/claim/agent-1', { token })).toBeNull();
  const claimed = await http.send(`/tasks/claim/${id}?queue=code-review`, { token });
  expect(claimed.headers.get('cache-control')).toBe('no-store');
  expect(await claimed.json()).toMatchObject({ id: 't1', status: 'claimed', claimed_by: 'agent-1' });
  // Asked again, by whichever method: the same task, not another one.
  const again = await http.json('/tasks/claim/agent-1?queue=code-review', {
    token,
    method: 'POST',
    body: {},
  });
  expect(again).toMatchObject({ id: 't1' });

  const failed = await http.json('/tasks/t1/fail', { token, body: { error: 'no database' } });
  expect(failed).toMatchObject({ status: 'pending', error: 'no database', attempts: 1 });
  http.world.tick(3_600_000);
  await http.json('/tasks/claim/agent-1?queue=code-review', { token });
  const done = await http.json('/tasks/t1/complete', {
    token,
    body: { agent_id: 'agent-1', result: { ok: true } },
  });
  expect(done).toMatchObject({ status: 'completed', result: { ok: true } });

  expect(await http.json('/agents', { token })).toMatchObject([{ id, name: 'agent-1', status: 'idle' }]);
  expect(await http.json('/health')).toMatchObject({ status: 'ok', version: '1.2.3' });
});

test('the agent in a path or body must be the owner of the token', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  await http.agent('agent-2');
  await http.json('/v1/tasks', { token, body: { title: 'x' } });
  for (const [path, body] of [
    ['/tasks/claim/agent-2', undefined],
    ['/tasks/claim/agent-2', {}],
    ['/tasks/t1/complete', { agent_id: 'agent-2' }],
    ['/tasks/t1/fail', { agent_id: 'agent-2' }],
    ['/agents/agent-2/heartbeat', {}],
    ['/agents', { agent_id: 'agent-2' }],
  ] as const)
    expect([path, (await http.send(path, { token, body })).status]).toEqual([path, 403]);
  expect((await http.send('/agents/agent-2', { token, method: 'DELETE' })).status).toBe(403);
});

test('bad values are 422, an unknown task 404, a task that is not held 409', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  const status = async (path: string, body: unknown) => (await http.send(path, { token, body })).status;
  expect(await status('/tasks', { priority: 10 })).toBe(422);
  expect(await status('/tasks', { priority: 'high' })).toBe(422);
  expect(await status('/tasks', { colour: 'red' })).toBe(422);
  expect(await status('/tasks', { delay: 1, run_at: '2027-01-01T00:00:00Z' })).toBe(422);
  expect(await status('/tasks/t9/complete', {})).toBe(404);
  await http.json('/v1/tasks', { token, body: { title: 'x' } });
  expect(await status('/tasks/t1/complete', {})).toBe(409);
});

test('the owner registers an agent, which works with the token it is given', async () => {
  const http = createHttpWorld();
  const registered = await http.send('/agents', {
    token: http.humanToken,
    body: { agent_id: 'worker', capabilities: ['python'] },
  });
  expect(registered.status).toBe(201);
  const { token } = (await registered.json()) as { token: string }; // as the route documents
  expect(await http.json('/agents?capability=python', { token })).toMatchObject([{ name: 'worker' }]);
  expect(await http.json('/agents?capability=pyth', { token })).toEqual([]);
  await http.json('/agents/worker/heartbeat', { token, body: { status: 'reviewing' } });
  const left = await http.send('/agents/worker', { token, method: 'DELETE' });
  expect(left.status).toBe(200);
  expect((await http.send('/agents', { token })).status).toBe(401);
});

test('events reach those who subscribed, each once; a poll that finds none is an empty list', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  const other = await http.agent('agent-2');
  const types = { types: ['deploy.*', 'task.assigned'] };
  expect(await http.json('/events/agent-1/subscriptions', { token, body: types })).toEqual(types);
  const emitted = await http.send('/events', {
    token: other.token,
    body: { type: 'deploy.done', source: 'agent-2', payload: { version: 1 } },
  });
  const published = (await emitted.json()) as { readonly id: number }; // as the route documents
  expect([emitted.status, published]).toMatchObject([201, { type: 'deploy.done', delivered: 1 }]);
  await http.send('/events', { token: other.token, body: { type: 'build.done' } });
  expect(await http.json('/events/agent-1', { token })).toMatchObject([
    { id: published.id, type: 'deploy.done', source: 'agent-2', payload: { version: 1 } },
  ]);
  expect(await http.json('/events/agent-1', { token })).toEqual([]);
  expect((await http.send('/events/agent-1', { token: other.token })).status).toBe(403);
  const forged = { type: 'deploy.done', source: 'agent-1' };
  expect((await http.send('/events', { token: other.token, body: forged })).status).toBe(403);
  expect((await http.send('/events', { token, body: { payload: {} } })).status).toBe(422);
});

test('dead letters are listed and re-queued; what is held is given back', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  await http.send('/tasks', { token, body: { max_attempts: 1, payload: { title: 'hard' } } });
  await http.json('/tasks/claim/agent-1', { token });
  expect(await http.json('/tasks/t1/fail', { token, body: { reason: 'no' } })).toMatchObject({
    status: 'dead_letter',
  });
  expect(await http.json('/tasks/dead-letter', { token })).toMatchObject([{ id: 't1', title: 'hard' }]);
  expect(await http.json('/tasks?status=dead_letter', { token })).toHaveLength(1);
  expect(await http.json('/tasks/t1/requeue', { token, body: {} })).toMatchObject({ status: 'pending' });
  expect(await http.json('/tasks/claim/agent-1', { token })).toMatchObject({ id: 't1' });
  expect(await http.json('/tasks/t1/release', { token, body: {} })).toMatchObject({ status: 'pending' });
  expect(await http.json('/tasks/t1', { token })).toMatchObject({ id: 't1', claimed_by: null });
});

test('what is not known is refused, in the words of whoever sent it', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  const refused = async (path: string, body?: unknown) => {
    const response = await http.send(path, { token, body });
    return [response.status, ((await response.json()) as { detail: string }).detail]; // a problem document
  };
  for (const [path, body, detail] of [
    ['/agents?capabilities=python', undefined, /^\?capabilities must be left out/],
    ['/agents?status=asleep', undefined, /^status "asleep" is none/],
    ['/agents?status=idle&status=busy', undefined, /given twice/],
    ['/tasks?limit=some', undefined, /^limit must be a number; got "some"/],
    ['/tasks?limit=0', undefined, /^limit must be/],
    ['/tasks/claim/agent-1?wait=long', undefined, /^wait must be a number; got "long"/],
    ['/tasks/claim/agent-1', { que: 'review' }, /^que must be left out/],
    ['/tasks/claim/agent-1', { another: 'perhaps' }, /^another must be true or false/],
    ['/events/agent-1/subscriptions', { types: ['Deploy Done'] }, /^types\[0\] must/],
    ['/tasks', { required_capabilities: 'python' }, /^required_capabilities must/],
    ['/tasks', { max_attempts: 0 }, /^max_attempts must/],
    ['/agents/agent-1/heartbeat', { load: 0.5 }, /^load must be left out/],
  ] as const)
    expect([path, ...(await refused(path, body))]).toEqual([path, 422, expect.stringMatching(detail)]);
});

test('pending is all that is still to be claimed: also what waits for its next attempt', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  for (let count = 0; count < 3; count += 1) await http.send('/tasks', { token, body: {} });
  await http.json('/tasks/claim/agent-1', { token });
  await http.json('/tasks/t1/fail', { token, body: { error: 'no network' } });
  const ids = async (query: string) =>
    ((await http.json(`/tasks?${query}`, { token })) as { id: string }[]).map(({ id }) => id);
  expect(await ids('status=pending')).toEqual(['t1', 't2', 't3']);
  expect(await ids('status=pending&limit=2')).toEqual(['t1', 't2']);
  expect(await ids('status=pending&limit=2&after=t2')).toEqual(['t3']);
});

test('queues are apart: who holds a task of one is given one of the other, and each of them again', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  for (const queue of ['default', 'review', 'review'])
    await http.send('/tasks', { token, body: { queue, payload: { queue } } });
  const claim = (query = '') => http.json(`/tasks/claim/agent-1${query}`, { token });
  for (let round = 0; round < 2; round += 1) {
    expect(await claim()).toMatchObject({ id: 't1', queue: 'default' });
    expect(await claim('?queue=review')).toMatchObject({ id: 't2', queue: 'review' });
  }
  expect(await claim('?queue=review&another=true')).toMatchObject({ id: 't3' });
});

test('without a task named, only from a holder that seems stuck is stolen', async () => {
  const http = createHttpWorld();
  const slow = await http.agent('slow');
  await http.send('/tasks', { token: slow.token, body: { payload: { action: 'index' } } });
  await http.json('/tasks/claim/slow', { token: slow.token });
  const steal = { body: { agent_id: 'quick', reason: 'no progress' } };
  const early = await http.agent('quick');
  expect(await http.json('/tasks/steal', { token: early.token, ...steal })).toBeNull();
  // Its process lives and keeps its lease, but nothing is heard of it.
  http.world.tick(45 * 60_000);
  const { token } = await http.agent('other');
  const body = { agent_id: 'other', reason: 'no progress', from_agent: 'slow' };
  expect(await http.json('/tasks/steal', { token, body })).toMatchObject({ id: 't1', claimed_by: 'other' });
  const late = await http.send('/tasks/t1/complete', { token: slow.token, body: { result: 'mine' } });
  expect(late.status).toBe(409);
});

test('a poll says when events that it should have given are no longer kept', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('agent-1');
  await http.json('/events/agent-1/subscriptions', { token, body: { types: ['task.added'] } });
  const poll = async () => {
    const answer = await http.send('/events/agent-1', { token });
    return [answer.headers.get('shoal-missed'), ((await answer.json()) as unknown[]).length];
  };
  for (let count = 0; count < 10; count += 1) await http.send('/tasks', { token, body: {} });
  await http.world.store.compact(5);
  expect(await poll()).toEqual(['true', 5]);
  expect(await poll()).toEqual([null, 0]);
});
