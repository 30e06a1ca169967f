import type { Context as Exchange, Hono } from 'hono';
import { ShoalError } from '../../../domain/errors.ts';
import type { Inputs, Outputs } from '../../../operations/handlers.generated.ts';
import { operationNamed, type OperationName } from '../../../operations/manifest.ts';
import { type Afterwards, createAfterwards, jsonAnswer } from '../answer.ts';
import type { Env } from '../app.ts';
import { readJsonBody } from '../body.ts';
import type { Calls } from '../call.ts';
import type { Principal } from '../identity.ts';
import { addInput, defined, numberOf, only, onlyQuery, switchOf } from './requests.ts';
import { agentShape, asText, eventShape, taskShape, toAgentStatus, toStates } from './shapes.ts';
import { stealable } from './steal.ts';
import { inTheirWords } from './words.ts';

export interface CoordinationOptions {
  readonly calls: Calls;
  readonly bodyBytesMax: number;
  readonly now: () => number;
  /** An agent without a process to look at is called stale after so long without a sign. */
  readonly staleAfterMs: number;
  readonly onError: (error: unknown) => void;
}

type Body = Record<string, unknown>;
type Answer = readonly [status: 200 | 201, body: unknown];
interface Asked {
  readonly body: Body;
  readonly query: (name: string) => string | undefined;
  readonly param: (name: string) => string;
  readonly principal: Principal;
  readonly run: <N extends OperationName>(
    name: N,
    input: Inputs[N] | Body,
    as?: Principal,
  ) => Promise<Outputs[N]>;
  /** Throws unless the agent that is named is the caller. */
  readonly own: (name: unknown) => Promise<void>;
}

/**
 * The routes of coordination 0.1 over the same operations, in its words: snake_case, priorities 0 (most urgent) to 9. Who
 * calls is proven by the token; the agent that a path or body names must be that one.
 */
export function coordinationRoutes(app: Hono<Env>, options: CoordinationOptions): void {
  const { calls, bodyBytesMax, now, staleAfterMs, onError } = options;

  const serve = (
    method: string,
    path: string,
    answer: (asked: Asked) => Promise<Answer>,
    queries: readonly string[] = [],
  ) =>
    app.on(method, path, async (c) => {
      try {
        onlyQuery(new URL(c.req.url).searchParams, queries);
        const body = c.req.method === 'GET' ? {} : await readJsonBody(c.req.raw, bodyBytesMax);
        const afterwards = createAfterwards();
        const [status, answered] = await answer(askedIn(c, body, calls, afterwards));
        return jsonAnswer(answered, afterwards, onError, status);
      } catch (error) {
        throw inTheirWords(error);
      }
    });

  serve('POST', '/tasks', async ({ body, run }) => {
    const added = await run('task.add', addInput(body, now()));
    return [201, Array.isArray(added) ? added.map(taskShape) : taskShape(added)];
  });
  for (const method of ['GET', 'POST'])
    serve(method, '/tasks/claim/:agent', claim, ['queue', 'another', 'wait']);
  serve('POST', '/tasks/:id/complete', async ({ body, param, own, run }) => {
    const { agent_id: agent, result } = only(body, ['agent_id', 'result']);
    await own(agent);
    const done = await run('task.done', defined({ id: param('id'), summary: asText(result) }));
    return [200, taskShape(done)];
  });
  serve('POST', '/tasks/:id/fail', async ({ body, param, own, run }) => {
    const {
      agent_id: agent,
      error,
      reason,
      retry = true,
    } = only(body, ['agent_id', 'error', 'reason', 'retry']);
    await own(agent);
    const why = asText(reason ?? error) ?? 'failed';
    return [200, taskShape(await run('task.fail', { id: param('id'), reason: why, retry }))];
  });
  const listAgents = async ({ query, run }: Asked): Promise<Answer> => {
    const status = toAgentStatus(query('status'));
    const agents = await run('agent.ps', defined({ capability: query('capability') }));
    const shown = agents
      .filter(({ human }) => !human)
      .map((one) => agentShape(one, { now: now(), staleAfterMs }));
    return [200, status === undefined ? shown : shown.filter((one) => one['status'] === status)];
  };
  serve('GET', '/agents', listAgents, ['capability', 'status']);

  serve('POST', '/events', async ({ body, own, run }) => {
    const { type, source, payload = {} } = only(body, ['type', 'source', 'payload']);
    await own(source);
    const { id, seq, subscribers } = await run('event.emit', { type, data: payload });
    return [201, { id, seq, type, delivered: subscribers }];
  });
  serve('GET', '/events/:agent', poll, ['limit', 'wait']);

  // What its page promises without a route.
  serve('GET', '/events/:agent/subscriptions', async ({ param, own, run }) => {
    await own(param('agent'));
    return [200, { types: (await run('event.subscribe', {})).patterns }];
  });
  for (const [method, remove] of [
    ['POST', false],
    ['DELETE', true],
  ] as const)
    serve(method, '/events/:agent/subscriptions', async ({ body, param, own, run }) => {
      await own(param('agent'));
      const { types } = only(body, ['types']);
      const { patterns } = await run('event.subscribe', defined({ patterns: types, remove }));
      return [200, { types: patterns }];
    });
  serve('POST', '/tasks/steal', async ({ body, own, run }) => {
    const known = ['agent_id', 'task_id', 'reason', 'queue', 'from_agent'];
    const { agent_id: agent, task_id: named, reason = 'stolen', queue, from_agent: from } = only(body, known);
    await own(agent);
    const id = named ?? (await stealable(run, { queue, from }));
    return [200, id === null ? null : taskShape(await run('task.steal', { id, reason }))];
  });
  serve('POST', '/agents', register);
  serve('POST', '/agents/:agent/heartbeat', async ({ body, param, own, run }) => {
    const { status } = only(body, ['status']);
    await own(param('agent'));
    await run('agent.join', defined({ workingOn: asText(status) }));
    const { id, name } = await run('agent.whoami', {});
    return [200, { id, name, status: 'ok' }];
  });
  serve('DELETE', '/agents/:agent', async ({ param, own, run }) => {
    await own(param('agent'));
    return [200, await run('agent.leave', {})];
  });
  serve('POST', '/tasks/:id/release', async ({ body, param, own, run }) => {
    await own(only(body, ['agent_id'])['agent_id']);
    return [200, taskShape(await run('task.release', { id: param('id') }))];
  });
  serve('POST', '/tasks/:id/requeue', async ({ param, run }) => {
    return [200, taskShape(await run('task.retry', { id: param('id') }))];
  });
  const listed = async ({ query, run }: Asked, states: readonly string[] | undefined): Promise<Answer> => {
    const limit = numberOf('limit', query('limit'));
    const input = { all: true, queue: query('queue'), limit, after: query('after') };
    const pages = await Promise.all(
      (states ?? [undefined]).map((state) => run('task.list', defined({ ...input, state }))),
    );
    const tasks = pages.flat().toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    return [200, tasks.slice(0, limit).map(taskShape)];
  };
  serve('GET', '/tasks/dead-letter', (asked) => listed(asked, ['failed']), ['queue', 'limit', 'after']);
  serve('GET', '/tasks', (asked) => listed(asked, toStates(asked.query('status'))), [
    'status',
    'queue',
    'limit',
    'after',
  ]);
  serve('GET', '/tasks/:id', async ({ param, run }) => [
    200,
    taskShape(await run('task.show', { id: param('id') })),
  ]);
}

