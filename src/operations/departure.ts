import { type DepartureReason, departed, departureDue } from '../domain/agent.ts';
import type { ByKind, Transaction, View } from '../store/port.ts';
import type { Context } from './context.ts';
import { vacate } from './election.ts';
import { releaseAgentLocks } from './handlers/lock/release.ts';
import { endWait } from './handlers/lock/wait.ts';
import { tellOfBounces } from './handlers/message/bounce.ts';
import { withdrawAgentRequests } from './handlers/request/close.ts';
import { releaseHeldTasks } from './handlers/task/sweep.ts';

/** What a departure freed. */
export interface Freed {
  readonly tasks: readonly string[];
  readonly locks: readonly string[];
}

export const noneFreed: Freed = { tasks: [], locks: [] };

/**
 * The one way an agent goes: its tasks, locks, waits, mail, requests and leadership are freed in the same commit, and its name,
 * session and process may be another's. A voluntary leave burns no attempt of its task. Safe for one that is gone.
 */
export function departAgent(tx: Transaction, agent: ByKind<'agent'>, reason: DepartureReason): Freed {
  if (tx.get('agent', agent.id)?.state !== 'live') return noneFreed;
  const freed = {
    tasks: releaseHeldTasks(tx, agent.id, `${agent.name} is gone (${reason})`, reason === 'left'),
    locks: releaseAgentLocks(tx, agent.id, 'its holder is gone'),
  };
  leaveQueues(tx, agent);
  withdrawAgentRequests(tx, agent.id, `${agent.name} is gone (${reason})`);
  closeMail(tx, agent, reason);
  vacate(tx, agent, reason);
  tx.update('agent', agent.id, departed(reason, tx.now), {
    type: reason === 'left' ? 'agent.left' : 'agent.gone',
    agent: agent.id,
    data: { reason, ...freed },
  });
  if (tx.get('liveness', agent.id) !== undefined) tx.remove('liveness', agent.id, { type: 'liveness.ended' });
  return freed;
}

/** Everyone who is gone by now departs: a dead process at once, one without evidence after a long silence. */
export function departGone(
  tx: Transaction,
  context: Pick<Context, 'machine' | 'settings'>,
): readonly ByKind<'agent'>[] {
  const gone = [];
  for (const agent of tx.list('agent', { where: { state: 'live' } })) {
    // Whoever commands lives, whatever became of the process that joined.
    const reason = agent.id === tx.actor ? null : goneReason(tx, context, agent);
    if (reason === null) continue;
    departAgent(tx, agent, reason);
    gone.push(agent);
  }
  return gone;
}

/** Why a live agent is gone although it has not left; null when it is not. */
export function goneReason(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
  agent: ByKind<'agent'>,
): DepartureReason | null {
  const evidence = agent.process === null ? 'unknown' : context.machine.evidence(agent.process);
  const lastSeenAt = view.get('liveness', agent.id)?.lastSeenAt ?? agent.createdAt;
  return departureDue(agent, lastSeenAt, evidence, view.now, context.settings.agentLeaseMs);
}

function leaveQueues(tx: Transaction, agent: ByKind<'agent'>): void {
  for (const wait of tx.list('lockWait', { where: { agent: agent.id } })) {
    endWait(tx, wait, 'waiter gone');
  }
  for (const follow of tx.list('follow', { where: { agent: agent.id } })) {
    tx.remove('follow', follow.id, { type: 'topic.unfollowed', agent: agent.id });
  }
  if (tx.get('subscription', agent.id) !== undefined)
    tx.remove('subscription', agent.id, { type: 'event.unsubscribed', agent: agent.id });
  if (tx.get('cursor', agent.id) !== undefined) tx.remove('cursor', agent.id, { type: 'cursor.ended' });
}

/** What it has not seen it will never see: the senders are told so, and a question to it stops waiting. */
function closeMail(tx: Transaction, agent: ByKind<'agent'>, reason: DepartureReason): void {
  const unseen = tx.list('delivery', { where: { unreadBy: agent.id } });
  const unanswered = tx.list('delivery', { where: { openQuestionFor: agent.id } });
  const open = new Map([...unseen, ...unanswered].map((delivery) => [delivery.id, delivery]));
  tellOfBounces(tx, agent, unseen, reason);
  for (const id of open.keys()) {
    const patch = { state: 'expired', unreadBy: null, openQuestionFor: null, dueAt: null } as const;
    tx.update('delivery', id, patch, {
      type: 'message.expired',
      agent: agent.id,
      data: { reason: 'recipient gone' },
    });
  }
}
