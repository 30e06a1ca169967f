import { useQuery } from '@tanstack/react-query';
import { stream } from '../../data/api.ts';
import type { EventObject } from '../../data/live.ts';

/** The event with this number: among those that are here, or read by itself. */
export function useOne(seq: string | null, events: readonly EventObject[] | undefined): EventObject | null {
  const here = events?.find((event) => String(event.seq) === seq);
  const isAway = seq !== null && /^\d+$/.test(seq) && events !== undefined && here === undefined;
  const { data } = useQuery({
    queryKey: ['log.list', 'one', seq],
    queryFn: ({ signal }) => readOne(Number(seq), signal),
    enabled: isAway,
  });
  return here ?? (isAway ? (data ?? null) : null);
}

async function readOne(seq: number, signal: AbortSignal): Promise<EventObject | null> {
  for await (const part of stream('log.list', { before: seq + 1, limit: 1 }, signal)) {
    const [event] = [part].flat();
    if (event?.seq === seq) return event;
  }
  return null;
}
