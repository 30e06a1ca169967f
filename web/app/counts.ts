import { useRead } from '../data/queries.ts';

/** The numbers beside the views, by their path. */
export function useCounts(): Readonly<Record<string, number>> {
  const { data: status } = useRead('workspace.status', {});
  if (status === undefined) return {};
  const { blocked, ready, running, waiting } = status.tasks;
  return {
    '/': status.openRequests,
    '/board': blocked + ready + running + waiting,
    '/agents': status.agents.length,
    '/locks': status.locks.length,
  };
}
