type DeliveryState = 'queued' | 'delivered' | 'seen' | 'answered' | 'expired';

export interface Message {
  readonly id: string;
  readonly from: string;
  /** As the sender wrote it: a name, @all, @leader, @human, @role, #topic. */
  readonly to: string;
  readonly kind: 'message' | 'question' | 'answer';
  readonly body: string;
  readonly urgent: boolean;
  readonly replyTo: string | null;
  readonly topic: string | null;
  readonly task: string | null;
  readonly createdAt: number;
  /** A question stops waiting for its answer at this instant. */
  readonly expiresAt: number | null;
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
    dueAt: isQuestion ? message.expiresAt : null,
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
  const isOpen = delivery.state === 'queued' || delivery.state === 'delivered';
  const deliveredAt = delivery.deliveredAt ?? now;
  return { unreadBy: null, seenAt: now, deliveredAt, ...(isOpen ? { state: 'seen' } : {}) };
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

/** What every reader must show: time may have expired what is stored. */
export function effectiveDelivery(delivery: Delivery, now: number): Delivery {
  return isOpenQuestion(delivery, now) || delivery.openQuestionFor === null
    ? delivery
    : { ...delivery, ...expired };
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
