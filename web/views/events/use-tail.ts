import { useCallback, useEffect, useState } from 'react';
import { sayError } from '../../data/actions.ts';
import { stream } from '../../data/api.ts';
import type { EventObject } from '../../data/live.ts';
import { useEvents } from '../../data/use-live.ts';
import type { Filter } from './filter.ts';

const pageSize = 200;
/** Of what comes, so many stay; pages that are asked for are kept beside them. The oldest are let go, and can be read again. */
const followedMax = 5_000;
const keptMax = 20_000;

interface TailState {
  /** The newest first; undefined: not read yet. */
  readonly events: readonly EventObject[] | undefined;
  readonly error: unknown;
  /** null: there are none. */
  readonly readOlder: (() => void) | null;
}

interface Tail {
  /** The newest first. */
  readonly events: readonly EventObject[];
  readonly hasOlder: boolean;
  readonly keptMax: number;
}

const nothing: Tail = { events: [], hasOlder: true, keptMax: followedMax };

/** The log from its end backwards, and forwards as it grows. */
export function useTail(filter: Filter): TailState {
  const [tail, setTail] = useState<Tail>();
  const [error, setError] = useState<unknown>(null);

  const read = useCallback(
    async (before: number | undefined, signal: AbortSignal) => {
      const input = { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) };
      const page: EventObject[] = [];
      for await (const part of stream('log.list', input, signal)) page.push(...[part].flat());
      setTail((known = nothing) => withPage(known, page));
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
    if (isAsked(event, filter)) setTail((known = nothing) => withNews(known, event));
  });

  const oldest = tail?.events.at(-1)?.seq;
  const readOlder =
    tail?.hasOlder === true && oldest !== undefined
      ? () => void read(oldest, new AbortController().signal).catch(sayError)
      : null;
  return { events: tail?.events, error, readOlder };
}

function withPage({ events, keptMax: kept }: Tail, page: readonly EventObject[]): Tail {
  return {
    events: merged(events, page),
    hasOlder: page.length === pageSize,
    keptMax: Math.min(kept + page.length, keptMax),
  };
}

function withNews({ events, hasOlder, keptMax: kept }: Tail, event: EventObject): Tail {
  const all = merged(events, [event]);
  return { events: all.slice(0, kept), hasOlder: hasOlder || all.length > kept, keptMax: kept };
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
