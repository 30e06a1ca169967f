import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';

export type AgentRow = Output<'agent.ps'>[number];
export type SessionShown = Output<'session.show'>;

/** What an address speaks of: an agent that is here, and the session that Shoal runs it by, or ran one that is gone by. */
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
  const named = agents.data?.find((agent) => [agent.id, agent.name].includes(id));
  const wanted = named === undefined ? id : named.session;
  const isAsked = isSession || (agents.data !== undefined && wanted !== null);
  const session = useRead('session.show', { session: wanted ?? id }, { enabled: isAsked, keep: false });
  const agent = named ?? agents.data?.find((one) => one.id === session.data?.agent) ?? null;
  return {
    agent,
    session: session.data ?? null,
    isLoading: agents.isPending || session.isLoading,
    error: agents.error ?? (agent === null ? session.error : null),
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
