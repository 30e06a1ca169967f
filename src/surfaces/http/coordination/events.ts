import { type Answer, type Asked, inMs, type Serve, unlessNothing } from './asked.ts';
import { defined, numberOf, only } from './requests.ts';
import { eventShape } from './shapes.ts';

export function eventRoutes(serve: Serve): void {
  serve('POST', '/events', async ({ body, own, run }) => {
    const { type, source, payload = {} } = only(body, ['type', 'source', 'payload']);
    await own(source);
    const { seq, subscribers } = await run('event.emit', { type, data: payload });
    return [201, { id: seq, type, delivered: subscribers }];
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
  if (page === null) return [200, []];
  return [200, page.events.map(eventShape), page.missed ? { 'shoal-missed': 'true' } : {}];
}
