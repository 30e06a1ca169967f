import { expect, test } from 'bun:test';
import { allOperations } from '../../src/operations/manifest.ts';
import type { FieldSchema } from '../../src/operations/schema.ts';
import { type Route, routesOf, servedAt } from '../../src/surfaces/http/routes.ts';
import type { View } from '../../src/store/port.ts';
import { createServed, type Served } from '../support/agents.ts';
import { urlOf } from '../support/surfaces.ts';

/** What ada has, by the noun of the route that could name it. */
const hers: Readonly<Record<string, string>> = {
  task: 't1',
  request: 'q1',
  message: 'm1',
  memory: 'k1',
  session: 's1',
  queue: 'jobs',
  record: 't1',
};

/** Every agent may do these to what is another's, in its own name. Whatever is not here may not be done, new operations too. */
const open = ['memory.forget', 'task.assign', 'task.cancel', 'task.edit', 'task.retry', 'task.steal'];

/** Whoever calls these is no longer there, or nobody else can go on: they come last. */
const endings = ['workspace.pause', 'agent.leave'];

test('on every route another agent’s token does nothing in her name, and takes nothing that she has', async () => {
  await using served = await createServed({ yaml: 'queues:\n  jobs: { profile: echo }\n' });
  const { ada, asking } = await furnished(served);
  try {
    const before = await served.store.read((view) => ({ seq: view.lastSeq, had: holdings(view, ada) }));
    const { token: bob, id: bobId } = (await served.project.json(['join', '-n', 'bob'], {
      env: { CODEX_THREAD_ID: 'session-of-bob' },
    })) as { token: string; id: string };
    const answers = new Map<string, number>();
    for (const { route, method, path } of everyRoute()) {
      const response = await call(served, { route, method, path, token: bob });
      answers.set(`${method} ${path}`, response.status);
      await response.body?.cancel();
    }
    const crashes = [...answers].filter(([, status]) => status === 401 || status >= 500);
    expect(crashes.filter(([route]) => !/leave|recover|probe|doctor|setup/.test(route))).toEqual([]);
    expect(await served.store.read((view) => holdings(view, ada))).toEqual(before.had);
    const events = await served.store.events({ after: before.seq, limit: 5_000 });
    expect(events.length).toBeGreaterThan(10);
    expect(events.filter(({ actor }) => actor === ada)).toEqual([]);
    expect(new Set(events.map(({ actor }) => actor))).toContain(bobId);
  } finally {
    asking.abort();
  }
}, 90_000);

/** Routes that no operation of the table has: the streams, the tools, and those of coordination. */
const others = [
  ['GET', '/v1/events'],
  ['POST', '/mcp'],
  ['POST', '/tasks'],
  ['GET', '/tasks/claim/ada'],
  ['POST', '/tasks/claim/ada'],
  ['POST', '/tasks/t1/complete'],
  ['POST', '/tasks/t1/fail'],
  ['POST', '/events'],
  ['GET', '/events/ada'],
  ['GET', '/events/ada/subscriptions'],
  ['POST', '/events/ada/subscriptions'],
  ['GET', '/agents'],
  ['POST', '/agents'],
  ['POST', '/agents/ada/heartbeat'],
  ['DELETE', '/agents/ada'],
  ['GET', '/tasks'],
  ['GET', '/tasks/t1'],
  ['GET', '/tasks/dead-letter'],
  ['POST', '/tasks/steal'],
  ['POST', '/tasks/t1/release'],
  ['POST', '/tasks/t1/requeue'],
] as const;

test('what is in no table is refused to strangers, pages and other agents all the same', async () => {
  await using served = await createServed();
  await served.serve();
  await served.project.agent('ada');
  const { token: bob } = (await served.project.json(['join', '-n', 'bob'], {
    env: { CODEX_THREAD_ID: 'session-of-bob' },
  })) as { token: string };
  const send = async (method: string, path: string, token: string | null, headers = {}) => {
    const bearer = token === null ? {} : { authorization: `Bearer ${token}` };
    const body = method === 'GET' ? {} : { body: '{}' };
    const response = await fetch(`${urlOf(served.project)}${path}`, {
      method,
      ...body,
      headers: { ...bearer, 'content-type': 'application/json', ...headers },
    });
    await response.body?.cancel();
    return [method, path, response.status];
  };
  for (const [method, path] of [...others, ['POST', '/mcp/nobodys-token']] as const) {
    expect(await send(method, path, null)).toEqual([method, path, 401]);
    expect(await send(method, path, 'f'.repeat(48))).toEqual([method, path, 401]);
    for (const headers of [{ host: 'attacker.example' }, { origin: 'https://attacker.example' }])
      expect(await send(method, path, bob, headers)).toEqual([method, path, 403]);
  }
  for (const [method, path] of others.filter(([, where]) => where.includes('/ada')))
    expect(await send(method, path, bob)).toEqual([method, path, 403]);
});

