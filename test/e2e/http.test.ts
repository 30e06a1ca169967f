import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { serverEvents } from '../../src/client/sse.ts';
import { allOperations } from '../../src/operations/manifest.ts';
import { routesOf, servedAt } from '../../src/surfaces/http/routes.ts';
import { freePorts } from '../support/ports.ts';
import { createProject } from '../support/program.ts';
import { createServed, type Served } from '../support/served.ts';

let served: Served;
beforeAll(async () => {
  served = await createServed();
});
afterAll(() => served[Symbol.asyncDispose]());

const routes = servedAt(routesOf(allOperations())).map(
  ({ method, path }) => [method, path.replaceAll(/\{\w+\}/g, 't1')] as const,
);

async function refusals(
  init: (method: string) => RequestInit & { readonly token?: string },
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [method, path] of routes) {
    const response = await served.fetch(path, { method, ...init(method) });
    const { code } = (await response.json()) as { code: string }; // a problem document
    found.add(`${response.status} ${code}`);
  }
  return found;
}

const bodyOf = (method: string) => (method === 'POST' ? { body: '{}' } : {});

describe('every route of the table', () => {
  test('refuses a missing and a wrong token', async () => {
    expect(await refusals(bodyOf)).toEqual(new Set(['401 NOT_JOINED']));
    expect(await refusals((method) => ({ ...bodyOf(method), token: 'f'.repeat(48) }))).toEqual(
      new Set(['401 NOT_JOINED']),
    );
  });

  test('refuses a foreign Host and a foreign Origin, even with the right token', async () => {
    for (const headers of [{ host: 'attacker.example' }, { origin: 'https://attacker.example' }])
      expect(await refusals((method) => ({ ...bodyOf(method), headers, token: served.humanToken }))).toEqual(
        new Set(['403 NOT_ALLOWED']),
      );
  });
});

test('an agent works by the same methods as with the library; another one’s token finishes nothing', async () => {
  const ada = served.client(await served.agent('ada'));
  const bob = served.client(await served.agent('bob'));
  const task = await ada.task.add({ title: 'Over HTTP', priority: 9 });
  if (Array.isArray(task)) throw new Error('one task was added');
  expect(await ada.task.claim({ id: task.id })).toMatchObject({ id: task.id, holderName: 'ada' });
  expect(await bob.task.done({ id: task.id }).catch((error: unknown) => error)).toMatchObject({
    name: 'ShoalError',
    code: 'CONFLICT',
    hint: expect.stringContaining('claim'),
  });
  expect(await ada.task.done({ id: task.id, summary: 'yes' })).toMatchObject({ state: 'done' });
  expect(await bob.task.claim().catch((error: unknown) => error)).toMatchObject({ code: 'NOTHING_TO_DO' });
  const lines = [];
  for await (const line of bob.workspace.export()) lines.push(line);
  expect(lines.length).toBeGreaterThan(3);
});

test('a command line and a client see one state, and a waiting call wakes for either', async () => {
  const token = await served.agent('waiter');
  const waiting = served.client(token).task.claim({ queue: 'wake', waitMs: 60_000 });
  await served.project.json(['add', 'From the shell', '--queue', 'wake']);
  expect(await waiting).toMatchObject({ title: 'From the shell', holderName: 'waiter' });
});

test('an oversize body is refused before it is read', async () => {
  const body = JSON.stringify({ title: 'x', description: 'x'.repeat(2_000_000) });
  const response = await served.fetch('/v1/tasks', { method: 'POST', token: served.humanToken, body });
  expect(response.status).toBe(413);
});

test('oversize headers and addresses get the bare 431 that the guide tells of; by POST a query may be long', async () => {
  const token = served.humanToken;
  const query = 'x '.repeat(5_000).trim();
  const long = await served.fetch(`/v1/memory/recall?query=${encodeURIComponent(query)}`, { token });
  expect([long.status, await long.text()]).toEqual([431, '']);
  const headers = { 'x-long': 'x'.repeat(20_000) };
  const heavy = await served.fetch('/v1/tasks', { token, headers });
  expect([heavy.status, await heavy.text()]).toEqual([431, '']);
  const body = JSON.stringify({ query });
  expect((await served.fetch('/v1/memory/recall', { method: 'POST', token, body })).status).toBe(200);
});

