import { useQuery } from '@tanstack/react-query';
import { call, stream } from '../../data/api.ts';
import type { TaskRow } from '../../data/tasks.ts';

/** Of events that are looked through for each that is shown: a task may fail more than once. */
const eventsEach = 4;

/** The tasks that have come to this state last, the newest first. */
export function useLatest(state: 'done' | 'failed', max: number): readonly TaskRow[] {
  const { data } = useQuery({
    queryKey: ['task.latest', state, max],
    queryFn: ({ signal }) => readLatest(state, max, signal),
  });
  return data ?? [];
}

async function readLatest(state: string, max: number, signal: AbortSignal): Promise<readonly TaskRow[]> {
  const asked = { type: `task.${state}`, before: Number.MAX_SAFE_INTEGER, limit: max * eventsEach };
  const ids: string[] = [];
  for await (const part of stream('log.list', asked, signal))
    ids.unshift(
      ...[part]
        .flat()
        .flatMap(({ task }) => task ?? [])
        .toReversed(),
    );
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const { rows } = await call('task.board', { ids: wanted }, signal);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted
    .flatMap((id) => byId.get(id) ?? [])
    .filter((row) => row.state === state)
    .slice(0, max);
}
