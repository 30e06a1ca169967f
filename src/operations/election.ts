import {
  checkLeads,
  elected,
  isLeading,
  type Leader,
  leaderId,
  mayStand,
  needsRenewal,
  vacant,
} from '../domain/leader.ts';
import type { ByKind, Transaction, View } from '../store/port.ts';
import type { Context } from './context.ts';
import { signOfLife } from './life.ts';

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/**
 * Part of every command of an agent: the leader's own command renews its lease; anyone else's takes over when nobody
 * leads any more. So leadership moves with the first command after a lapse, without anyone joining anew.
 */
export function holdElection(tx: Transaction, agent: ByKind<'agent'>, context: Circumstances): void {
  if (agent.human || agent.state === 'gone') return;
  const leader = tx.get('leader', leaderId);
  if (leader !== undefined && leads(tx, leader, context)) return renew(tx, leader, agent, context);
  if (mayStand(leader, agent.id, tx.now)) elect(tx, leader, agent, context);
}

/** The leader at this instant, never a lapsed or departed one. */
export function currentLeader(view: View, context: Circumstances): ByKind<'leader'> | undefined {
  const leader = view.get('leader', leaderId);
  return leader !== undefined && leads(view, leader, context) ? leader : undefined;
}

/** Law 10: throws STALE for anyone but the leader of the current term (of `term`, when given). */
export function requireLeader(
  view: View,
  agent: ByKind<'agent'>,
  context: Circumstances,
  term?: number,
): void {
  const leader = currentLeader(view, context);
  const leaderAgent = view.get('agent', leader?.agent ?? '');
  const known = leader ?? view.get('leader', leaderId);
  checkLeads(
    leader === undefined && known !== undefined ? { ...known, ...vacant } : known,
    agent,
    leaderAgent?.name ?? null,
    term,
  );
}

/** Leaves the post empty: on departure, and when the leader steps down and stands back for others. */
export function vacate(tx: Transaction, agent: ByKind<'agent'>, reason: string, standsBackMs = 0): void {
  const leader = tx.get('leader', leaderId);
  if (leader?.agent !== agent.id) return;
  const standsBack =
    standsBackMs === 0 ? {} : { standsBack: agent.id, standsBackUntil: tx.now + standsBackMs };
  tx.update(
    'leader',
    leaderId,
    { ...vacant, ...standsBack },
    { type: 'leader.left', agent: agent.id, data: { reason } },
  );
}

function leads(view: View, leader: ByKind<'leader'>, context: Circumstances): boolean {
  const agent = leader.agent === null ? undefined : view.get('agent', leader.agent);
  if (agent?.state !== 'live') return false;
  const isDead = agent.process !== null && context.machine.evidence(agent.process) === 'dead';
  const isLapsed = (leader.leaseExpiresAt ?? 0) <= view.now;
  const isAlive = isLapsed && signOfLife(view, context, agent.id).isAlive;
  return isLeading(leader, view.now, { isPresent: !isDead, isAlive });
}

/** Its own command renews; a lapsed lease of a living process is renewed by whoever sees that it lives. */
function renew(
  tx: Transaction,
  leader: ByKind<'leader'>,
  agent: ByKind<'agent'>,
  { settings }: Circumstances,
): void {
  const isLapsed = (leader.leaseExpiresAt ?? 0) <= tx.now;
  if (leader.agent !== agent.id && !isLapsed) return;
  if (!needsRenewal(leader, tx.now, settings.leaderLeaseMs)) return;
  const note = { type: 'leader.renewed', agent: leader.agent };
  tx.update('leader', leaderId, { leaseExpiresAt: tx.now + settings.leaderLeaseMs }, note);
}

function elect(
  tx: Transaction,
  leader: ByKind<'leader'> | undefined,
  agent: ByKind<'agent'>,
  { settings }: Circumstances,
): void {
  const next: Leader = elected(leader, agent.id, tx.now, settings.leaderLeaseMs);
  const note = {
    type: 'leader.elected',
    agent: agent.id,
    data: { term: next.term, previous: leader?.agent ?? null },
  };
  if (leader === undefined) tx.create('leader', next, note);
  else tx.update('leader', leaderId, next, note);
}
