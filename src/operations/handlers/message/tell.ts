import { queued } from '../../../domain/message.ts';
import type { Transaction } from '../../../store/port.ts';

/** What one agent is told as part of another's command; `from` is null for Shoal itself. */
export interface Telling {
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
  readonly task?: string | null;
}

/** Writes a message within the transaction of the command that it is about. */
export function tell(tx: Transaction, { from, to, body, task = null }: Telling): void {
  const id = tx.nextId('message');
  const message = {
    id,
    from: from ?? 'shoal',
    to: tx.get('agent', to)?.name ?? to,
    kind: 'message',
    body,
    urgent: false,
    replyTo: null,
    topic: null,
    task,
    createdAt: tx.now,
    expiresAt: null,
  } as const;
  tx.create('message', message, { type: 'message.sent', task, agent: from });
  tx.create('delivery', queued(message, to), { type: 'message.queued', task, agent: to });
}
