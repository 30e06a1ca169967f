import { useCallback, useEffect, useState } from 'react';
import { sayError } from '../../data/actions.ts';
import { stream } from '../../data/api.ts';
import type { EventObject } from '../../data/live.ts';
import { useEvents } from '../../data/use-live.ts';
import type { Filter } from './filter.ts';

const pageSize = 200;
/** What one has scrolled past is let go; it can be read again. */
const keptMax = 20_000;

interface TailState {
  /** The newest first; undefined: not read yet. */
  readonly events: readonly EventObject[] | undefined;
  readonly error: unknown;
  /** null: there are none. */
  readonly readOlder: (() => void) | null;
}

/** The log from its end backwards, and forwards as it grows. */
export function useTail(filter: Filter): TailState {
  const [events, setEvents] = useState<readonly EventObject[]>();
  const [error, setError] = useState<unknown>(null);
  const [hasOlder, setHasOlder] = useState(true);

  const read = useCallback(
    async (before: number | undefined, signal: AbortSignal) => {
      const input = { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) };
      const page: EventObject[] = [];
      for await (const part of stream('log.list', input, signal)) page.push(...[part].flat());
      setHasOlder(page.length === pageSize);
      setEvents((known = []) => merged(known, page));
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a tail is made anew for another filter
    [],
  );

  useEffect(() => {
    const ending = new AbortController();
    read(undefined, ending.signal).catch((cause: unknown) => ending.signal.aborted || setError(cause));
    return () => ending.abort();
  }, [read]);

  useEvents((event) => {
    if (isAsked(event, filter)) setEvents((known = []) => merged(known, [event]).slice(0, keptMax));
  });

  const oldest = events?.at(-1)?.seq;
  const readOlder =
    hasOlder && oldest !== undefined
      ? () => void read(oldest, new AbortController().signal).catch(sayError)
      : null;
  return { events, error, readOlder };
}

/** Each once, the newest first. */
function merged(known: readonly EventObject[], more: readonly EventObject[]): readonly EventObject[] {
  const [only] = more;
  if (more.length === 1 && only !== undefined && only.seq > (known[0]?.seq ?? 0)) return [only, ...known];
  const bySeq = new Map([...known, ...more].map((event) => [event.seq, event]));
  return [...bySeq.values()].toSorted((a, b) => b.seq - a.seq);
}

/** As the daemon chooses for `log.list`. */
function isAsked(event: EventObject, { type, task, agent }: Filter): boolean {
  if (type !== undefined && event.type !== type && !event.type.startsWith(`${type}.`)) return false;
  if (task !== undefined && event.task !== task) return false;
  const parties = [event.actor, event.actorName, event.agent, event.agentName];
  return agent === undefined || parties.includes(agent);
}
