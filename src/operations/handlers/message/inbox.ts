import { deliveryId, isOpenQuestion } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { requireAgent } from '../../caller.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { everyRecord } from '../../every-record.ts';
import { type RequestObject, toRequest } from '../request/present.ts';
import { openRequests } from '../request/waiting.ts';
import { sweepDeliveries } from './expire.ts';
import { findMessage } from './find.ts';
import { follow } from './follow.ts';
import { type ReceivedObject, toReceived } from './present.ts';
import { topicName } from './recipients.ts';
import { markDelivered, seenAfterAnswer } from './seen.ts';

type Input = InputOf<typeof contracts.messageInbox>;

const shownDefault = 50;

/**
 * Unread messages come first, oldest first, then the latest that were read. What does not fit stays unread. A person sees
 * before them what waits for a decision: open requests, then questions to answer.
 */
export const inbox: Handler<Input, OutputOf<typeof contracts.messageInbox>> = async (context, input) => {
  const { requests, page } = await command(context, (tx, caller) => {
    const agent = requireAgent(caller);
    sweepDeliveries(tx, context, context.settings.sweepMax);
    if (input.topic !== undefined)
      return { requests: [], page: board(tx, agent.id, topicName(input.topic), input) };
    const waiting = agent.human && input.before === undefined ? requestsOf(tx, context, agent.id, input) : [];
    return { requests: waiting, page: mailOf(tx, agent, besides(input, waiting)) };
  });
  await seenAfterAnswer(context, page.unread);
  return [...requests, ...page.messages];
};

/** What waits for a decision of somebody else than this person. */
function requestsOf(tx: Transaction, context: Context, person: string, input: Input): RequestObject[] {
  return openRequests(tx, context)
    .filter(({ agent }) => agent !== person)
    .slice(0, input.limit ?? shownDefault)
    .map((request) => toRequest(tx, context, request));
}

/** The room that requests leave for messages. */
function besides(input: Input, requests: readonly RequestObject[]): Input {
  const { limit = shownDefault, bytesMax } = input;
  const left = { ...input, limit: limit - requests.length };
  return bytesMax === undefined ? left : { ...left, bytesMax: Math.max(1, bytesMax - bytesOf(requests)) };
}

interface Page {
  readonly messages: ReceivedObject[];
  /** Ids of the deliveries that are shown for the first time. */
  readonly unread: readonly string[];
}

function mailOf(tx: Transaction, { id: agent, human }: ByKind<'agent'>, input: Input): Page {
  const limit = input.limit ?? shownDefault;
  const before = input.before === undefined ? undefined : findMessage(tx, input.before).id;
  const asked = human && before === undefined ? openQuestions(tx, agent) : [];
  const unread =
    before === undefined && limit > 0 ? tx.list('delivery', { where: { unreadBy: agent }, limit }) : [];
  const read = input.unread === true ? [] : readMail(tx, agent, limit - unread.length, before);
  const once = new Map([...asked, ...unread, ...read].map((delivery) => [delivery.id, delivery]));
  const items = [...once.values()].slice(0, Math.max(0, limit)).flatMap((delivery) => {
    const message = tx.get('message', delivery.message);
    return message === undefined ? [] : [{ message, delivery }];
  });
  return toPage(tx, fitting(tx, items, input.bytesMax));
}

function openQuestions(view: View, agent: string): readonly ByKind<'delivery'>[] {
  const asked = view.list('delivery', { where: { openQuestionFor: agent } });
  return asked.filter((delivery) => isOpenQuestion(delivery, view.now));
}

/** The newest first. Unread ones are left out: they are shown in their own turn, and not once they have expired. */
function readMail(
  view: View,
  agent: string,
  limit: number,
  before: string | undefined,
): readonly ByKind<'delivery'>[] {
  const after = before === undefined ? undefined : deliveryId(before, agent);
  return everyRecord(view, 'delivery', { where: { agent }, newestFirst: true, after })
    .filter(({ unreadBy, seenAt }) => unreadBy === null && seenAt !== null)
    .take(Math.max(0, limit))
    .toArray();
}

/** A topic as one thread, oldest first; whoever reads it follows it. */
function board(tx: Transaction, agent: string, topic: string, input: Input): Page {
  follow(tx, topic, agent);
  const cursor = input.before === undefined ? {} : { after: findMessage(tx, input.before).id };
  const limit = input.limit ?? shownDefault;
  const latest = tx.list('message', { where: { topic }, newestFirst: true, limit, ...cursor });
  const posts = latest.map((message) => ({
    message,
    delivery: tx.get('delivery', deliveryId(message.id, agent)),
  }));
  const wanted = posts.filter(({ delivery }) => input.unread !== true || delivery?.unreadBy === agent);
  return toPage(tx, fitting(tx, wanted, input.bytesMax).toReversed());
}

interface Item {
  readonly message: ByKind<'message'>;
  /** The reader's own copy; undefined for who only reads along. */
  readonly delivery: ByKind<'delivery'> | undefined;
}

/** As many of the first as the answer may hold, one at least. */
function fitting(view: View, items: readonly Item[], bytesMax = Number.POSITIVE_INFINITY): readonly Item[] {
  let left = bytesMax;
  const over = items.findIndex(({ message, delivery }, index) => {
    left -= bytesOf(toReceived(view, message, delivery));
    return index > 0 && left < 0;
  });
  return over === -1 ? items : items.slice(0, over);
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function toPage(tx: Transaction, items: readonly Item[]): Page {
  const unread = items.flatMap(({ delivery }) =>
    delivery === undefined || delivery.unreadBy === null ? [] : [delivery],
  );
  markDelivered(tx, unread);
  return {
    messages: items.map(({ message, delivery }) =>
      toReceived(tx, message, delivery === undefined ? undefined : tx.get('delivery', delivery.id)),
    ),
    unread: unread.map(({ id }) => id),
  };
}
