import { effectiveDelivery } from '../../../domain/message.ts';
import type { ByKind, View } from '../../../store/port.ts';

/** What the agent has not seen, the oldest first, without what has expired meanwhile. */
export function unreadMail(view: View, agent: string): readonly ByKind<'delivery'>[] {
  const stored = view.list('delivery', { where: { unreadBy: agent } });
  return stored.filter((delivery) => effectiveDelivery(delivery, view.now).unreadBy !== null);
}
