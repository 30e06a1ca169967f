import { useMemo } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { matches, sorted, toSortKey } from './filter.ts';
import { entriesOf } from './rows.ts';

const sessionsMax = 500;

/** The rows of the table, as the address filters and sorts them. */
export function useAgents() {
  const [filter] = useSearchParam('filter');
  const [sort] = useSearchParam('sort');
  const [gone] = useSearchParam('gone');
  const agents = useRead('agent.ps', {});
  const sessions = useRead('session.list', { all: true, limit: sessionsMax });
  const all = useMemo(
    () =>
      entriesOf({
        agents: agents.data ?? [],
        sessions: sessions.data ?? [],
      }),
    [agents.data, sessions.data],
  );
  const entries = useMemo(
    () =>
      sorted(
        all.filter((entry) => (gone !== null || !entry.isGone) && matches(entry, filter ?? '')),
        toSortKey(sort),
      ),
    [all, filter, gone, sort],
  );
  return {
    entries,
    all: all.filter(({ isGone, isHuman }) => !isHuman && (gone !== null || !isGone)).length,
    goneCount: all.filter(({ isGone }) => isGone).length,
    error: agents.error,
    isLoading: agents.isPending,
    refetch: agents.refetch,
  };
}
