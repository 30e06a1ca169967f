import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ShoalClient } from '../../src/client/index.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';
import { createServed, type Served } from '../support/served.ts';

const root = join(import.meta.dir, '../..');
const page = readFileSync(join(root, 'docs/guide/coming-from-coordination.md'), 'utf8');
/** Rows of the page whose right column is code: coordination's line, or its words, and ours. */
const rows = [...page.matchAll(/^\| (.*?) ?\| `(.+?)` \|/gm)].map(
  ([, theirs = '', ours = '']) => [theirs.replaceAll('`', ''), ours] as const,
);
const calls = rows.filter(([, ours]) => /^(GET|POST|DELETE) \//.test(ours));
const methods = rows.filter(([, ours]) => ours.startsWith('shoal.'));
const commands = rows.filter(([, ours]) => /^(SHOAL_\w+=\S+ )*shoal \w/.test(ours));

/** What the page of coordination 0.1.0 documents. */
const documented = [
  'pip install coordination',
  'coordination',
  'python -m coordination',
  'COORDINATION_HOST=0.0.0.0 COORDINATION_PORT=8080 coordination',
  'COORDINATION_HOST',
  'COORDINATION_PORT',
  'COORDINATION_DB_PATH',
  'COORDINATION_LOG_LEVEL',
  'POST /tasks',
  'GET /tasks/claim/{agent_id}',
  'POST /tasks/{task_id}/complete',
  'POST /tasks/{task_id}/fail',
  'POST /events',
  'GET /events/{agent_id}',
  'GET /agents',
  'GET /health',
  'register',
  'release',
  'dead-letter',
  're-enqueue',
  'work-steal',
  'subscribe',
  'find by capability',
  'health tracking',
  'pre-execution memory',
  'queue.enqueue(task)',
  'queue.claim("agent-1")',
  'stream.subscribe("agent-1", ["task.assigned", "agent.updated"])',
  'stream.publish({...})',
  'stream.poll("agent-1")',
  'registry.register("agent-1", capabilities=["research", "summarize"])',
  'registry.find_by_capability("research")',
];

test('the page has every line that coordination documents', () => {
  const theirs = new Set(rows.map(([one]) => one));
  expect(documented.filter((line) => !theirs.has(line))).toEqual([]);
  for (const module of ['task_queue', 'event_stream', 'agent_registry', 'pre_execution_memory', 'message'])
    expect(page).toContain(`\`${module}.py\``);
  for (const module of ['storage', 'sqlite_storage', 'config', 'server', '__main__'])
    expect(page).toContain(`\`${module}.py\``);
});

describe('starting, and settings', () => {
  let project: Project;
  let bin: string;
  beforeAll(() => {
    project = createProject();
    bin = join(project.dir, '../bin');
    mkdirSync(bin);
    symlinkSync(program, join(bin, 'shoal'));
  });
  afterAll(() => project[Symbol.dispose]());

  const shell = (line: string, env: Readonly<Record<string, string>> = {}) =>
    Bun.spawn(['bash', '-c', `exec env ${line}`], {
      cwd: project.dir,
      env: { ...cleanEnvironment(), PATH: `${bin}:${process.env['PATH'] ?? ''}`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  test('npm install -g shoal', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'shoal', bin: { shoal: expect.any(String) } });
  });

  for (const [, line] of commands.filter(([, ours]) => !ours.startsWith('SHOAL_')))
    test(line, async () => {
      const child = shell(line);
      if (line.endsWith('serve')) {
        expect(await firstLine(child)).toMatch(/^Serving at http:\/\/127\.0\.0\.1:\d+\./);
        child.kill('SIGINT');
      }
      expect(await child.exited).toBe(0);
    });

  const [line = ''] = commands.map(([, ours]) => ours).filter((ours) => ours.startsWith('SHOAL_'));
  test(line, async () => {
    const child = shell(line);
    const port = Number(/^Serving at http:\/\/0\.0\.0\.0:(\d+)\./.exec(await firstLine(child))?.[1]);
    expect(port).toBeGreaterThanOrEqual(8080);
    const status = async (host: string, path: string, headers = {}) =>
      (await fetch(`http://${host}:${port}${path}`, { headers })).status;
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    for (const { address } of addresses.filter(({ family }) => family === 'IPv4')) {
      expect([address, await status(address, '/health')]).toEqual([address, 200]);
      expect(await status(address, '/agents')).toBe(401);
    }
    expect(await status('127.0.0.1', '/health', { host: 'attacker.example' })).toBe(403);
    child.kill('SIGTERM');
    expect(await child.exited).toBe(0);
  });

  test('SHOAL_PORT and SHOAL_LOG_LEVEL that are none are refused', async () => {
    for (const env of [{ SHOAL_PORT: 'high' }, { SHOAL_PORT: '70000' }, { SHOAL_LOG_LEVEL: 'loud' }])
      expect([env, await shell('shoal serve', env).exited]).toEqual([env, 2]);
  });

  test('SHOAL_STORE puts the store elsewhere, once and for every process', async () => {
    using moved = createProject();
    const data = join(moved.dir, '../data');
    mkdirSync(data);
    const env = { SHOAL_STORE: '../data/agents.db' };
    for (const wrong of ['redis://localhost', '../nowhere/x.db']) {
      const refused = await moved.run(['init'], { env: { SHOAL_STORE: wrong } });
      expect([wrong, refused.code, existsSync(join(moved.dir, '.shoal'))]).toEqual([wrong, 2, false]);
    }
    await moved.json(['init'], { env });
    await moved.json(['add', 'without the variable']);
    mkdirSync(join(moved.dir, 'below'));
    const listed = await moved.json(['list'], { env, cwd: join(moved.dir, 'below') });
    expect(listed).toMatchObject([{ id: 't1' }]);
    expect(existsSync(join(data, 'agents.db'))).toBe(true);
    const other = await moved.run(['list'], { env: { SHOAL_STORE: 'other.db' } });
    expect([other.code, existsSync(join(moved.dir, 'other.db'))]).toEqual([4, false]);
    // A new checkout over the same data.
    rmSync(join(moved.dir, '.shoal'), { recursive: true });
    await moved.json(['init'], { env });
    expect(await moved.json(['list'])).toMatchObject([{ id: 't1' }]);
  });

  test('SHOAL_DIR says which workspace; flags go before variables, in the background too', async () => {
    const from = { cwd: join(project.dir, '..'), env: { SHOAL_DIR: project.dir, SHOAL_PORT: '1' } };
    const served = (await project.json(
      ['serve', '--detach', '--host', 'localhost', '--port', '0'],
      from,
    )) as {
      url: string;
    };
    try {
      expect(served.url).toMatch(/^http:\/\/localhost:\d{4,}$/);
      expect(await project.json(['serve', 'status'], { cwd: project.dir })).toMatchObject({
        url: served.url,
      });
    } finally {
      await project.run(['serve', 'stop']);
    }
  });
});

async function firstLine(child: ReturnType<typeof Bun.spawn<'ignore', 'pipe', 'pipe'>>): Promise<string> {
  const { value } = await child.stdout.getReader().read();
  return new TextDecoder().decode(value);
}

/** Agents with their tokens, made as the page says. */
async function register(served: Served, name: string): Promise<string> {
  const body = JSON.stringify({ agent_id: name });
  const response = await served.fetch('/agents', { method: 'POST', token: served.humanToken, body });
  return ((await response.json()) as { token: string }).token; // as the page says
}

describe('HTTP', () => {
  let served: Served;
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    served = await createServed();
  });
  afterAll(() => served[Symbol.asyncDispose]());

  async function send(line: string): Promise<readonly [number, unknown]> {
    const [, method = '', path = '', body] = /^(\w+) (\S+)(?: (\{.*\}))?$/.exec(line) ?? [];
    const { agent_id: agent, source } = JSON.parse(body ?? '{}') as Record<string, string>;
    const as =
      path === '/agents' && method === 'POST' ? served.humanToken : tokens.get(agent ?? source ?? 'agent-1');
    const token = path === '/health' || as === undefined ? {} : { token: as };
    const response = await served.fetch(path, { method, ...token, ...(body === undefined ? {} : { body }) });
    return [response.status, await response.json()];
  }

  const task = 'POST /tasks {"payload":{"action":"research"}}';
  /** What has to be there before a line of the page. */
  const before: Readonly<Record<string, readonly string[]>> = {
    'POST /tasks/t2/fail': [task, 'GET /tasks/claim/agent-1'],
    'POST /tasks/t3/release': [task, 'POST /v1/tasks/claim {"id":"t3"}'],
    'GET /tasks/dead-letter': [
      task,
      'POST /v1/tasks/claim {"id":"t4"}',
      'POST /tasks/t4/fail {"retry":false,"reason":"no archive"}',
    ],
    'POST /tasks/steal': [task, 'POST /v1/tasks/claim {"id":"t5"}'],
  };
  const answers: Readonly<Record<string, readonly [number, unknown]>> = {
    'POST /agents': [201, { token: expect.stringMatching(/^[0-9a-f]{48}$/) }],
    'POST /tasks': [201, { id: 't1', queue: 'default', priority: 5, status: 'pending' }],
    'GET /tasks/claim/agent-1': [200, { id: 't1', status: 'claimed', claimed_by: 'agent-1', context: [] }],
    'POST /tasks/claim/agent-1': [200, { id: 't1', attempts: 1 }],
    'POST /tasks/t1/complete': [200, { id: 't1', status: 'completed', result: { sources: 3 } }],
    'POST /tasks/t2/fail': [200, { id: 't2', status: 'pending', error: 'no network', attempts: 1 }],
    'POST /tasks/t3/release': [200, { id: 't3', status: 'pending', attempts: 0 }],
    'GET /tasks/dead-letter': [200, [{ id: 't4', status: 'dead_letter', error: 'no archive' }]],
    'POST /tasks/t4/requeue': [
      200,
      { id: 't4', status: 'pending', attempts: 0, payload: { action: 'research' } },
    ],
    'POST /tasks/steal': [200, { id: 't5', claimed_by: 'coordinator' }],
    'GET /tasks/t5': [200, { id: 't5', claimed_by: 'coordinator' }],
    'POST /events/agent-1/subscriptions': [200, { types: ['task.assigned', 'agent.updated'] }],
    'POST /events': [201, { type: 'task.assigned', delivered: 1 }],
    'GET /events/agent-1': [
      200,
      [{ type: 'task.assigned', source: 'coordinator', payload: { task_id: 't5', assignee: 'agent-1' } }],
    ],
    'GET /agents': [
      200,
      [
        { name: 'agent-1', capabilities: ['research', 'summarize'], status: 'idle' },
        { name: 'coordinator', status: 'busy', current_task: 't5' },
      ],
    ],
    'GET /agents?capability=research': [200, [{ name: 'agent-1' }]],
    'POST /agents/agent-1/heartbeat': [200, { name: 'agent-1', status: 'ok' }],
    'GET /health': [200, { status: 'ok', version: expect.any(String) }],
    'POST /v1/memory/remember': [200, { outcome: 'noted', tags: ['research'] }],
    'GET /v1/memory/recall?query=research': [
      200,
      expect.arrayContaining([expect.objectContaining({ outcome: 'noted' })]),
    ],
    'DELETE /agents/agent-1': [200, { name: 'agent-1', releasedTasks: [] }],
  };

  for (const [theirs, ours] of calls) {
    const line = ours.replace(/ \{.*/, '');
    test(ours, async () => {
      if (/^(GET|POST) /.test(theirs))
        expect(line).toBe(
          theirs.replace('{agent_id}', 'agent-1').replace('{task_id}', line.split('/')[2] ?? ''),
        );
      for (const first of before[line] ?? []) expect((await send(first))[0]).toBeLessThan(300);
      const [status, answer] = await send(ours);
      const { name, token } = answer as { name: string; token?: string };
      if (token !== undefined) tokens.set(name, token);
      expect([line, status, answer]).toMatchObject([line, ...(answers[line] ?? [])] as unknown[]);
    });
  }

  test('each line was held to an answer', () => {
    expect(Object.keys(answers).toSorted()).toEqual(
      [...new Set(calls.map(([, ours]) => ours.replace(/ \{.*/, '')))].toSorted(),
    );
  });
});

test('the owner takes out an agent whose token was lost, and registers it again; not one that has a process', async () => {
  await using served = await createServed();
  const send = async (method: string, path: string, token: string, body?: string) => {
    const response = await served.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
    return [response.status, await response.json()] as const;
  };
  const owner = served.humanToken;
  const lost = await register(served, 'worker');
  await send('POST', '/tasks', lost, '{}');
  expect((await send('GET', '/tasks/claim/worker', lost))[1]).toMatchObject({ id: 't1' });
  expect((await send('POST', '/agents', owner, '{"agent_id":"worker"}'))[0]).toBe(409);
  const removed = await send('DELETE', '/agents/worker', owner);
  expect(removed).toMatchObject([200, { name: 'worker', releasedTasks: ['t1'] }]);
  expect((await send('GET', '/agents', lost))[0]).toBe(401);
  expect(await send('GET', '/tasks/claim/worker', await register(served, 'worker'))).toMatchObject([
    200,
    { id: 't1', claimed_by: 'worker' },
  ]);
  expect((await send('DELETE', '/agents/nobody', owner))[0]).toBe(404);
  // This process.
  await served.project.json(['join', '-n', 'at-work']);
  expect((await send('DELETE', '/agents/at-work', owner))[0]).toBe(409);
});

describe('the client', () => {
  let served: Served;
  let shoal: ShoalClient;
  let coordinator: ShoalClient;
  beforeAll(async () => {
    served = await createServed();
    shoal = served.client(await register(served, 'agent-1'));
    coordinator = served.client(await register(served, 'coordinator'));
  });
  afterAll(() => served[Symbol.asyncDispose]());

  /** The page's own line, as a program of a user has it. */
  async function runLine(line: string): Promise<unknown> {
    const file = join(served.project.dir, `${crypto.randomUUID()}.mjs`);
    writeFileSync(file, `export default (shoal) => ${line};\n`);
    const { default: run } = (await import(file)) as { default: (client: ShoalClient) => Promise<unknown> };
    return run(shoal);
  }

  const before: Readonly<Record<string, () => Promise<unknown>>> = {
    'task.list': async () => {
      for (const title of ['two', 'three', 'four']) await shoal.task.add({ title });
      await shoal.task.claim({ id: 't4' });
      await shoal.task.fail({ reason: 'no archive', id: 't4' });
    },
    'task.steal': async () => {
      await shoal.task.add({ title: 'five' });
      await coordinator.task.claim({ id: 't5' });
    },
  };
  const answers: Readonly<Record<string, unknown>> = {
    'agent.join': { name: 'agent-1', capabilities: ['research', 'summarize'] },
    'agent.ps': [{ name: 'agent-1' }],
    'task.add': { id: 't1', queue: 'default', state: 'ready', data: { action: 'research' } },
    'task.claim': { id: 't1', state: 'running', holderName: 'agent-1', memories: [] },
    'task.release': { id: 't1', state: 'ready', attempts: 0 },
    'task.list': [{ id: 't4', state: 'failed' }],
    'task.retry': { id: 't4', state: 'ready', attempts: 0 },
    'task.steal': { id: 't5', holderName: 'agent-1' },
    'event.subscribe': { patterns: ['task.assigned', 'agent.updated'] },
    'event.emit': { type: 'task.assigned', subscribers: 1 },
    'event.poll': { events: [{ type: 'task.assigned', emitted: true, data: { assignee: 'agent-1' } }] },
    'memory.recall': [],
  };

  for (const [, ours] of methods)
    test(ours, async () => {
      const name = /^shoal\.(\w+\.\w+)/.exec(ours)?.[1] ?? '';
      await before[name]?.();
      const answer = await runLine(ours);
      expect([name, answer]).toMatchObject([name, answers[name]] as unknown[]);
    });

  test('each line was held to an answer', () => {
    const run = methods.map(([, ours]) => /^shoal\.(\w+\.\w+)/.exec(ours)?.[1] ?? '');
    expect(Object.keys(answers).toSorted()).toEqual(run.toSorted());
  });
});
