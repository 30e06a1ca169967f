import { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../../operations/context.ts';
import { toShoalError } from '../../cli/failure.ts';
import { problemOf } from '../problem.ts';
import { frame, heartbeat, sseHeaders } from '../sse.ts';
import { type Feed, toFeedEvents } from './feed.ts';
import { type EventFilter, isWanted } from './filter.ts';

/*
 * One subscriber of the log.
 *
 * S1  It is given every wanted event after `position`, each once, in order.
 * S2  At most one piece of it is in memory besides what the feed keeps for all: nothing is made before it is asked for.
 * S3  Behind the feed it reads the store by itself, until it has caught up. Once it has, falling behind what the feed keeps
 *     ends it, with an event that says so: the client goes on after the last id it has seen, and misses nothing.
 */
export interface SubscriptionOptions {
  readonly feed: Feed;
  readonly store: Context['store'];
  /** Null: from now on. */
  readonly after: number | null;
  readonly filter: EventFilter;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
  readonly onEnd: () => void;
}

const pageMax = 500;
const pieceCharactersMax = 64 * 1024;

export async function subscribe(options: SubscriptionOptions): Promise<Response> {
  const { feed, store, filter, heartbeatMs, onEnd } = options;
  const text = new TextEncoder();
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  let position = options.after ?? 0;
  let hasCaughtUp = false;
  let end: ((last: string) => void) | undefined;
  const leave = await feed.join({
    onDrop(floor) {
      if (hasCaughtUp && position < floor) end?.(frame(tooSlow(position), { event: 'overflow' }));
    },
  });
  const release = () => {
    leave();
    over.abort();
    onEnd();
  };
  if (options.after === null) position = feed.head;
  try {
    await refuseGap(store, position);
  } catch (error) {
    release();
    throw error;
  }

  /** The next piece of text; empty when it waited in vain. */
  async function next(): Promise<string> {
    if (position < feed.floor) {
      const piece = await fromStore();
      if (piece !== '' || position < feed.floor) return piece;
    }
    hasCaughtUp = true;
    if (feed.head <= position) await feed.wait(position, heartbeatMs, signal);
    return fromFeed();
  }

  function fromFeed(): string {
    const texts: string[] = [];
    let characters = 0;
    for (const one of feed.after(position)) {
      if (characters >= pieceCharactersMax) break;
      position = one.event.seq;
      if (!isWanted(filter, one.event)) continue;
      texts.push(one.text);
      characters += one.text.length;
    }
    return texts.join('');
  }

  async function fromStore(): Promise<string> {
    // Read before the page: what is committed meanwhile belongs to what follows.
    const last = await store.read((view) => view.lastSeq);
    const events = await store.events({ ...filter.query, after: position, limit: pageMax });
    await refuseGap(store, position);
    const lastGiven = events.at(-1)?.seq ?? position;
    position = events.length === pageMax ? lastGiven : Math.max(last, lastGiven);
    const wanted = events.filter((event) => isWanted(filter, event));
    return (await toFeedEvents(store, wanted)).map((one) => one.text).join('');
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        end = (last) => {
          if (over.signal.aborted) return;
          controller.enqueue(text.encode(last));
          controller.close();
          release();
        };
        signal.addEventListener('abort', () => end?.(frame({ seq: position }, { event: 'end' })), {
          once: true,
        });
        controller.enqueue(text.encode(frame({ seq: position }, { id: position, event: 'open' })));
      },
      async pull(controller) {
        try {
          const piece = await next();
          if (!over.signal.aborted) controller.enqueue(text.encode(piece === '' ? heartbeat : piece));
        } catch (error) {
          end?.(frame(problemOf(toShoalError(error)), { event: 'error' }));
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: sseHeaders });
}

/** Events that were folded into a snapshot cannot be told any more: better refused than skipped (law 9). */
async function refuseGap(store: Context['store'], after: number): Promise<void> {
  const [oldest] = await store.events({ limit: 1 });
  if (oldest === undefined || oldest.seq <= after + 1) return;
  const { seq } = await store.snapshot();
  if (after >= seq) return;
  throw new ShoalError(
    'STALE',
    `Events up to ${seq} are no longer kept: after ${after} some would be missing.`,
    {
      hint: `Read the state anew, and go on with after=${seq}.`,
      details: { after, snapshot: seq },
    },
  );
}

function tooSlow(position: number): Readonly<Record<string, unknown>> {
  return {
    code: 'LIMIT',
    seq: position,
    detail: 'Too slow: more events came than are kept for one that reads late.',
    hint: 'Connect again with Last-Event-ID: nothing is lost.',
  };
}
