import { expired, expiryOf } from '../../../domain/message.ts';
import type { Transaction } from '../../../store/port.ts';

/** Applies what time has changed: questions that nobody waits for any more, messages that nobody saw in time. */
export function sweepDeliveries(tx: Transaction, _context: unknown, limit: number): number {
  const due = tx.due('delivery', limit);
  for (const delivery of due) {
    tx.update('delivery', delivery.id, expiryOf(delivery), {
      type: 'message.expired',
      agent: delivery.agent,
    });
  }
  return due.length;
}

/** The asker stops waiting before its time is over. */
export function expireQuestion(tx: Transaction, question: string, reason: string): void {
  for (const delivery of tx.list('delivery', { where: { message: question } })) {
    if (delivery.openQuestionFor === null) continue;
    tx.update('delivery', delivery.id, expired, {
      type: 'message.expired',
      agent: delivery.agent,
      data: { reason },
    });
  }
}
