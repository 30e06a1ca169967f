import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findMessage } from './find.ts';
import { toSent } from './present.ts';

const shownMax = 1_000;

export const thread: Handler<
  InputOf<typeof contracts.messageThread>,
  OutputOf<typeof contracts.messageThread>
> = (context, { id }) =>
  context.store.read((view) => {
    const root = rootOf(view, findMessage(view, id));
    const found = new Map([[root.id, root]]);
    for (const { id: replyTo } of found.values()) {
      if (found.size > shownMax) break;
      for (const reply of view.list('message', { where: { replyTo } })) found.set(reply.id, reply);
    }
    const messages = [...found.values()].toSorted((one, other) => numberOf(one.id) - numberOf(other.id));
    return {
      root: root.id,
      messages: messages.slice(0, shownMax).map((message) => toSent(view, message)),
      isCut: messages.length > shownMax,
    };
  });

/** What it answers, and what that answers: each reply is younger than what it replies to, so this ends. */
export function rootOf(view: View, message: ByKind<'message'>): ByKind<'message'> {
  let root = message;
  while (root.replyTo !== null) {
    const parent = view.get('message', root.replyTo);
    if (parent === undefined) return root;
    root = parent;
  }
  return root;
}

export function numberOf(id: string): number {
  return Number(id.slice(1));
}
