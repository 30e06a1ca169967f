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

/** `all`: when a turn can begin. `steer`: what the running one is told. */
export type Wanted = 'all' | 'steer';

const messagesMax = 50;
const charactersMax = 200_000;

/** What an agent has not been given yet; null when that is nothing. The rest is the next turn's. */
export function nextBatch(
  view: View,
  agent: string,
  given: ReadonlySet<string>,
  wanted: Wanted,
): Batch | null {
  const waiting = waitingFor(view, agent, given, false);
  const pressing = waiting.filter(({ message }) => priorityOf(message) !== 'idle');
  // What can wait until the agent has nothing else to do comes alone.
  const chosen = wanted === 'all' && pressing.length === 0 ? waiting : pressing;
  return toBatch(view, fitting(chosen.slice(0, messagesMax)));
}

/** Among the newest: what was sent long ago has had its moment. */
export function isUrgentWaiting(view: View, agent: string, given: ReadonlySet<string>): boolean {
  return waitingFor(view, agent, given, true).some(({ message }) => message.urgent);
}

type Item = { readonly delivery: ByKind<'delivery'>; readonly message: ByKind<'message'> };

/** In the order in which they were sent. */
function waitingFor(
  view: View,
  agent: string,
  given: ReadonlySet<string>,
  newestFirst: boolean,
): readonly Item[] {
  return view
    .list('delivery', { where: { unreadBy: agent }, newestFirst, limit: messagesMax + given.size })
    .filter((one) => !given.has(one.id) && effectiveDelivery(one, view.now).unreadBy !== null)
    .flatMap((delivery) => {
      const message = view.get('message', delivery.message);
      return message === undefined ? [] : [{ delivery, message }];
    })
    .toSorted((one, other) => order(one.message) - order(other.message));
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
