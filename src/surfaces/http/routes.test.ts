import { expect, test } from 'bun:test';
import { createHttpWorld, type HttpWorld } from '../../../test/support/http-world.ts';
import { allOperations } from '../../operations/manifest.ts';
import { isOwners } from './owners.ts';
import { routesOf, servedAt } from './routes.ts';

const routes = routesOf(allOperations());
const served = servedAt(routes);
const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 't1');

test('every operation has a method and path of its own', () => {
  expect(routes.map(({ operation }) => operation.name)).toEqual(allOperations().map(({ name }) => name));
  const main = routes.map(({ method, resource }) => `${method} ${resource}`);
  expect(main).toEqual([...new Set(main)]);
  for (const { operation, method, resource, uniform } of routes) {
    const of = (how: string, path: string) =>
      served.find((one) => one.method === how && one.path === path)?.route.operation.name;
    expect(of(method, resource)).toBe(operation.name);
    expect(of('POST', uniform)).toBe(operation.name);
  }
});

/** Every route of the table, and those that are in no table. */
const all = [
  ...served.map(({ method, path }) => [method, filled(path)] as const),
  ['GET', '/v1/events'],
  ['POST', '/mcp'],
  ['POST', '/tasks'],
  ['GET', '/tasks/claim/ada'],
  ['POST', '/tasks/claim/ada'],
  ['POST', '/tasks/t1/complete'],
  ['POST', '/tasks/t1/fail'],
  ['POST', '/events'],
  ['GET', '/events/ada'],
  ['GET', '/agents'],
] as const;

const ask = (http: HttpWorld, method: string, path: string, more: Parameters<HttpWorld['send']>[1] = {}) =>
  http.send(path, { method, ...(method === 'POST' ? { body: {} } : {}), ...more });

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, response.headers.get('content-type')]).toEqual([
    status,
    'application/problem+json',
  ]);
  expect(await response.json()).toMatchObject({ status, code, type: `urn:shoal:error:${code}` });
}

test('no route answers without a token, or with a wrong one', async () => {
  const http = createHttpWorld();
  const seq = await http.world.store.read((view) => view.lastSeq);
  for (const [method, path] of all) {
    await expectProblem(await ask(http, method, path), 401, 'NOT_JOINED');
    await expectProblem(await ask(http, method, path, { token: 'wrong' }), 401, 'NOT_JOINED');
  }
  expect(await http.world.store.read((view) => view.lastSeq)).toBe(seq);
});

test('no route answers to a foreign Host or a foreign Origin', async () => {
  const http = createHttpWorld();
  const token = http.humanToken;
  const foreign = [
    { host: 'attacker.example' },
    { host: '127.0.0.1.attacker.example:8000' },
    { origin: 'https://attacker.example' },
    { origin: 'http://localhost:3000' },
    { origin: 'null' },
  ];
  for (const [method, path] of [...all, ['GET', '/health'], ['GET', '/v1/openapi.json']] as const)
    for (const headers of foreign)
      await expectProblem(await ask(http, method, path, { token, headers }), 403, 'NOT_ALLOWED');
  expect((await ask(http, 'GET', '/v1/tasks', { token, headers: { host: 'localhost:8000' } })).status).toBe(
    200,
  );
  const own = { host: '127.0.0.1:8000', origin: 'http://127.0.0.1:8000' };
  expect((await ask(http, 'GET', '/v1/tasks', { token, headers: own })).status).toBe(200);
});

test('served on every address, it answers to addresses and its own name, and to no other name', async () => {
  const http = createHttpWorld({ app: { hosts: () => ['0.0.0.0'] } });
  const status = async (host: string) =>
    (await http.send('/v1/tasks', { token: http.humanToken, headers: { host } })).status;
  for (const host of ['192.0.2.7:8000', '[2001:db8::7]:8000', 'localhost'])
    expect(await status(host)).toBe(200);
  for (const host of ['attacker.example', '1.2.3.4.attacker.example', '0x7f.1'])
    expect(await status(host)).toBe(403);
});

test('served on one address, it answers to that one, of either kind', async () => {
  for (const [served, header, status] of [
    ['192.0.2.7', '192.0.2.7:8000', 200],
    ['192.0.2.7', '192.0.2.8:8000', 403],
    ['fd00::5', '[fd00::5]:8000', 200],
    ['FD00::5', '[fd00::5]', 200],
    ['fd00::5', '[fd00::6]:8000', 403],
    ['build.example', 'build.example:8000', 200],
    ['build.example:8000', 'build.example', 200],
  ] as const) {
    const http = createHttpWorld({ app: { hosts: () => [served] } });
    const answer = await http.send('/health', { headers: { host: header } });
    expect([served, header, answer.status]).toEqual([served, header, status]);
  }
});

