import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type Connection, connectionNow, type EventObject, follow, onConnection, onEvent } from './live.ts';
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
      if (!ending.signal.aborted) void queries.invalidateQueries({ queryKey: ['session'] });
    });
    return () => ending.abort();
  }, []);
}

/** The time, moving every `everyMs`. For clocks that people look at. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
