import { expiredByDefault, withdrawn } from '../../../domain/request.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';

/** Applies what time has changed: deadlines that passed have their stated outcome. */
export function sweepRequests(tx: Transaction, _context: unknown, limit: number): number {
  const due = tx.due('request', limit);
  for (const request of due) {
    tx.update('request', request.id, expiredByDefault(request, tx.now), {
      type: 'request.expired',
      task: request.task,
      agent: request.agent,
      data: { outcome: request.defaultOutcome },
    });
  }
  return due.length;
}

/** Nobody waits for the open requests of the session any more: it ended, or its turn was interrupted. */
export function withdrawRequests(tx: Transaction, session: string, reason: string): number {
  return withdrawAll(tx, tx.list('request', { where: { session, state: 'open' } }), reason);
}

/** Those of an agent that is gone. */
export function withdrawAgentRequests(tx: Transaction, agent: string, reason: string): number {
  return withdrawAll(tx, tx.list('request', { where: { agent, state: 'open' } }), reason);
}

/** One that its asker gave up, or its harness took back. False when it is not open any more. */
export function withdrawRequest(tx: Transaction, id: string, reason: string): boolean {
  const request = tx.get('request', id);
  return request !== undefined && withdrawAll(tx, [request], reason) === 1;
}

function withdrawAll(tx: Transaction, requests: readonly ByKind<'request'>[], reason: string): number {
  const open = requests.filter(({ state }) => state === 'open');
  for (const { id, task, agent } of open) {
    tx.update('request', id, withdrawn(tx.now), { type: 'request.withdrawn', task, agent, data: { reason } });
  }
  return open.length;
}
