import { type EventObject, followEvents } from '../../src/client/events.ts';
import { pause, type Send } from '../../src/client/transport.ts';
import { ShoalError } from '../../src/client/index.ts';
import { send } from './api.ts';
import { queries } from './queries.ts';
import { isStale } from './stale.ts';

export type { EventObject };
type Listener = (event: EventObject) => void;

/** connecting: at the start. lost: since when nothing has been heard. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number };

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let connection: Connection = { state: 'connecting' };

export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function connectionNow(): Connection {
  return connection;
}

export function onConnection(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function say(next: Connection): void {
  if (next.state === connection.state) return;
  connection = next;
  for (const watcher of watchers) watcher();
}

/** Reads that changed are read again at once, but under a storm of events only so often. */
const againAfterMs = 250;
let pending = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function markStale(type: string): void {
  pending.add(type);
  if (timer !== undefined) return;
  queueMicrotask(refresh);
  timer = setTimeout(() => {
    timer = undefined;
    if (pending.size > 0) refresh();
  }, againAfterMs);
}

function refresh(): void {
  const types = pending;
  if (types.size === 0) return;
  pending = new Set();
  void queries.invalidateQueries({
    predicate: ({ queryKey: [read] }) => typeof read === 'string' && isStale(read, types),
  });
}

/** The log, from now on, for as long as the page is open; what was missed meanwhile is caught up. Ends when aborted, or signed out. */
export async function follow(signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      for await (const event of followEvents(connect, { signal })) {
        for (const listener of listeners) listener(event);
        markStale(event.type);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ShoalError && error.code === 'NOT_JOINED') throw error;
      say({ state: 'lost', since: Date.now() });
      await pause(refusedMs, signal);
    }
    // It was away for longer than the log is kept: everything is read again, and then followed from now.
    void queries.invalidateQueries();
  }
}

const refusedMs = 2_000;
/** The daemon gives a sign of life every 10 s; a line that is silent for longer is dead, though nobody has said so. */
const silentMsMax = 25_000;

const connect: Send = async (sent) => {
  const silence = new AbortController();
  const signals = [silence.signal, sent.signal].filter((one) => one !== undefined);
  try {
    const response = await send({ ...sent, signal: AbortSignal.any(signals) });
    if (connection.state === 'lost') void queries.invalidateQueries();
    say({ state: 'live' });
    return new Response(response.body?.pipeThrough(guarded(silence)), { headers: response.headers });
  } catch (error) {
    say({ state: 'lost', since: Date.now() });
    throw error;
  }
};

function guarded(
  silence: AbortController,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setTimeout>;
  const expect = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new TypeError('nothing was heard')), silentMsMax);
  };
  return new TransformStream({
    start: expect,
    transform(chunk, controller) {
      expect();
      controller.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });
}
