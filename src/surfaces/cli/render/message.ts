import type * as contracts from '../../../operations/contracts/message.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { decideCommand, renderWaitingBlock } from './request.ts';
import { ago, columns, lines, literal, literalBlock, nextStep, paint, plural, type Style } from './style.ts';

/*
 * Law 8: a body cannot imitate a header. Headers begin in the first column; every line of a body is indented, and what
 * a terminal would act on is escaped.
 */

type Sent = OutputOf<typeof contracts.messageSend>;
type InboxItem = OutputOf<typeof contracts.messageInbox>[number];
type Received = Exclude<InboxItem, { kind: 'request' }>;
type Header = Pick<Sent, 'id' | 'kind' | 'fromName' | 'to' | 'priority' | 'replyTo' | 'createdAt'>;

export function renderSend(sent: Sent, style: Style): string {
  const until = sent.expiresAt === null ? '' : ', expires unseen';
  return lines(`${sent.id}  ${reached(sent)}${until}`, nextStep(style, `shoal message ${sent.id}`));
}

export function renderReply(sent: OutputOf<typeof contracts.messageReply>): string {
  if (sent.kind === 'request') return `${sent.id}  answered: ${literal(sent.agentName)} goes on`;
  const late = sent.late ? '; the asker had stopped waiting and finds it in its inbox' : '';
  return `${sent.id}  replied to ${sent.replyTo}, ${reached(sent)}${late}`;
}

export function renderInbox(messages: OutputOf<typeof contracts.messageInbox>, style: Style): string {
  if (messages.length === 0) return 'No messages.';
  return lines(...messages.map((item) => block(item, style)), nextOf(messages, style));
}

function block(item: InboxItem, style: Style): string {
  if (item.kind === 'request') return renderWaitingBlock(item, style);
  return lines(header(item, style, marks(item, style)), indented(item.body));
}

function nextOf(messages: readonly InboxItem[], style: Style): string | undefined {
  const first = messages.find((item) => item.kind === 'request' || item.awaitsReply);
  if (first === undefined) return undefined;
  return nextStep(style, first.kind === 'request' ? decideCommand(first) : `shoal reply ${first.id} TEXT`);
}

export function renderAsk(answer: OutputOf<typeof contracts.messageAsk>): string {
  if (answer.body === null)
    return `${answer.question}  no answer yet; go on waiting with \`shoal ask --resume ${answer.question}\``;
  return lines(
    `${answer.reply}  ${literal(answer.fromName ?? '?')} answers ${answer.question}`,
    indented(answer.body),
  );
}

export function renderShow(message: OutputOf<typeof contracts.messageShow>, style: Style): string {
  const rows = message.deliveries.map((delivery) => [
    `  ${literal(delivery.agentName)}`,
    delivery.state,
    receipts(delivery, style),
  ]);
  return lines(
    header(message, style, ''),
    indented(message.body),
    rows.length === 0 ? '  to nobody' : columns(style, rows),
    ...message.replies.map((reply) => lines(header(reply, style, ''), indented(reply.body))),
  );
}

/** How far it came, each step on evidence; that it is queued is said by its own age. */
function receipts(
  { deliveredAt, seenAt, answeredAt }: OutputOf<typeof contracts.messageShow>['deliveries'][number],
  style: Style,
): string {
  const steps = { delivered: deliveredAt, seen: seenAt, answered: answeredAt };
  return Object.entries(steps)
    .flatMap(([step, at]) => (at === null ? [] : [`${step} ${ago(style, at)}`]))
    .join(', ');
}

type Listed = OutputOf<typeof contracts.messageList>;

export function renderList({ messages, next }: Listed, style: Style): string {
  const more = next === null ? undefined : nextStep(style, `shoal messages --before ${next}`);
  if (messages.length === 0)
    return next === null ? 'No messages.' : `None down to ${next}; there are older ones.`;
  return lines(
    ...messages.map((one) => lines(header(one, style, reached(one)), indented(one.preview))),
    more,
  );
}

export function renderThread(
  { messages, isCut }: OutputOf<typeof contracts.messageThread>,
  style: Style,
): string {
  const shown = messages.map((one) => lines(header(one, style, reached(one)), indented(one.body)));
  return lines(...shown, isCut ? 'It has more messages than these.' : undefined);
}

function indented(body: string): string {
  return literalBlock(body.trimEnd(), '    ');
}

function header(
  { id, kind, fromName, to, priority, replyTo, createdAt }: Header,
  style: Style,
  mark: string,
): string {
  const what = kind === 'question' ? ' asks' : replyTo === null ? '' : ` replies to ${replyTo}`;
  const urgency = priority === 'now' && kind === 'message' ? ', urgent' : '';
  const line = `${id}  ${literal(fromName)}${what} → ${literal(to)}${urgency}  ${ago(style, createdAt)}`;
  return mark === '' ? line : `${line}  ${mark}`;
}

function marks({ unread, awaitsReply }: Received, style: Style): string {
  if (awaitsReply) return paint(style, 'needsYou', 'waits for your answer');
  return unread ? paint(style, 'strong', 'unread') : '';
}

/** `queued for ada, bob`: how far it has come, for each state on its own. */
function reached({ deliveries, to }: Pick<Sent, 'deliveries' | 'to'>): string {
  if (deliveries.length === 0) return `sent to ${literal(to)}: nobody else is here to receive it`;
  const states = [...new Set(deliveries.map(({ state }) => state))];
  return states
    .map((state) => {
      const names = deliveries
        .filter((one) => one.state === state)
        .map(({ agentName }) => literal(agentName));
      const whom = names.length <= 5 ? names.join(', ') : plural(names.length, 'agent');
      return `${state} ${state === 'queued' ? 'for' : 'by'} ${whom}`;
    })
    .join(', ');
}
