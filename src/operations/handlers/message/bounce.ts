import type { DepartureReason } from '../../../domain/agent.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { tell } from './tell.ts';

/** Ids that one notice names; the rest is counted. */
const namedMax = 10;
/** Senders that are told of one departure. */
const sendersMax = 100;

/**
 * Tells each sender who is here, once, which of its messages the departed agent never saw. Not of questions, whose asker
 * waits and is told at once, nor of what was posted on a board, which is for whoever reads it.
 */
export function tellOfBounces(
  tx: Transaction,
  agent: ByKind<'agent'>,
  unseen: readonly ByKind<'delivery'>[],
  reason: DepartureReason,
): void {
  const bySender = new Map<string, string[]>();
  for (const delivery of unseen) {
    const message = tx.get('message', delivery.message);
    if (message === undefined || message.kind === 'question' || message.topic !== null) continue;
    bySender.set(message.from, [...(bySender.get(message.from) ?? []), message.id]);
  }
  const senders = [...bySender].filter(
    ([sender]) => sender !== agent.id && tx.get('agent', sender)?.state === 'live',
  );
  for (const [sender, ids] of senders.slice(0, sendersMax)) {
    const named = ids.slice(0, namedMax).join(', ');
    const more = ids.length > namedMax ? ` and ${ids.length - namedMax} more` : '';
    const body = `${agent.name} is gone (${reason}) and has not seen ${named}${more}.`;
    tell(tx, { from: null, to: sender, body });
  }
}
