import type { Hono } from 'hono';
import { createAfterwards, jsonAnswer } from '../answer.ts';
import type { Env } from '../env.ts';
import { readJsonBody } from '../body.ts';
import type { Calls } from '../call.ts';
import { agentRoutes } from './agents.ts';
import { askedIn, type Serve } from './asked.ts';
import { eventRoutes } from './events.ts';
import { onlyQuery } from './requests.ts';
import { taskRoutes } from './tasks.ts';
import { inTheirWords } from './words.ts';

export interface CoordinationOptions {
  readonly calls: Calls;
  readonly bodyBytesMax: number;
  readonly now: () => number;
  /** An agent without a process to look at is called stale after so long without a sign. */
  readonly staleAfterMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * The routes of coordination 0.1 over the same operations, in its words: snake_case, priorities 0 (most urgent) to 9. Who
 * calls is proven by the token; the agent that a path or body names must be that one.
 */
export function coordinationRoutes(app: Hono<Env>, options: CoordinationOptions): void {
  const { calls, bodyBytesMax, now, staleAfterMs, onError } = options;

  const serve: Serve = (method, path, answer, queries = []) => {
    app.on(method, path, async (c) => {
      try {
        onlyQuery(new URL(c.req.url).searchParams, queries);
        const body = c.req.method === 'GET' ? {} : await readJsonBody(c.req.raw, bodyBytesMax);
        const afterwards = createAfterwards();
        const [status, answered, headers = {}] = await answer(askedIn(c, body, calls, afterwards));
        const response = jsonAnswer(answered, afterwards, onError, status);
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
        return response;
      } catch (error) {
        throw inTheirWords(error);
      }
    });
  };
  taskRoutes(serve, now);
  eventRoutes(serve);
  agentRoutes(serve, () => ({ now: now(), staleAfterMs }));
}
