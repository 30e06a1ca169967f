import { ShoalError } from '../../../domain/errors.ts';
import { type Message, queued } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import type { Settings } from '../../settings.ts';

/** A message to be sent, its recipients already found. */
export interface Draft {
  readonly from: string;
  /** As the sender wrote it. */
  readonly to: string;
  readonly body: string;
  /** Agent ids, each once. */
  readonly recipients: readonly string[];
  readonly kind?: Message['kind'];
  readonly urgent?: boolean;
  readonly idle?: boolean;
  readonly replyTo?: string | null;
  readonly topic?: string | null;
  readonly task?: string | null;
  readonly expiresAt?: number | null;
}

/** Accepts a message: it and one delivery per recipient, in the same commit, so that none is ever lost (law 8). */
export function post(tx: Transaction, draft: Draft): ByKind<'message'> {
  const { recipients, ...content } = draft;
  const id = tx.nextId('message');
  const message: ByKind<'message'> = {
    kind: 'message',
    urgent: false,
    idle: false,
    replyTo: null,
    topic: null,
    task: null,
    expiresAt: null,
    ...content,
    id,
    createdAt: tx.now,
  };
  tx.create('message', message, { type: sentType[message.kind], task: message.task, agent: message.from });
  for (const agent of recipients) {
    tx.create('delivery', queued(message, agent), { type: 'message.queued', agent });
  }
  return message;
}

const sentType = { message: 'message.sent', question: 'message.asked', answer: 'message.answered' } as const;

export function refuseTooLong(text: string, { messageBytesMax }: Pick<Settings, 'messageBytesMax'>): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= messageBytesMax) return;
  throw new ShoalError('LIMIT', `The message has ${bytes} bytes, at most ${messageBytesMax} are allowed.`, {
    hint: 'Put it in a file of the repository and send its path.',
    details: { bytes, max: messageBytesMax },
  });
}

/** Law 15: who does not read is not sent more. Answers and what Shoal itself has to say are always accepted. */
export function refuseFullInbox(
  view: View,
  recipients: readonly ByKind<'agent'>[],
  { inboxMax }: Pick<Settings, 'inboxMax'>,
): void {
  const full = recipients.find(
    ({ id }) => view.list('delivery', { where: { unreadBy: id }, limit: inboxMax }).length >= inboxMax,
  );
  if (full === undefined) return;
  throw new ShoalError('LIMIT', `${full.name} has ${inboxMax} unread messages; no more are accepted.`, {
    hint: `See whether it still works: \`shoal ps\`. The limit is inboxMax in .shoal/config.json.`,
    details: { agent: full.id, max: inboxMax },
  });
}
