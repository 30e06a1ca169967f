import { effectiveDelivery, priorityOf } from '../../domain/message.ts';
import type { ByKind, View } from '../../store/port.ts';
import { messageBlock, senderOf } from './block.ts';

/** Messages that go to the harness together, in the order in which they were sent. */
export interface Batch {
  readonly deliveries: readonly string[];
  readonly messages: readonly string[];
  readonly from: readonly string[];
  readonly text: string;
}

/** `all`: when a turn can begin. `urgent`: what must reach the running one, and all that was sent before it. */
export type Wanted = 'all' | 'urgent';

const messagesMax = 50;
const charactersMax = 200_000;

/** What an agent has not been given yet; null when that is nothing. The rest is the next turn's. */
export function nextBatch(
  view: View,
  agent: string,
  given: ReadonlySet<string>,
  wanted: Wanted,
): Batch | null {
  const waiting = view
    .list('delivery', { where: { unreadBy: agent }, limit: messagesMax + given.size })
    .filter((one) => !given.has(one.id) && effectiveDelivery(one, view.now).unreadBy !== null)
    .flatMap((delivery) => {
      const message = view.get('message', delivery.message);
      return message === undefined ? [] : [{ delivery, message }];
    })
    .toSorted((one, other) => order(one.message) - order(other.message));
  const chosen = wanted === 'all' ? waiting : upToUrgent(waiting);
  return toBatch(view, fitting(chosen.slice(0, messagesMax)));
}

type Item = { readonly delivery: ByKind<'delivery'>; readonly message: ByKind<'message'> };

/** What can wait until the agent is idle stays behind. */
function upToUrgent(waiting: readonly Item[]): readonly Item[] {
  const count = waiting.findLastIndex(({ message }) => message.urgent) + 1;
  return waiting.slice(0, count).filter(({ message }) => priorityOf(message) !== 'idle');
}

function order({ id }: ByKind<'message'>): number {
  return Number(id.slice(1));
}

function fitting(items: readonly Item[]): readonly Item[] {
  let left = charactersMax;
  const over = items.findIndex(({ message }, index) => {
    left -= message.body.length;
    return index > 0 && left < 0;
  });
  return over === -1 ? items : items.slice(0, over);
}

function toBatch(view: View, items: readonly Item[]): Batch | null {
  if (items.length === 0) return null;
  return {
    deliveries: items.map(({ delivery }) => delivery.id),
    messages: items.map(({ message }) => message.id),
    from: [...new Set(items.map(({ message }) => senderOf(view, message)))],
    text: items.map(({ message }) => messageBlock(view, message)).join('\n\n'),
  };
}
