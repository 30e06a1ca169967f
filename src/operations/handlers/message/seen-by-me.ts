import { deliveryId } from '../../../domain/message.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findMessage } from './find.ts';
import { markSeen } from './seen.ts';

/** On evidence of the reader's own: whoever shows a message says afterwards that it was seen. */
export const seen: Handler<InputOf<typeof contracts.messageSeen>, OutputOf<typeof contracts.messageSeen>> = (
  context,
  { ids },
) =>
  agentCommand(context, (tx, agent) => {
    const messages = new Set(ids.map((id) => findMessage(tx, id).id));
    const unread = [...messages].filter(
      (id) => tx.get('delivery', deliveryId(id, agent.id))?.unreadBy === agent.id,
    );
    markSeen(
      tx,
      unread.map((id) => deliveryId(id, agent.id)),
    );
    return { seen: unread };
  });
