import type { Hono } from 'hono';
import { ShoalError } from '../../../domain/errors.ts';
import type { Shoal } from '../../../shoal.ts';
import type { Env } from '../env.ts';
import { contextOf, refuseGone } from '../identity.ts';
import type { Slots } from '../slots.ts';
import { createFeed, type Feed } from './feed.ts';
import { filterFrom } from './filter.ts';
import { subscribe } from './subscription.ts';

export interface EventRoutesOptions {
  readonly shoal: Shoal;
  readonly slots: Slots;
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
  /** Events kept in memory for those that read late. */
  readonly feedEventsMax?: number | undefined;
}

/** The log as it grows, for any number of subscribers. */
export function eventRoutes(app: Hono<Env>, options: EventRoutesOptions): void {
  const { shoal, slots, stopping } = options;
  let feed: Feed | undefined;
  app.get('/v1/events', async (c) => {
    const principal = c.get('principal');
    refuseGone(principal);
    const request = c.req.raw;
    const query = new URL(request.url).searchParams;
    const context = await contextOf(shoal, principal, { needs: 'store' });
    const { store } = context;
    const after = cursorOf(request, query, await store.read((view) => view.lastSeq));
    const filter = await filterFrom(context, query);
    feed ??= createFeed({
      store,
      stopping,
      onError: options.onError,
      ...(options.feedEventsMax === undefined ? {} : { eventsMax: options.feedEventsMax }),
    });
    const onEnd = slots.take();
    const signal = AbortSignal.any([request.signal, stopping]);
    try {
      return await subscribe({
        feed,
        store,
        after,
        filter,
        signal,
        onEnd,
        heartbeatMs: options.heartbeatMs,
      });
    } catch (error) {
      onEnd();
      throw error;
    }
  });
}

/** The header comes first: a client that connects again sends it by itself. */
function cursorOf(request: Request, query: URLSearchParams, last: number): number | null {
  const text = request.headers.get('last-event-id') ?? query.get('after');
  if (text === null) return null;
  const after = /^\d{1,15}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (after <= last) return after;
  throw new ShoalError('INVALID_INPUT', `There is no event ${text.slice(0, 40)}: the last one is ${last}.`, {
    hint: 'Go on after the id of an event that you were sent, or leave it out.',
  });
}