/** Nothing to claim is `null`. The task that the agent holds already is given again, so a repeated GET takes no second one. */
async function claim({ param, query, body, own, run }: Asked): Promise<Answer> {
  const asked = only(body, ['agent_id', 'queue', 'another', 'wait']);
  await own(param('agent'));
  await own(asked['agent_id']);
  const input = {
    queue: query('queue') ?? asked['queue'] ?? 'default',
    another: switchOf('another', query('another') ?? asked['another']),
    waitMs: inMs(numberOf('wait', query('wait') ?? asked['wait'])),
  };
  const task = await unlessNothing(run('task.claim', defined(input)));
  return [200, task === null ? null : { ...taskShape(task), context: task.memories }];
}

/** What the agent has not seen yet of what it subscribed to: it counts as seen once this answer is out. */
async function poll({ param, query, own, run }: Asked): Promise<Answer> {
  await own(param('agent'));
  const input = {
    ack: true,
    limit: numberOf('limit', query('limit')),
    waitMs: inMs(numberOf('wait', query('wait'))),
  };
  const page = await unlessNothing(run('event.poll', defined(input)));
  return [200, page === null ? [] : page.events.map(eventShape)];
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

async function unlessNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOTHING_TO_DO') return null;
    throw error;
  }
}

/** With the owner's token a new agent, whose token the answer holds; with an agent's own, that agent again. */
async function register({ body, principal, own, run }: Asked): Promise<Answer> {
  const { agent_id: agent, capabilities } = only(body, ['agent_id', 'capabilities']);
  if (principal.kind === 'agent') await own(agent);
  const input = defined({ name: principal.kind === 'agent' ? undefined : agent, capabilities });
  const nobody = { ...principal, facts: { ...principal.facts, provenHuman: false } };
  const { id, name, token, capabilities: all } = await run('agent.join', input, nobody);
  return [201, { id, name, capabilities: all, status: 'idle', token }];
}

function askedIn(c: Exchange<Env>, body: Body, calls: Calls, afterwards: Afterwards): Asked {
  const principal = c.get('principal');
  const run = async (name: OperationName, input: Body, as = principal) =>
    calls.value({ operation: operationNamed(name), input, principal: as, request: c.req.raw }, afterwards);
  return {
    body,
    principal,
    query: (name) => c.req.query(name),
    param: (name) => c.req.param(name) ?? '',
    run: run as Asked['run'], // the table gives what its types say
    async own(name) {
      if (name === undefined) return;
      const self = (await run('agent.whoami', {})) as Outputs['agent.whoami']; // as the table says
      const asked = asText(name) ?? '';
      if (asked === self.id || asked.toLowerCase() === self.name.toLowerCase()) return;
      throw new ShoalError('NOT_ALLOWED', `The token is ${self.name}'s, not ${asked.slice(0, 64)}'s.`, {
        hint: 'Name the agent that the token belongs to.',
      });
    },
  };
}
