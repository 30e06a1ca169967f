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
    const asked = findMessage(view, id);
    const root = view.get('message', rootsIn(view)(asked)) ?? asked;
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

/**
 * The message with which a thread began: what it answers, and what that answers. Each reply is younger than what it replies to, so
 * this ends; of many messages each on the way is looked at once.
 */
export function rootsIn(view: View): (message: ByKind<'message'>) => string {
  const roots = new Map<string, string>();
  return (message) => {
    const way: string[] = [];
    for (let at = message; ;) {
      way.push(at.id);
      const known = roots.get(at.id);
      const parent = known === undefined && at.replyTo !== null ? view.get('message', at.replyTo) : undefined;
      if (parent === undefined) {
        const root = known ?? at.id;
        for (const id of way) roots.set(id, root);
        return root;
      }
      at = parent;
    }
  };
}

export function numberOf(id: string): number {
  return Number(id.slice(1));
}
