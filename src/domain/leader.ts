import { ShoalError } from './errors.ts';

/** The one record `leader/main`. A term only grows; what an earlier term still tries is refused (law 10). */
export interface Leader {
  readonly id: string;
  readonly agent: string | null;
  readonly term: number;
  readonly electedAt: number | null;
  readonly leaseExpiresAt: number | null;
  /** Always null: nobody sleeps until a leader lapses; the next command of anyone elects. */
  readonly dueAt: number | null;
  /** Who stepped down, and until when it stands back for others. */
  readonly standsBack: string | null;
  readonly standsBackUntil: number | null;
}

export const leaderId = 'main';

/** What is known of the leader's life when its lease has run out. */
export interface LeaderEvidence {
  /** Its record is live and its process not known to be dead. */
  readonly isPresent: boolean;
  /** Its process lives, and it has not been silent for too long: that is a sign of life too. */
  readonly isAlive: boolean;
}

/** Whether the elected agent leads at this instant. */
export function isLeading(leader: Leader, now: number, evidence: LeaderEvidence): boolean {
  if (leader.agent === null || !evidence.isPresent) return false;
  return evidence.isAlive || (leader.leaseExpiresAt ?? 0) > now;
}

/** Renewed by any sign of life, but written at most every tenth of the lease. */
export function needsRenewal(leader: Leader, now: number, leaseMs: number): boolean {
  return (leader.leaseExpiresAt ?? 0) - now <= leaseMs * 0.9;
}

export function mayStand(leader: Leader | undefined, agent: string, now: number): boolean {
  return leader?.standsBack !== agent || (leader.standsBackUntil ?? 0) <= now;
}

/** The next term: whoever held an earlier one is deposed. */
export function elected(leader: Leader | undefined, agent: string, now: number, leaseMs: number): Leader {
  return {
    id: leaderId,
    agent,
    term: (leader?.term ?? 0) + 1,
    electedAt: now,
    leaseExpiresAt: now + leaseMs,
    dueAt: null,
    standsBack: null,
    standsBackUntil: null,
  };
}

/** Nobody leads until the next election; the term stays, so that the next one is higher. */
export const vacant = { agent: null, electedAt: null, leaseExpiresAt: null, dueAt: null } as const;

/** Law 10. Throws STALE for anyone but the leader of the current term. */
export function checkLeads(
  leader: Leader | undefined,
  agent: { readonly id: string; readonly name: string },
  leaderName: string | null,
  term?: number,
): void {
  const current = leader?.term ?? 0;
  const isLeader = leader?.agent === agent.id;
  if (isLeader && (term === undefined || term === current)) return;
  const who = leaderName === null ? 'nobody leads' : `${leaderName} leads`;
  const tried = term === undefined ? '' : ` (tried with term ${term})`;
  throw new ShoalError('STALE', `${agent.name} is not the leader${tried}: ${who} in term ${current}.`, {
    hint: 'Ask the leader: `shoal msg TEXT --to @leader`; or a person.',
    details: { term: current, leader: leader?.agent ?? null, leaderName },
  });
}
