import { type Answer, type Asked, inMs, type Serve, unlessNothing } from './asked.ts';
import { addInput, defined, numberOf, only, switchOf } from './requests.ts';
import { asText, taskShape, toStates } from './shapes.ts';
import { stealable } from './steal.ts';

export function taskRoutes(serve: Serve, now: () => number): void {
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

  // What its page promises without a route.
  serve('POST', '/tasks/steal', async ({ body, own, run }) => {
    const known = ['agent_id', 'task_id', 'reason', 'queue', 'from_agent'];
    const { agent_id: agent, task_id: named, reason = 'stolen', queue, from_agent: from } = only(body, known);
    await own(agent);
    const id = named ?? (await stealable(run, { queue, from }));
    return [200, id === null ? null : taskShape(await run('task.steal', { id, reason }))];
  });
  serve('POST', '/tasks/:id/release', async ({ body, param, own, run }) => {
    await own(only(body, ['agent_id'])['agent_id']);
    return [200, taskShape(await run('task.release', { id: param('id') }))];
  });
  serve('POST', '/tasks/:id/requeue', async ({ body, param, run }) => {
    only(body, []);
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
