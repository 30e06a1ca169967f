import type { Context } from '../../../operations/context.ts';
import { present } from '../../../operations/handlers/log.ts';
import type { LogEvent } from '../../../store/port.ts';
import { frame } from '../sse.ts';

/*
 * One reader of the log for all subscribers. It keeps the latest events, made into text once, and each subscriber takes
 * from them at its own pace.
 *
 * F1  `recent` holds every event after `floor` up to `head`, none missing.
 * F2  It is bounded by count and by bytes: what is dropped raises `floor`.
 * F3  It reads only while somebody listens; a new reader begins at the end of the log.
 */
export interface Feed {
  /** Begins to listen; the feed reads on until `leave`. */
  join(listener: Listener): Promise<() => void>;
  /** Seq of the last event read. */
  readonly head: number;
  /** Events after this are in memory. */
  readonly floor: number;
  /** Those after `seq`, which must not be below the floor. */
  after(seq: number): readonly FeedEvent[];
  /** Resolves when there is an event after `seq`, after `ms`, or on abort. */
  wait(seq: number, ms: number, signal: AbortSignal): Promise<void>;
}

export interface FeedEvent {
  readonly event: LogEvent;
  readonly text: string;
}

interface Listener {
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

const pageMax = 500;
/** Commits that come closer than this are read together: a subscriber costs per piece, not per event. */
const togetherMs = 2;
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
  const wakes = new Set<() => void>();
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
    for (const wake of wakes) wake();
  }

  async function readOn(signal: AbortSignal): Promise<void> {
    const events = await store.events({ after: head, limit: pageMax });
    const shown = await toFeedEvents(store, events);
    // Somebody may have left and another come meanwhile: then another reader has begun.
    if (signal.aborted) return;
    if (shown.length > 0) take(shown);
    if (events.length === pageMax) return;
    await store.wait(head, undefined, signal);
    await pause(togetherMs, signal);
  }

  async function read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await readOn(signal);
      } catch (error) {
        onError(error);
        await pause(afterErrorMs, signal);
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
    after: (seq) => recent.slice(indexAfter(recent, seq)),
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
    wait: (seq, ms, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          wakes.delete(look);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const look = () => {
          if (head > seq) done();
        };
        const timer = setTimeout(done, ms);
        wakes.add(look);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
        else look();
      }),
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

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