test('a client that vanishes during a blocking call gives its place back and takes no task', async () => {
  await using small = await createServed({ httpStreamsMax: 1 });
  const token = await small.agent('ada');
  const claim = (more: RequestInit = {}) =>
    small.fetch('/v1/tasks/claim', { method: 'POST', token, body: '{"waitMs":600000}', ...more });
  const leaving = new AbortController();
  const waiting = claim({ signal: leaving.signal }).catch(() => undefined);
  const list = async () => (await small.fetch('/v1/tasks', { token: small.humanToken })).status;
  // Every answer of the daemon is one look: first until the call has its place, then until it is free again.
  while ((await list()) !== 429);
  leaving.abort();
  await waiting;
  while ((await list()) !== 200);
  await small.project.json(['add', 'Nobody waits for it']);
  const tasks = await (await small.fetch('/v1/tasks', { token: small.humanToken })).json();
  expect(tasks).toMatchObject([{ state: 'ready', holder: null }]);
}, 60_000);

/** Many events at once: tasks from a file. */
async function addMany(to: Served, count: number): Promise<void> {
  const line = JSON.stringify({ title: 'one of many', description: 'x'.repeat(600) });
  const file = Array.from({ length: count }, () => line).join('\n');
  await to.client().task.add({ file });
}

test('an emitted event is streamed with what was given with it', async () => {
  const shoal = served.client();
  const { seq } = await shoal.event.emit({ type: 'deploy.done', data: { version: '1.4' } });
  await shoal.event.emit({ type: 'deploy.count', data: 42 });
  const seen: unknown[] = [];
  for await (const { data } of shoal.events({ types: ['deploy.*'], after: seq - 1 })) {
    seen.push(data);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual([{ version: '1.4' }, 42]);
});

test('a reader that does not read costs the daemon little, is told, and misses nothing when it comes back', async () => {
  await using busy = await createServed();
  await addMany(busy, 1);
  const open = await busy.fetch('/v1/events', { token: busy.humanToken });
  const residentBefore = residentKb(busy);
  for (let round = 0; round < 15; round += 1) await addMany(busy, 1_000);
  expect(residentKb(busy) - residentBefore).toBeLessThan(150_000);
  const seen: number[] = [];
  const ends: string[] = [];
  if (open.body === null) throw new Error('no body');
  for await (const { event, id } of serverEvents(open.body)) {
    if (event === 'message') seen.push(Number(id));
    else ends.push(event);
  }
  expect(ends).toEqual(['open', 'overflow']);
  const last = seen.at(-1) ?? 0;
  const { counts } = (await (await busy.fetch('/health')).json()) as { counts: { events: number } };
  for await (const { seq } of busy.client().events({ after: last })) {
    seen.push(seq);
    if (seq === counts.events) break;
  }
  const first = seen[0] ?? 0;
  expect(seen).toEqual(Array.from({ length: counts.events - first + 1 }, (_one, at) => first + at));
}, 120_000);

function residentKb(of: Served): number {
  const { pid } = JSON.parse(readFileSync(join(of.project.dir, '.shoal/serve.json'), 'utf8')) as {
    pid: number;
  };
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test('a follower goes on across a killed daemon: no event missing, none twice', async () => {
  await using crashing = await createServed();
  const seen: number[] = [];
  const leaving = new AbortController();
  const heard = Promise.withResolvers<void>();
  let wanted = Number.POSITIVE_INFINITY;
  const following = (async () => {
    for await (const { seq } of crashing.client().events({ after: 0, signal: leaving.signal })) {
      seen.push(seq);
      if (seq >= wanted) heard.resolve();
    }
  })().catch(() => undefined);
  for (let round = 0; round < 3; round += 1) {
    await crashing.project.json(['add', `before ${round}`]);
    crashing.kill();
    await crashing.project.json(['add', `meanwhile ${round}`]);
    await crashing.start();
  }
  const log = (await crashing.project.json(['log', '--after', '0', '-n', '1000'])) as { seq: number }[];
  const last = (await crashing.project.json(['add', 'the last'])) as { id: string };
  const end = (await crashing.project.json(['log', '-n', '1'])) as { seq: number; id: string }[];
  expect(end[0]?.id).toBe(last.id);
  wanted = end[0]?.seq ?? 0;
  if ((seen.at(-1) ?? 0) >= wanted) heard.resolve();
  await heard.promise;
  leaving.abort();
  await following;
  expect(seen).toEqual([...log.map(({ seq }) => seq), wanted]);
}, 60_000);

for (const mode of ['legacy', 'auto'] as const)
  test(`the official MCP client works over HTTP, ${mode}; a token in the path is not logged`, async () => {
    const token = await served.agent(`mcp-${mode}`);
    const transport = new StreamableHTTPClientTransport(new URL(`${served.url}/mcp/${token}`));
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(transport);
    try {
      const { structuredContent } = await client.callTool({ name: 'agent_prime', arguments: {} });
      expect(structuredContent).toMatchObject({ status: 'joined' });
      expect((await client.listTools()).tools.length).toBeLessThanOrEqual(20);
    } finally {
      await client.close();
    }
    expect(readFileSync(join(served.project.dir, '.shoal/serve.log'), 'utf8')).not.toContain(token);
  });

test('what to do next is no tool that the toolset lacks', async () => {
  await served.project.json(['add', 'Somebody takes it']);
  const token = await served.agent('toolset');
  const nextOf = async (toolset: string) => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${served.url}/mcp/${token}?toolset=${toolset}`)),
    );
    const { structuredContent } = await client.callTool({ name: 'task_list', arguments: {} });
    await client.close();
    return structuredContent;
  };
  expect(await nextOf('default')).toMatchObject({ next: expect.stringContaining('task_claim') });
  expect(await nextOf('read')).not.toHaveProperty('next');
});

test('who works here is counted in /health, without the people', async () => {
  const count = async () =>
    ((await (await served.fetch('/health')).json()) as { counts: { agents: number } }).counts.agents;
  const shoal = served.client();
  await shoal.task.add({ title: 'By a person' });
  const people = (await shoal.agent.ps()).filter(({ human }) => human);
  expect(people).toHaveLength(1);
  const before = await count();
  expect(before).toBe((await shoal.agent.ps()).length - people.length);
  await served.agent('counted');
  expect(await count()).toBe(before + 1);
});

test('who waits for a decision is not idle, on every surface', async () => {
  const token = await served.agent('asker');
  const asking = served.fetch('/v1/requests/ask', {
    method: 'POST',
    token,
    body: JSON.stringify({ text: 'May I?', timeoutMs: 60_000 }),
  });
  const open = async () => {
    for (;;) {
      const [request] = await served.client().request.list();
      if (request !== undefined) return request.id;
    }
  };
  const id = await open();
  const { state } = (await served.client().agent.ps()).find(({ name }) => name === 'asker') ?? {};
  const agents = (await (await served.fetch('/agents', { token })).json()) as readonly object[];
  expect([state, agents]).toMatchObject([
    'needs you',
    expect.arrayContaining([expect.objectContaining({ name: 'asker', status: 'busy' })]),
  ]);
  await served.client().request.approve({ id });
  expect(await (await asking).json()).toMatchObject({ outcome: 'approve' });
});

test('`serve:` in shoal.yaml is in force while the daemon runs, and what cannot be is not', async () => {
  using project = createProject();
  await project.json(['init']);
  const [wanted = 0, second = 0] = freePorts(2);
  const file = join(project.dir, 'shoal.yaml');
  const isWell = async (port: number) =>
    (await fetch(`http://127.0.0.1:${port}/health`).catch(() => null))?.status === 200;
  const logged = (text: string) => readFileSync(join(project.dir, '.shoal/serve.log'), 'utf8').includes(text);
  await Bun.write(file, `serve:\n  port: ${wanted}\n`);
  const { url } = (await project.json(['serve', '--detach'])) as { url: string };
  const first = Number(new URL(url).port);
  try {
    // Another program may have taken it meanwhile: then it is one of the next.
    expect(first - wanted).toBeWithin(0, 100);
    await Bun.write(file, `serve:\n  port: ${second}\n`);
    while (!(await isWell(second)));
    const moved = { url: `http://127.0.0.1:${second}` };
    while (await isWell(first));
    while (((await project.json(['serve', 'status'])) as { url: string }).url !== moved.url);
    // No address of this machine.
    await Bun.write(file, `serve:\n  port: ${second}\n  host: 192.0.2.1\n`);
    while (!logged('192.0.2.1')) await isWell(second);
    // Where it was it is served again.
    while (!(await isWell(second)));
    expect(await project.json(['serve', 'status'])).toMatchObject(moved);
  } finally {
    await project.run(['serve', 'stop']);
  }
}, 60_000);

for (const [runtime, program] of [
  ['Node', 'node'],
  ['Bun', process.execPath],
] as const)
  test(`the client that is shipped runs on ${runtime}, with nothing but what a browser has`, async () => {
    const token = await served.agent(runtime.toLowerCase());
    const shipped = join(import.meta.dir, '../../dist/npm/client.js');
    const queue = runtime.toLowerCase();
    const script = `
      import { readFileSync } from 'node:fs';
      import { createContext, runInContext } from 'node:vm';
      const source = readFileSync(${JSON.stringify(shipped)}, 'utf8');
      const [all, names] = /export\\s*\\{([^}]*)\\};?\\s*$/.exec(source);
      const [, made] = /(\\w+) as createShoalClient/.exec(names);
      const browser = {
        AbortController, AbortSignal, crypto, fetch, TextDecoder, URL, URLSearchParams, setTimeout, clearTimeout,
      };
      const createShoalClient = runInContext(source.replace(all, made), createContext(browser));
      const shoal = createShoalClient({ url: ${JSON.stringify(served.url)}, token: ${JSON.stringify(token)}, retries: 1 });
      const task = await shoal.task.add({ title: 'From there', queue: '${queue}' });
      const events = shoal.events({ task: task.id, after: 0 })[Symbol.asyncIterator]();
      const first = events.next();
      await shoal.task.claim({ queue: '${queue}' });
      await shoal.task.done({ summary: 'yes' });
      const types = [(await first).value.type, (await events.next()).value.type];
      await events.return();
      const refused = await shoal.task.claim({ queue: '${queue}' }).catch((error) => error.code);
      console.log(JSON.stringify({ id: task.id, types, refused }));
      process.exit(0);
    `;
    const file = join(served.project.dir, `${queue}.mjs`);
    await Bun.write(file, script);
    const child = Bun.spawn([program, file], { cwd: served.project.dir, stdout: 'pipe', stderr: 'pipe' });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      refused: 'NOTHING_TO_DO',
      types: ['task.added', 'task.claimed'],
    });
  });

