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
 * S2  At most one piece of it is in memory besides what the feed keeps for all: the next is made when that has been taken.
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

export async function subscribe(options: SubscriptionOptions): Promise<Response> {
  const { feed, store, filter, heartbeatMs, onEnd } = options;
  const text = new TextEncoder();
  const over = new AbortController();
  let position = options.after ?? 0;
  let hasCaughtUp = false;
  let isReading = false;
  let reader: ReadableStreamDefaultController<Uint8Array> | undefined;
  const leave = await feed.join({
    onGrow: give,
    onDrop(floor) {
      if (hasCaughtUp && position < floor) end(frame(tooSlow(position), { event: 'overflow' }));
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

  function canTake(): boolean {
    return !over.signal.aborted && (reader?.desiredSize ?? 0) > 0;
  }

  /** The next piece, if there is one and the last has been taken. */
  function give(): void {
    if (isReading || !canTake()) return;
    if (position < feed.floor) return void catchUp();
    hasCaughtUp = true;
    const piece = feed.after(position, filter);
    ({ position } = piece);
    if (piece.bytes !== null) reader?.enqueue(piece.bytes);
  }

  async function catchUp(): Promise<void> {
    isReading = true;
    try {
      while (position < feed.floor && canTake()) {
        const piece = await fromStore();
        if (piece !== '' && !over.signal.aborted) reader?.enqueue(text.encode(piece));
      }
    } catch (error) {
      end(frame(problemOf(toShoalError(error)), { event: 'error' }));
    } finally {
      isReading = false;
    }
    give();
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

  function end(last: string): void {
    if (over.signal.aborted) return;
    reader?.enqueue(text.encode(last));
    reader?.close();
    release();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        reader = controller;
        const beat = setInterval(() => {
          if (canTake()) controller.enqueue(text.encode(heartbeat));
        }, heartbeatMs).unref();
        over.signal.addEventListener('abort', () => clearInterval(beat), { once: true });
        const onStop = () => end(frame({ seq: position }, { event: 'end' }));
        options.signal.addEventListener('abort', onStop, { once: true, signal: over.signal });
        if (options.signal.aborted) return onStop();
        controller.enqueue(text.encode(frame({ seq: position }, { id: position, event: 'open' })));
      },
      pull: give,
      cancel: release,
    },
    { highWaterMark: 1 },
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
