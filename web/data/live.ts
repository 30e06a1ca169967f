import type { Query } from '@tanstack/react-query';
import { type EventObject, followEvents } from '../../src/client/events.ts';
import { ShoalError } from '../../src/client/index.ts';
import { pause } from '../../src/client/transport.ts';
import { type Connection, connectionNow, onConnection, sayConnection } from './connection.ts';
import { line } from './line.ts';
import { queries } from './queries.ts';
import { markStale } from './refresh.ts';

export type { EventObject };
type Listener = (event: EventObject) => void;
/** What the tab that holds the line tells the others. */
type Told =
  | { readonly event: EventObject }
  | { readonly connection: Connection }
  | { readonly isAsking: true };

const listeners = new Set<Listener>();
let lastSeq: number | undefined;
const refusedMs = 2_000;

export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hear(event: EventObject): void {
  if (lastSeq !== undefined && event.seq <= lastSeq) return;
  lastSeq = event.seq;
  for (const listener of listeners) listener(event);
  markStale(event.type);
}

/**
 * The log, from now on, for as long as the page is open; what was missed meanwhile is caught up. A browser opens six
 * connections to one address, so of all tabs one holds the line and tells the others. Ends when aborted, or signed out.
 */
export async function follow(signal: AbortSignal): Promise<void> {
  const tabs = new BroadcastChannel('shoal-live');
  const stops = [listenTo(tabs), onConnection(readAgain)];
  signal.addEventListener('abort', () => tabs.close());
  try {
    // Without a secure context (a phone on the LAN) there are no locks, and every tab has a line of its own.
    if (!('locks' in navigator)) return await hold(tabs, signal);
    tabs.postMessage({ isAsking: true } satisfies Told);
    await navigator.locks.request('shoal-live', { signal }, () => hold(tabs, signal));
  } finally {
    for (const stop of stops) stop();
  }
}

function listenTo(tabs: BroadcastChannel): () => void {
  const onTold = ({ data }: MessageEvent<Told>) => {
    if ('event' in data) hear(data.event);
    if ('connection' in data) sayConnection(data.connection);
  };
  tabs.addEventListener('message', onTold);
  return () => tabs.removeEventListener('message', onTold);
}

/** What was read while nothing was heard may have changed unheard: before the line was open, or while it was lost. */
function readAgain(before: Connection): void {
  if (connectionNow().state !== 'live') return;
  const isOperation = ({ queryKey: [read] }: Query) => String(read).includes('.');
  void queries.invalidateQueries(before.state === 'lost' ? {} : { predicate: isOperation });
}

async function hold(tabs: BroadcastChannel, signal: AbortSignal): Promise<void> {
  // A tab that ends may have said that it is live; until this one is, nothing is heard.
  sayConnection({ state: 'connecting' });
  const tell = (told: Told) => signal.aborted || tabs.postMessage(told);
  const stop = onConnection(() => tell({ connection: connectionNow() }));
  tabs.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if ('isAsking' in data) tell({ connection: connectionNow() });
  });
  try {
    await followFrom(signal, (event) => {
      hear(event);
      tell({ event });
    });
  } finally {
    stop();
  }
}

async function followFrom(signal: AbortSignal, onEach: Listener): Promise<never> {
  for (;;) {
    try {
      const from = lastSeq === undefined ? {} : { after: lastSeq };
      for await (const event of followEvents(line, { ...from, signal })) onEach(event);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ShoalError && error.code === 'NOT_JOINED') throw error;
      sayConnection({ state: 'lost', since: Date.now() });
    }
    // It was away for longer than the log is kept, or worse: everything is read again, and followed from then.
    lastSeq = undefined;
    await pause(refusedMs, signal);
    void queries.invalidateQueries();
  }
}
