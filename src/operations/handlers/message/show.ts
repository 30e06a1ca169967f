import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findMessage } from './find.ts';
import { toMessage, toSent } from './present.ts';

export const show: Handler<InputOf<typeof contracts.messageShow>, OutputOf<typeof contracts.messageShow>> = (
  context,
  { id },
) =>
  context.store.read((view) => {
    const message = findMessage(view, id);
    const replies = view
      .list('message', { where: { replyTo: message.id } })
      .map((reply) => toMessage(view, reply));
    return { ...toSent(view, message), replies };
  });