function everyRoute() {
  const all = servedAt(routesOf(allOperations())).filter(
    ({ route: { operation } }) => operation.kind !== 'stream' && !open.includes(operation.name),
  );
  const rank = ({ route }: { route: Route }) => endings.indexOf(route.operation.name);
  return all.toSorted((one, other) => rank(one) - rank(other));
}

interface Made {
  readonly route: Route;
  readonly method: string;
  readonly path: string;
  readonly token: string;
}

function call(served: Served, { route, method, path, token }: Made): Promise<Response> {
  const { operation } = route;
  const noun = operation.name.split('.')[0] ?? '';
  const value = (field: string, schema: FieldSchema | undefined) =>
    ['id', 'session', 'queue', 'name'].includes(field)
      ? (hers[field] ?? hers[noun] ?? 'ada')
      : sample(schema);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, field: string) =>
    encodeURIComponent(String(value(field, operation.input.properties[field]))),
  );
  const required = operation.input.required.filter((field) => !path.includes(`{${field}}`));
  const body = Object.fromEntries(
    required.map((field) => [field, value(field, operation.input.properties[field])]),
  );
  const query = new URLSearchParams(
    Object.entries(body).map(([key, one]): [string, string] => [key, String(one)]),
  );
  const url = `${urlOf(served.project)}${filled}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return method === 'GET'
    ? fetch(`${url}?${query.toString()}`, { headers })
    : fetch(url, { method, headers, body: JSON.stringify(body) });
}

function sample(schema: FieldSchema | undefined): unknown {
  switch (schema?.type) {
    case 'string':
      return schema.enum?.[0] ?? 'x'.padEnd(schema.minLength ?? 1, 'x');
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return [sample(schema.items)];
    default:
      return 'x';
  }
}

/** A task, a lock, unread mail, a request, a memory and an agent of ada's own. */
async function furnished(served: Served) {
  const { project, me } = served;
  const { token, id: ada } = (await project.json(['join', '-n', 'ada'], {
    env: { CODEX_THREAD_ID: 'session-of-ada' },
  })) as { token: string; id: string };
  const env = { CODEX_THREAD_ID: 'session-of-ada' };
  await project.json(['add', 'hers'], { env });
  await project.json(['claim', 't1'], { env });
  await project.json(['lock', 'src/hers.ts'], { env });
  await project.json(['remember', 'what she knows'], { env });
  await project.json(['msg', 'read this', '--to', 'ada'], { env: me });
  const session = await served.start('fake', 'fay');
  await served.untilSession(session, ({ state }) => state === 'idle');
  const asking = new AbortController();
  fetch(`${urlOf(project)}/v1/requests/ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'May I?' }),
    signal: asking.signal,
  }).catch(() => undefined); // given up at the end
  await served.until((view) => view.get('request', 'q1'));
  return { ada, asking };
}

function holdings(view: View, ada: string) {
  const task = view.get('task', 't1');
  const session = view.get('session', 's1');
  return {
    agent: view.get('agent', ada)?.state,
    task: [task?.state, task?.holder, task?.generation, task?.title],
    locks: view.list('lock', { where: { holder: ada } }).map(({ path }) => path),
    mail: view
      .list('delivery', { where: { message: 'm1' } })
      .map(({ message, state, unreadBy }) => [message, state, unreadBy]),
    request: [view.get('request', 'q1')?.state, view.get('request', 'q1')?.decision],
    memory: view.get('memory', 'k1')?.text,
    session: [session?.wanted, session?.interruptsAsked],
  };
}