test('what is a person’s own is refused to every agent, and done for the owner’s token', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('ada');
  const owners = served.filter(({ route }) => isOwners(route.operation));
  const names = new Set(owners.map(({ route }) => route.operation.name));
  expect([...names]).toEqual(expect.arrayContaining(['spawn.allow', 'harness.setup']));
  for (const { method, path } of owners)
    await expectProblem(await ask(http, method, filled(path), { token }), 403, 'NOT_ALLOWED');
  expect((await ask(http, 'POST', '/v1/spawn/allow', { token: http.humanToken })).status).toBe(200);
});

test('what one agent holds another one’s token cannot finish', async () => {
  const http = createHttpWorld();
  const ada = await http.agent('ada');
  const bob = await http.agent('bob');
  await http.json('/v1/tasks', { token: ada.token, body: { title: 'x' } });
  await http.json('/v1/tasks/claim', { token: ada.token, body: {} });
  for (const path of ['/v1/tasks/t1/done', '/tasks/t1/complete'])
    await expectProblem(await ask(http, 'POST', path, { token: bob.token }), 409, 'CONFLICT');
  expect(await http.json('/v1/tasks/t1', { token: bob.token })).toMatchObject({ holder: ada.id });
});

test('every route refuses an oversize body, and a body that is not declared as JSON', async () => {
  const http = createHttpWorld({ settings: { httpBodyBytesMax: 1_000 } });
  const token = http.humanToken;
  for (const { path, method } of served.filter((one) => one.method === 'POST')) {
    const body = JSON.stringify({ text: 'x'.repeat(2_000) });
    await expectProblem(await ask(http, method, filled(path), { token, body }), 413, 'LIMIT');
    const headers = { 'content-type': 'text/plain' };
    await expectProblem(
      await ask(http, method, filled(path), { token, body: '{}', headers }),
      415,
      'INVALID_INPUT',
    );
    await expectProblem(await ask(http, method, filled(path), { token, body: '[]' }), 400, 'INVALID_INPUT');
    await expectProblem(await ask(http, method, filled(path), { token, body: '{' }), 400, 'INVALID_INPUT');
  }
});

test('HEAD, by which prefetchers ask, does nothing anywhere', async () => {
  const http = createHttpWorld();
  const { token } = await http.agent('ada');
  await http.json('/v1/tasks', { token, body: { title: 'x' } });
  const seq = await http.world.store.read((view) => view.lastSeq);
  for (const path of ['/tasks/claim/ada', '/v1/events', '/v1/log', '/v1/tasks'])
    expect((await http.send(path, { token, method: 'HEAD' })).status).toBe(405);
  expect(await http.world.store.read((view) => view.lastSeq)).toBe(seq);
});

test('wrong tokens count for whoever sends them, however many there are', async () => {
  const http = createHttpWorld({ settings: { httpRequestsPerSecond: 1 } });
  const codes = [];
  for (let number = 0; number < 4; number += 1)
    codes.push((await http.send('/v1/tasks', { token: `guess-${number}` })).status);
  expect(codes).toEqual([401, 401, 429, 429]);
});

test('unknown paths and methods are told apart', async () => {
  const http = createHttpWorld();
  const token = http.humanToken;
  await expectProblem(await ask(http, 'GET', '/v1/nothing', { token }), 404, 'NOT_FOUND');
  const wrong = await ask(http, 'GET', '/v1/tasks/claim?x=1', { token, method: 'DELETE' });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toContain('POST');
});

test('unknown and badly typed parameters are refused with what would be right', async () => {
  const http = createHttpWorld();
  const token = http.humanToken;
  for (const query of ['colour=red', 'limit=many', 'all=perhaps', 'state=lost', 'limit=1&limit=2'])
    await expectProblem(await ask(http, 'GET', `/v1/tasks?${query}`, { token }), 400, 'INVALID_INPUT');
  await expectProblem(
    await ask(http, 'POST', '/v1/tasks/t1/cancel', { token, body: { id: 't2' } }),
    400,
    'INVALID_INPUT',
  );
  await http.json('/v1/tasks', { token, body: { title: 'a b', tags: ['x', 'y'] } });
  expect(await http.json('/v1/tasks?tags=x&tags=z&limit=5&all', { token })).toHaveLength(1);
  expect(await http.json('/v1/tasks/a%20b', { token })).toMatchObject({ id: 't1' });
});
