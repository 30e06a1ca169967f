import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type Connection, connectionNow, onConnection } from './connection.ts';
import { type EventObject, follow, onEvent } from './live.ts';
import { queries } from './queries.ts';

export function useConnection(): Connection {
  return useSyncExternalStore(onConnection, connectionNow);
}

/** Calls `listener` for every event of the log while the component is there. */
export function useEvents(listener: (event: EventObject) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onEvent((event) => latest.current(event)), []);
}

/** Follows the log while the page is open. A sign-in that has ended is told to whoever asks who is signed in. */
export function useFollow(): void {
  useEffect(() => {
    const ending = new AbortController();
    follow(ending.signal).catch(() => {
      if (!ending.signal.aborted) void queries.resetQueries({ queryKey: ['session'] });
    });
    return () => ending.abort();
  }, []);
}

/** The time, moving every second. For clocks that people look at: all of them go by the same timer. */
export function useNow(): number {
  return useClock((now) => now);
}

/** What is shown of the time: draws again when that is another, and not every second. */
export function useClock<T extends string | number | null>(shownAt: (now: number) => T): T {
  return useSyncExternalStore(onTick, () => shownAt(tickedAt));
}

const tickMs = 1_000;
const clocks = new Set<() => void>();
let tickedAt = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  tickedAt = Date.now();
  for (const clock of clocks) clock();
}

function onTick(clock: () => void): () => void {
  if (clocks.size === 0) {
    tickedAt = Date.now();
    ticking = setInterval(tick, tickMs);
  }
  clocks.add(clock);
  return () => {
    clocks.delete(clock);
    if (clocks.size === 0) clearInterval(ticking);
  };
}
