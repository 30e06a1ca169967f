import { delivered, seen } from '../../../domain/message.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';

/*
 * `delivered` is written when a message is fetched, in the same commit; `seen` only after the answer that holds it was
 * written out, by a commit of its own. A crash in between leaves it unread: it is shown again, never lost.
 */

export function markDelivered(tx: Transaction, deliveries: readonly ByKind<'delivery'>[]): void {
  for (const delivery of deliveries) {
    const change = delivered(delivery, tx.now);
    if (change !== null)
      tx.update('delivery', delivery.id, change, { type: 'message.delivered', agent: delivery.agent });
  }
}

/** Once the answer has been handed over, the messages in it count as seen. */
export async function seenAfterAnswer(context: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const work = () => context.store.transact((tx) => markSeen(tx, ids));
  if (context.afterAnswer === undefined) await work();
  else context.afterAnswer(work);
}

export function markSeen(tx: Transaction, ids: readonly string[]): void {
  for (const id of ids) {
    const delivery = tx.get('delivery', id);
    const change = delivery === undefined ? null : seen(delivery, tx.now);
    if (delivery !== undefined && change !== null) {
      tx.actor ??= delivery.agent;
      tx.update('delivery', id, change, { type: 'message.seen', agent: delivery.agent });
    }
  }
}
