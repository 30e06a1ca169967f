import type { z } from 'zod';
import { effectiveDelivery, isOpenQuestion, priorityOf } from '../../../domain/message.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type * as contracts from '../../contracts/message.ts';
import type { received } from '../../contracts/message/message-object.ts';
import type { OutputOf } from '../../define.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';

export type SentObject = OutputOf<typeof contracts.messageSend>;
export type ReceivedObject = z.output<typeof received>;
type MessageObject = Omit<SentObject, 'deliveries'>;

export function toMessage(view: View, message: ByKind<'message'>): MessageObject {
  const { id, kind, from, to, body, urgent, replyTo, topic, task } = message;
  return {
    id,
    kind,
    from,
    fromName: agentName(view, from) ?? from,
    to,
    body,
    urgent,
    priority: priorityOf(message),
    replyTo,
    topic,
    task,
    createdAt: isoInstant(message.createdAt),
    expiresAt: isoTime(message.expiresAt),
  };
}

/** As its sender sees it: how far it has come with each recipient. */
export function toSent(view: View, message: ByKind<'message'>): SentObject {
  const deliveries = view.list('delivery', { where: { message: message.id } }).map((stored) => {
    const { agent, state, deliveredAt, seenAt, answeredAt } = effectiveDelivery(stored, view.now);
    return {
      agent,
      agentName: agentName(view, agent) ?? agent,
      state,
      deliveredAt: isoTime(deliveredAt),
      seenAt: isoTime(seenAt),
      answeredAt: isoTime(answeredAt),
    };
  });
  return { ...toMessage(view, message), deliveries };
}

/** As one recipient sees it; `delivery` is undefined for someone who only reads along on a board. */
export function toReceived(
  view: View,
  message: ByKind<'message'>,
  delivery: ByKind<'delivery'> | undefined,
): ReceivedObject {
  const now = delivery === undefined ? undefined : effectiveDelivery(delivery, view.now);
  return {
    ...toMessage(view, message),
    unread: now !== undefined && now.unreadBy !== null,
    awaitsReply: now !== undefined && isOpenQuestion(now, view.now),
    state: now?.state ?? null,
  };
}
