import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';

export type AgentRow = Output<'agent.ps'>[number];
export type SessionShown = Output<'session.show'>;
export type AgentGone = Extract<Output<'record.show'>, { readonly leftReason: unknown }>;

/** What an address speaks of: an agent that is here, and the session that Shoal runs it by, or ran one that is gone by. */
export interface Subject {
  readonly agent: AgentRow | null;
  readonly session: SessionShown | null;
}

interface Found extends Subject {
  /** It has left, and Shoal never ran it. */
  readonly gone: AgentGone | null;
  readonly isLoading: boolean;
  /** There is nothing of that name. */
  readonly error: Error | null;
}

/** `id`: of an agent or of a session, or an agent's name. */
export function useSubject(id: string): Found {
  const isSession = /^s\d+$/.test(id);
  const agents = useRead('agent.ps', {});
  const named = agents.data?.find((agent) => [agent.id, agent.name].includes(id));
  const isElsewhere = agents.data !== undefined && named === undefined && !isSession;
  const record = useRead('record.show', { id }, { enabled: isElsewhere, keep: false });
  const left = record.data !== undefined && 'leftReason' in record.data ? record.data : null;
  const wanted = isSession ? id : (named ?? left)?.session;
  const session = useRead(
    'session.show',
    { session: wanted ?? '' },
    { enabled: typeof wanted === 'string', keep: false },
  );
  return {
    agent: named ?? agents.data?.find((one) => one.id === session.data?.agent) ?? null,
    session: session.data ?? null,
    gone: left?.session === null ? left : null,
    isLoading: agents.isPending || session.isLoading || record.isLoading,
    error: agents.error ?? record.error ?? (named === undefined ? session.error : null),
  };
}

/** The state as people are told it, and why. */
export function stateOf({ agent, session }: Subject): {
  readonly state: string;
  readonly parkedUntil: string | null;
  readonly why: string | null;
} {
  if (session?.state === 'ended')
    return { state: 'ended', parkedUntil: null, why: session.why ?? session.exitText };
  const { state = 'gone', parkedUntil = null, why = null } = agent ?? {};
  return { state, parkedUntil, why };
}
