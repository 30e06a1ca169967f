import { deliveryId } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { sweepDeliveries } from './expire.ts';
import { findMessage } from './find.ts';
import { follow } from './follow.ts';
import { type ReceivedObject, toReceived } from './present.ts';
import { topicName } from './recipients.ts';
import { markDelivered, seenAfterAnswer } from './seen.ts';

type Input = InputOf<typeof contracts.messageInbox>;

const shownDefault = 50;

/** Unread messages come first, oldest first, then the latest that were read. What does not fit stays unread. */
export const inbox: Handler<Input, OutputOf<typeof contracts.messageInbox>> = async (context, input) => {
  const page = await agentCommand(context, (tx, agent) => {
    sweepDeliveries(tx, context, context.settings.sweepMax);
    return input.topic === undefined ? mailOf(tx, agent.id, input) : board(tx, agent.id, topicName(input.topic), input);
  });
  await seenAfterAnswer(context, page.unread);
  return page.messages;
};

interface Page {
  readonly messages: ReceivedObject[];
  /** Ids of the deliveries that are shown for the first time. */
  readonly unread: readonly string[];
}

function mailOf(tx: Transaction, agent: string, input: Input): Page {
  const limit = input.limit ?? shownDefault;
  const before = input.before === undefined ? undefined : findMessage(tx, input.before).id;
  const unread = before === undefined ? tx.list('delivery', { where: { unreadBy: agent }, limit }) : [];
  const read = input.unread === true ? [] : readMail(tx, agent, limit - unread.length, before);
  return toPage(tx, [...unread, ...read]);
}

/** The newest first. Unread ones among them are left out: they are shown in their own turn. */
function readMail(view: View, agent: string, limit: number, before: string | undefined): readonly ByKind<'delivery'>[] {
  const found: ByKind<'delivery'>[] = [];
  let after = before === undefined ? undefined : deliveryId(before, agent);
  while (found.length < limit) {
    const cursor = after === undefined ? {} : { after };
    const page = view.list('delivery', { where: { agent }, newestFirst: true, limit: 200, ...cursor });
    found.push(...page.filter(({ unreadBy }) => unreadBy === null));
    after = page.at(-1)?.id;
    if (page.length < 200) break;
  }
  return found.slice(0, Math.max(0, limit));
}

function toPage(tx: Transaction, deliveries: readonly ByKind<'delivery'>[]): Page {
  const shown = deliveries.flatMap((delivery) => {
    const message = tx.get('message', delivery.message);
    return message === undefined ? [] : [{ delivery, message }];
  });
  const unread = shown.filter(({ delivery }) => delivery.unreadBy !== null).map(({ delivery }) => delivery);
  markDelivered(tx, unread);
  return {
    messages: shown.map(({ delivery, message }) => toReceived(tx, message, tx.get('delivery', delivery.id))),
    unread: unread.map(({ id }) => id),
  };
}

/** A topic as one thread, oldest first; whoever reads it follows it. */
function board(tx: Transaction, agent: string, topic: string, input: Input): Page {
  follow(tx, topic, agent);
  const cursor = input.before === undefined ? {} : { after: findMessage(tx, input.before).id };
  const limit = input.limit ?? shownDefault;
  const latest = tx.list('message', { where: { topic }, newestFirst: true, limit, ...cursor });
  const posts = latest.toReversed().map((message) => ({ message, delivery: tx.get('delivery', deliveryId(message.id, agent)) }));
  const unread = posts.flatMap(({ delivery }) => (delivery === undefined || delivery.unreadBy === null ? [] : [delivery]));
  const shown = input.unread === true ? posts.filter(({ delivery }) => delivery?.unreadBy === agent) : posts;
  markDelivered(tx, unread);
  return {
    messages: shown.map(({ message }) => toReceived(tx, message, tx.get('delivery', deliveryId(message.id, agent)))),
    unread: unread.map(({ id }) => id),
  };
}
