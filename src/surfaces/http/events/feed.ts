import type { Context } from '../../../operations/context.ts';
import { present } from '../../../operations/handlers/log.ts';
import { sleep } from '../../../operations/sleep.ts';
import type { LogEvent } from '../../../store/port.ts';
import { frame } from '../sse.ts';
import { type EventFilter, isWanted } from './filter.ts';

/*
 * One reader of the log for all subscribers. It keeps the latest events, made into text once, and each subscriber takes
 * from them at its own pace.
 *
 * F1  `recent` holds every event after `floor` up to `head`, none missing.
 * F2  It is bounded by count and by bytes: what is dropped raises `floor`.
 * F3  It reads only while somebody listens; a new reader begins at the end of the log.
 * F4  Subscribers that stand at the same place and want the same are given the very same bytes, made once.
 */
export interface Feed {
  /** Begins to listen; the feed reads on until `leave`. */
  join(listener: Listener): Promise<() => void>;
  /** Seq of the last event read. */
  readonly head: number;
  /** Events after this are in memory. */
  readonly floor: number;
  /** What comes after `seq`, which must not be below the floor, for one that wants these. */
  after(seq: number, filter: EventFilter): Piece;
}

/** Some of the events that follow a place in the log. */
interface Piece {
  /** Null when none of them was wanted. */
  readonly bytes: Uint8Array | null;
  /** Where one stands that was given it. */
  readonly position: number;
}

interface FeedEvent {
  readonly event: LogEvent;
  readonly text: string;
}

interface Listener {
  onGrow(): void;
  /** Called when the floor has risen. */
  onDrop(floor: number): void;
}

export interface FeedOptions {
  readonly store: Context['store'];
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
  readonly eventsMax?: number;
  readonly charactersMax?: number;
}

const encoder = new TextEncoder();
const pageMax = 500;
const pieceCharactersMax = 64 * 1024;
const piecesMax = 100;
/** Commits that come closer than this are read together: a subscriber costs per piece, not per event. */
const togetherMs = { least: 2, perListener: 0.1, most: 8 };
/** A store that was busy may answer again. */
const afterErrorMs = 500;

export function createFeed({
  store,
  stopping,
  onError,
  eventsMax = 5_000,
  charactersMax = 8 * 1024 * 1024,
}: FeedOptions): Feed {
  const listeners = new Set<Listener>();
  const pieces = new Map<string, Piece>();
  let recent: FeedEvent[] = [];
  let characters = 0;
  let floor = 0;
  let head = 0;
  let reading: { readonly stop: AbortController; readonly begun: Promise<void> } | undefined;

  function take(events: readonly FeedEvent[]): void {
    recent.push(...events);
    for (const { text } of events) characters += text.length;
    head = events.at(-1)?.event.seq ?? head;
    let dropped = 0;
    while (recent.length - dropped > eventsMax || (characters > charactersMax && dropped < recent.length)) {
      characters -= recent[dropped]?.text.length ?? 0;
      floor = recent[dropped]?.event.seq ?? floor;
      dropped += 1;
    }
    if (dropped > 0) {
      recent = recent.slice(dropped);
      for (const listener of listeners) listener.onDrop(floor);
    }
    pieces.clear();
    for (const listener of listeners) listener.onGrow();
  }

  function pieceAfter(seq: number, filter: EventFilter): Piece {
    const texts: string[] = [];
    let characters = 0;
    let position = seq;
    for (let index = indexAfter(recent, seq); index < recent.length; index += 1) {
      const one = recent[index];
      if (one === undefined || characters >= pieceCharactersMax) break;
      position = one.event.seq;
      if (!isWanted(filter, one.event)) continue;
      texts.push(one.text);
      characters += one.text.length;
    }
    return { bytes: texts.length === 0 ? null : encoder.encode(texts.join('')), position };
  }

  async function readOn(signal: AbortSignal): Promise<void> {
    const events = await store.events({ after: head, limit: pageMax });
    const shown = await toFeedEvents(store, events);
    // Somebody may have left and another come meanwhile: then another reader has begun.
    if (signal.aborted) return;
    if (shown.length > 0) take(shown);
    if (events.length === pageMax) return;
    await store.wait(head, undefined, signal);
    const { least, perListener, most } = togetherMs;
    await sleep(Math.min(most, least + perListener * listeners.size), signal);
  }

  async function read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await readOn(signal);
      } catch (error) {
        onError(error);
        await sleep(afterErrorMs, signal);
      }
    }
  }

  function start(): { readonly stop: AbortController; readonly begun: Promise<void> } {
    const stop = new AbortController();
    const begun = (async () => {
      head = await store.read((view) => view.lastSeq);
      floor = head;
      recent = [];
      characters = 0;
      pieces.clear();
    })();
    const signal = AbortSignal.any([stop.signal, stopping]);
    void begun.then(
      () => read(signal),
      () => undefined, // whoever joins is told
    );
    return { stop, begun };
  }

  return {
    get head() {
      return head;
    },
    get floor() {
      return floor;
    },
    after(seq, filter) {
      const key = `${seq} ${filter.key}`;
      const known = pieces.get(key);
      if (known !== undefined) return known;
      const piece = pieceAfter(seq, filter);
      if (pieces.size >= piecesMax) pieces.clear();
      pieces.set(key, piece);
      return piece;
    },
    async join(listener) {
      listeners.add(listener);
      reading ??= start();
      const leave = () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        reading?.stop.abort();
        reading = undefined;
      };
      try {
        await reading.begun;
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
  };
}

export async function toFeedEvents(
  store: Context['store'],
  events: readonly LogEvent[],
): Promise<readonly FeedEvent[]> {
  const shown = await present({ store }, events);
  return events.map((event, index) => ({ event, text: frame(shown[index], { id: event.seq }) }));
}

/** Place of the first event after `seq`. */
function indexAfter(events: readonly FeedEvent[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.event.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
