import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';

export type AgentRow = Output<'agent.ps'>[number];
export type SessionShown = Output<'session.show'>;

/** What an address speaks of: an agent that is here or gone, and the session that Shoal runs or ran it by, if it did. */
export interface Subject {
  readonly agent: AgentRow | null;
  readonly session: SessionShown | null;
  readonly isLoading: boolean;
  /** There is neither. */
  readonly error: Error | null;
}

/** `id`: of an agent or of a session, or an agent's name. */
export function useSubject(id: string): Subject {
  const isSession = /^s\d+$/.test(id);
  const agents = useRead('agent.ps', {});
  const here = agents.data?.find((agent) => [agent.id, agent.name].includes(id));
  const session = useRead(
    'session.show',
    { session: here?.session ?? id },
    { enabled: isSession || (agents.data !== undefined && here?.session !== null), keep: false },
  );
  const agentId = here?.id ?? session.data?.agent ?? id;
  const isGone = agents.data !== undefined && !agents.data.some((agent) => agent.id === agentId);
  const shown = useRead('record.show', { id: agentId }, { enabled: isGone && !isSession, keep: false });
  const record = shown.data !== undefined && 'hung' in shown.data ? shown.data : null;
  const agent = agents.data?.find((one) => one.id === agentId) ?? record;
  const isLoading = agents.isPending || (session.isFetching && session.data === undefined) || shown.isLoading;
  const isNeither = !isLoading && agent === null && session.data === undefined;
  return {
    agent,
    session: session.data ?? null,
    isLoading,
    error: agents.error ?? (isNeither ? (session.error ?? shown.error) : null),
  };
}

/** The state as people are told it, and why. */
export function stateOf({ agent, session }: Pick<Subject, 'agent' | 'session'>): {
  readonly state: string;
  readonly parkedUntil: string | null;
  readonly why: string | null;
} {
  if (session?.state === 'ended')
    return { state: 'ended', parkedUntil: null, why: session.why ?? session.exitText };
  const { state = 'gone', parkedUntil = null, why = null } = agent ?? {};
  return { state, parkedUntil, why };
}
