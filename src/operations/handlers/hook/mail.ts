import { delivered, effectiveDelivery, isOpenQuestion, priorityOf, seen } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { requireAgent, resolveCaller } from '../../caller.ts';
import { command } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/hook.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName } from '../../present.ts';

type Input = InputOf<typeof contracts.hookMail>;
type Output = OutputOf<typeof contracts.hookMail>;

const messagesMax = 5;
const bodyMax = 2_000;
/** Of an agent's unread copies at most so many are looked at in one call. */
const lookedAtMax = 200;

/**
 * Runs after every tool call: one read, and a transaction only when there is something to write. What an earlier call
 * handed over has been read by the model when the same session comes back, so it counts as seen then.
 */
export const mail: Handler<Input, Output> = async (context, input) => {
  const isQuiet = await context.store.read((view) => {
    const agent = requireAgent(resolveCaller(view, context));
    const unread = unreadOf(view, agent.id);
    if (input.urgent === true) return !unread.some((delivery) => isFresh(view, delivery, input));
    return unread.length === 0 && !isSignDue(view, agent.id);
  });
  if (isQuiet) return { messages: [], more: 0 };
  return command(context, (tx, caller) => handOver(tx, requireAgent(caller).id, input));
};

function handOver(tx: Transaction, agent: string, input: Input): Output {
  const unread = unreadOf(tx, agent);
  const fresh = unread.filter((delivery) => isFresh(tx, delivery, input));
  const now = fresh.slice(0, messagesMax);
  if (input.urgent !== true) for (const delivery of unread) noteSeen(tx, delivery);
  for (const delivery of now) noteDelivered(tx, delivery);
  return { messages: now.flatMap((delivery) => toMail(tx, delivery)), more: fresh.length - now.length };
}

/** A sign of life is written at most every tenth of a lease. */
function isSignDue(view: View, agent: string): boolean {
  const sign = view.get('liveness', agent);
  return sign === undefined || view.now - sign.lastSeenAt >= sign.everyMs;
}

function unreadOf(view: View, agent: string): readonly ByKind<'delivery'>[] {
  const stored = view.list('delivery', { where: { unreadBy: agent }, limit: lookedAtMax });
  return stored.filter((delivery) => effectiveDelivery(delivery, view.now).unreadBy !== null);
}

function isFresh(view: View, delivery: ByKind<'delivery'>, { urgent, busy }: Input): boolean {
  if (delivery.deliveredAt !== null) return false;
  const message = view.get('message', delivery.message);
  const priority = message === undefined ? 'next' : priorityOf(message);
  return urgent === true ? priority === 'now' : busy !== true || priority !== 'idle';
}

function noteDelivered(tx: Transaction, delivery: ByKind<'delivery'>): void {
  const change = delivered(delivery, tx.now);
  if (change !== null)
    tx.update('delivery', delivery.id, change, { type: 'message.delivered', agent: delivery.agent });
}

function noteSeen(tx: Transaction, delivery: ByKind<'delivery'>): void {
  const change = delivery.deliveredAt === null ? null : seen(delivery, tx.now);
  if (change !== null)
    tx.update('delivery', delivery.id, change, { type: 'message.seen', agent: delivery.agent });
}

function toMail(view: View, delivery: ByKind<'delivery'>): Output['messages'] {
  const message = view.get('message', delivery.message);
  if (message === undefined) return [];
  const { id, from, to, kind, body, replyTo } = message;
  const points = Array.from(body.slice(0, bodyMax * 2 + 2));
  const isCut = points.length > bodyMax;
  const shown = isCut ? points.slice(0, bodyMax).join('') : body;
  const fromName = agentName(view, from) ?? from;
  return [
    {
      id,
      from,
      fromName,
      to,
      kind,
      body: shown,
      isCut,
      awaitsReply: isOpenQuestion(delivery, view.now),
      replyTo,
    },
  ];
}
