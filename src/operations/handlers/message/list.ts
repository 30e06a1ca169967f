import { deliveryId, effectiveDelivery } from '../../../domain/message.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findAnyAgent, findTask } from '../../lookup.ts';
import { findMessage } from './find.ts';
import { toSent } from './present.ts';
import { topicName } from './recipients.ts';
import { numberOf, rootsIn } from './thread.ts';

type Message = ByKind<'message'>;
type Output = OutputOf<typeof contracts.messageList>;

const shownDefault = 50;
const pageMax = 200;
/** Looked at by one call that searches; then the caller asks to go on. */
const lookedAtMax = 2_000;

export const list: Handler<InputOf<typeof contracts.messageList>, Output> = (context, input) =>
  context.store.read((view) => {
    const limit = input.limit ?? shownDefault;
    const source = sourceOf(view, input);
    const isWanted = wantedBy(view, input);
    const found: Message[] = [];
    let before = input.before === undefined ? undefined : findMessage(view, input.before).id;
    for (let lookedAt = 0; lookedAt < lookedAtMax; lookedAt += pageMax) {
      const page = source(before);
      for (const message of page) {
        if (!isWanted(message)) continue;
        if (found.length === limit) return toPage(view, found, found.at(-1)?.id ?? null);
        found.push(message);
      }
      if (page.length < pageMax) return toPage(view, found, null);
      before = page.at(-1)?.id;
    }
    return toPage(view, found, before ?? null);
  });

/** Gives the next page of messages, the newest first. */
type Source = (before: string | undefined) => readonly Message[];

function sourceOf(view: View, input: InputOf<typeof contracts.messageList>): Source {
  if (input.undelivered === true) return undelivered(view);
  if (input.agent !== undefined) return ofAgent(view, findAnyAgent(view, input.agent).id);
  const where = input.topic === undefined ? {} : { topic: topicName(input.topic) };
  return (before) =>
    view.list('message', {
      where,
      newestFirst: true,
      limit: pageMax,
      ...(before === undefined ? {} : { after: before }),
    });
}

/** What it sent and what it was sent, each from its own index, brought together. */
function ofAgent(view: View, agent: string): Source {
  const order = { newestFirst: true, limit: pageMax } as const;
  return (before) => {
    const sentAfter = before === undefined ? {} : { after: before };
    const receivedAfter = before === undefined ? {} : { after: deliveryId(before, agent) };
    const sent = view.list('message', { where: { from: agent }, ...order, ...sentAfter }).map(({ id }) => id);
    const received = view
      .list('delivery', { where: { agent }, ...order, ...receivedAfter })
      .map(({ message }) => message);
    return messagesOf(view, [...sent, ...received]).slice(0, pageMax);
  };
}

/** Of each agent with unread mail what it has not fetched; an inbox has a limit. */
function undelivered(view: View): Source {
  const agents = Object.keys(view.count('delivery', 'unreadBy'));
  const ids = agents.flatMap((unreadBy) =>
    view
      .list('delivery', { where: { unreadBy } })
      .filter((delivery) => effectiveDelivery(delivery, view.now).state === 'queued')
      .map(({ message }) => message),
  );
  const all = messagesOf(view, ids);
  return (before) =>
    all.filter(({ id }) => before === undefined || numberOf(id) < numberOf(before)).slice(0, pageMax);
}

function messagesOf(view: View, ids: readonly string[]): readonly Message[] {
  return [...new Set(ids)]
    .toSorted((one, other) => numberOf(other) - numberOf(one))
    .flatMap((id) => view.get('message', id) ?? []);
}

function wantedBy(view: View, input: InputOf<typeof contracts.messageList>): (message: Message) => boolean {
  const agent = input.agent === undefined ? undefined : findAnyAgent(view, input.agent).id;
  const topic = input.topic === undefined ? undefined : topicName(input.topic);
  const words = input.search?.toLowerCase();
  const isAbout = input.task === undefined ? undefined : aboutTask(findTask(view, input.task).id);
  return (message) =>
    isAbout?.(message) !== false &&
    (topic === undefined || message.topic === topic) &&
    (agent === undefined ||
      message.from === agent ||
      view.get('delivery', deliveryId(message.id, agent)) !== undefined) &&
    (words === undefined || `${message.to}\n${message.body}`.toLowerCase().includes(words));
}

function aboutTask(id: string): (message: Message) => boolean {
  const named = new RegExp(`\\b${id}\\b`);
  return ({ task, body }) => task === id || named.test(body);
}

function toPage(view: View, found: readonly Message[], next: string | null): Output {
  const rootOf = rootsIn(view);
  return { messages: found.map((message) => toRow(view, message, rootOf(message))), next };
}

const previewMax = 280;

function toRow(view: View, message: Message, root: string): Output['messages'][number] {
  const { body, ...rest } = toSent(view, message);
  const line = body
    .slice(0, previewMax * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const preview = line.slice(0, previewMax);
  return { ...rest, preview, isCut: preview !== body.trim(), root };
}
