type DeliveryState = 'queued' | 'delivered' | 'seen' | 'answered' | 'expired';

export interface Message {
  readonly id: string;
  readonly from: string;
  /** As the sender wrote it: a name, @all, @leader, @human, @role, #topic. */
  readonly to: string;
  readonly kind: 'message' | 'question' | 'answer';
  readonly body: string;
  /** For now: before the recipient's next tool call. */
  readonly urgent: boolean;
  /** Can wait until the recipient has nothing else to do. Not in messages of older versions. */
  readonly idle?: boolean;
  readonly replyTo: string | null;
  readonly topic: string | null;
  readonly task: string | null;
  readonly createdAt: number;
  /** A question stops waiting for its answer at this instant; any other message that is unseen by then expires. */
  readonly expiresAt: number | null;
}

export type MessagePriority = 'now' | 'next' | 'idle';

/** now: interrupts, or comes before the next tool call. next: with the next turn or after the tool. idle: when there is nothing else to do. */
export function priorityOf({ urgent, idle }: Pick<Message, 'urgent' | 'idle'>): MessagePriority {
  if (urgent) return 'now';
  return idle === true ? 'idle' : 'next';
}

/** One recipient's copy of a message; id is `m9:a7`. Each state only on evidence (law 8). */
export interface Delivery {
  readonly id: string;
  readonly message: string;
  readonly agent: string;
  /** The recipient while it has not seen the message, else null. */
  readonly unreadBy: string | null;
  /** The recipient of a question not yet answered or expired, else null. */
  readonly openQuestionFor: string | null;
  readonly state: DeliveryState;
  readonly queuedAt: number;
  readonly deliveredAt: number | null;
  readonly seenAt: number | null;
  readonly answeredAt: number | null;
  readonly dueAt: number | null;
}

/** An agent that receives what is posted on a topic; id is `topic:a7`. */
export interface TopicFollow {
  readonly id: string;
  readonly topic: string;
  readonly agent: string;
  readonly createdAt: number;
}

export function deliveryId(message: string, agent: string): string {
  return `${message}:${agent}`;
}

/** A recipient's copy of a message that was just sent. */
export function queued(message: Message, agent: string): Delivery {
  const isQuestion = message.kind === 'question';
  return {
    id: deliveryId(message.id, agent),
    message: message.id,
    agent,
    unreadBy: agent,
    openQuestionFor: isQuestion ? agent : null,
    state: 'queued',
    queuedAt: message.createdAt,
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
    dueAt: message.expiresAt,
  };
}

type Change = Partial<Delivery> | null;

/** It was handed to the recipient's program; null when that was known. */
export function delivered(delivery: Delivery, now: number): Change {
  if (delivery.deliveredAt !== null) return null;
  return { deliveredAt: now, ...(delivery.state === 'queued' ? { state: 'delivered' } : {}) };
}

/** Its text was written out to the recipient. An answer or an expiry stays what it was. */
export function seen(delivery: Delivery, now: number): Change {
  if (delivery.seenAt !== null) return null;
  const isQuestion = delivery.openQuestionFor !== null;
  // What has expired unseen, and is seen after all, was on its way already.
  const isLate = delivery.state === 'expired' && delivery.unreadBy === null;
  const isOpen = delivery.state === 'queued' || delivery.state === 'delivered' || isLate;
  const deliveredAt = delivery.deliveredAt ?? now;
  const state = isOpen ? ({ state: 'seen' } as const) : {};
  return { unreadBy: null, seenAt: now, deliveredAt, ...state, ...(isQuestion ? {} : { dueAt: null }) };
}

/** The recipient replied: it has seen the message too. A late answer is an answer. */
export function answered(delivery: Delivery, now: number): Partial<Delivery> {
  const { deliveredAt, seenAt, answeredAt } = delivery;
  return {
    state: 'answered',
    unreadBy: null,
    ...closed,
    deliveredAt: deliveredAt ?? now,
    seenAt: seenAt ?? now,
    answeredAt: answeredAt ?? now,
  };
}

/** Nobody waits for this recipient's answer any more: somebody else gave it. */
export const closed = { openQuestionFor: null, dueAt: null } as const;

/** The asker stopped waiting; what is unread stays unread. */
export const expired = { state: 'expired', ...closed } as const satisfies Partial<Delivery>;

/** Its time to live is over before it was seen: it is shown to nobody any more. */
const lapsed = { ...expired, unreadBy: null } as const satisfies Partial<Delivery>;

/** What an instant that has come does to a copy. */
export function expiryOf(delivery: Delivery): Partial<Delivery> {
  return delivery.openQuestionFor === null ? lapsed : expired;
}

/** What every reader must show: time may have expired what is stored. */
export function effectiveDelivery(delivery: Delivery, now: number): Delivery {
  const isDue = delivery.dueAt !== null && delivery.dueAt <= now;
  return isDue ? { ...delivery, ...expiryOf(delivery) } : delivery;
}

export function isOpenQuestion(delivery: Delivery, now: number): boolean {
  return delivery.openQuestionFor !== null && (delivery.dueAt === null || delivery.dueAt > now);
}

/**
 * Whether a question of `asker` to `asked` could never be answered: everyone who would have to act first waits for an
 * answer, and in the end for this asker. One answer is enough for an asker, so one free agent is enough too.
 */
export function isDeadlock(
  asker: string,
  asked: readonly string[],
  waitsFor: (agent: string) => readonly string[],
): boolean {
  const met = new Set(asked);
  for (const agent of met) {
    if (agent === asker) continue;
    const others = waitsFor(agent);
    if (others.length === 0) return false;
    for (const other of others) met.add(other);
  }
  return met.has(asker);
}
