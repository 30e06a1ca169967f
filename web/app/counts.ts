import type { Output } from '../data/api.ts';
import { useRead } from '../data/queries.ts';

/** What waits for a person: requests, and questions of agents. */
export function waitingIn(status: Output<'workspace.status'> | undefined): number {
  return status === undefined ? 0 : status.openRequests + status.openQuestions;
}

/** The numbers beside the views, by their path. */
export function useCounts(): Readonly<Record<string, number>> {
  const { data: status } = useRead('workspace.status', {});
  if (status === undefined) return {};
  const { blocked, ready, running, waiting } = status.tasks;
  return {
    '/': waitingIn(status),
    '/board': blocked + ready + running + waiting,
    '/agents': status.agents.filter(({ human }) => !human).length,
    '/runs': status.openRuns,
    '/locks': status.locks.length,
  };
}