test('the types that the package ships know every method, its input and its answer', async () => {
  const shipped = join(import.meta.dir, '../../dist/npm/client.d.ts');
  const source = `
    import { createShoalClient, type EventObject, ShoalError } from './client.js';
    const shoal = createShoalClient({ url: 'http://x', token: 't' });
    const task = await shoal.task.claim({ waitMs: 5 });
    const title: string | undefined = task?.title;
    const { state } = await shoal.task.done();
    const isDone: boolean = state === 'done';
    const holder: string | null | undefined = task?.holder;
    for await (const one of shoal.events({ types: ['task.*'] })) {
      const event: EventObject = one;
      const actor: string | null = event.actor;
      console.log(event.seq, title, isDone, holder, actor);
    }
    await shoal.leader.stepDown().catch((error) => error instanceof ShoalError && error.code === 'STALE');
    // @ts-expect-error a title is text
    await shoal.task.add({ title: 5 });
    // @ts-expect-error no such state
    const lost: boolean = state === 'lost';
  `;
  const types = await Bun.file(shipped).text();
  // What a caller may put anything into; all else has a type.
  const untyped = [...types.matchAll(/(\w+)\??: unknown;/g)].map(([, name]) => name);
  expect(new Set(untyped)).toEqual(new Set(['data', 'detail', 'value']));
  const directory = join(served.project.dir, 'types');
  await Bun.write(join(directory, 'use.mts'), source);
  await Bun.write(join(directory, 'client.d.ts'), types);
  await Bun.write(join(directory, 'package.json'), '{"type":"module"}');
  const tsc = join(import.meta.dir, '../../node_modules/.bin/tsc');
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'esnext',
    '--module',
    'nodenext',
    '--lib',
    'esnext,dom',
    '--ignoreConfig',
  ];
  const child = Bun.spawn([tsc, ...flags, '--types', '', 'use.mts'], { cwd: directory, stdout: 'pipe' });
  expect(await new Response(child.stdout).text()).toBe('');
  expect(await child.exited).toBe(0);
});
