import type { Hono } from 'hono';
import { ShoalError } from '../../domain/errors.ts';
import type { CallerFacts } from '../../operations/ports.ts';
import type { Shoal } from '../../shoal.ts';
import type { Env } from './env.ts';
import { problemResponse } from './problem.ts';

const nobody: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: '',
};

interface HealthOptions {
  readonly shoal: Shoal;
  readonly version: string;
  /** In words; null when nothing keeps it from being ready. */
  readonly notReady?: () => string | null;
}

/** What needs no token. Both look into the store: a daemon that cannot read is not well. */
export function healthRoutes(app: Hono<Env>, options: HealthOptions): void {
  const { shoal, version, notReady = () => null } = options;
  app.get('/health', async (c) => {
    try {
      const { store } = await shoal.context({ facts: nobody });
      const counts = await store.read((view) => ({
        tasks: view.count('task', 'state'),
        agents: view.list('agent', { where: { state: 'live' } }).filter(({ human }) => !human).length,
        events: view.lastSeq,
      }));
      return c.json({ status: 'ok', version, counts }, 200, { 'cache-control': 'no-store' });
    } catch (error) {
      return problemResponse(error, { status: 503 });
    }
  });
  app.get('/ready', async (c) => {
    const why = notReady();
    if (why !== null) {
      const problem = new ShoalError('UNHEALTHY', `Not ready: ${why}.`, { hint: 'Try again in a moment.' });
      return problemResponse(problem);
    }
    await (await shoal.context({ facts: nobody })).store.read((view) => view.lastSeq);
    return c.json({ status: 'ready', version }, 200, { 'cache-control': 'no-store' });
  });
}
