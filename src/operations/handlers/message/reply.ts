import { ShoalError } from '../../../domain/errors.ts';
import { answered, closed, deliveryId, isOpenQuestion } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import type { Caller } from '../../caller.ts';
import { requireAgent } from '../../caller.ts';
import { command } from '../../command.ts';
import { once } from '../../once.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName } from '../../present.ts';
import { answer as answerRequest } from '../request/decide.ts';
import { findRequest } from '../request/find.ts';
import { wakeDaemonFor } from '../session/wake.ts';
import { currentTask } from '../task/current.ts';
import { sweepDeliveries } from './expire.ts';
import { findMessage } from './find.ts';
import { follow } from './follow.ts';
import { post, refuseTooLong } from './post.ts';
import { type SentObject, toSent } from './present.ts';

type Output = OutputOf<typeof contracts.messageReply>;

export const reply: Handler<InputOf<typeof contracts.messageReply>, Output> = async (context, input) => {
  refuseTooLong(input.text, context.settings);
  const said = await command(context, (tx, caller) => {
    const agent = requireAgent(caller);
    return once(tx, context, { operation: 'message.reply', actor: agent.id, key: input.key }, () => {
      if (/^q\d/i.test(input.id))
        return answerRequest(tx, context, caller, findRequest(tx, input.id), input.text);
      sweepDeliveries(tx, context, context.settings.sweepMax);
      const original = findMessage(tx, input.id);
      requireAddressee(tx, original, caller);
      return answer(tx, original, agent, input.text);
    });
  });
  const hearers = 'deliveries' in said ? said.deliveries.map(({ agent }) => agent) : [said.agent];
  await wakeDaemonFor(context, hearers);
  return said;
};

/** Only those it was sent to may answer; on a board everyone; a person always. Nobody answers themselves. */
function requireAddressee(view: View, original: ByKind<'message'>, { agent, human }: Caller): void {
  const isOwn = original.from === agent?.id;
  const isAddressee = agent !== null && view.get('delivery', deliveryId(original.id, agent.id)) !== undefined;
  if (!isOwn && (isAddressee || human || original.topic !== null)) return;
  const whose = isOwn ? 'is your own' : `was sent to ${original.to}, not to you`;
  throw new ShoalError('NOT_ALLOWED', `${original.id} ${whose}.`, {
    hint: isOwn ? 'Write on with `shoal msg`.' : 'Tell them what you know with `shoal msg TEXT --to NAME`.',
  });
}

function answer(
  tx: Transaction,
  original: ByKind<'message'>,
  agent: ByKind<'agent'>,
  body: string,
): SentObject & { late: boolean } {
  const recipients = recipientsOf(tx, original, agent.id);
  const late = original.kind === 'question' && !isAwaited(tx, original);
  if (original.topic !== null) follow(tx, original.topic, agent.id);
  const message = post(tx, {
    from: agent.id,
    to: original.topic === null ? (agentName(tx, original.from) ?? original.from) : `#${original.topic}`,
    kind: original.kind === 'question' ? 'answer' : 'message',
    body,
    urgent: original.kind === 'question',
    replyTo: original.id,
    topic: original.topic,
    task: currentTask(tx, agent.id),
    recipients,
  });
  settle(tx, original, agent.id);
  return { ...toSent(tx, message), late };
}

/** What Shoal itself said: of a queue's task for example. */
function notAnAgent({ id, from, task }: ByKind<'message'>): ShoalError {
  return new ShoalError('INVALID_INPUT', `${id} is from ${from}, which reads no answers.`, {
    hint: task === null ? 'Tell an agent: see `shoal ps`.' : `See \`shoal show ${task}\`.`,
  });
}

/** The sender, and on a board everyone who follows it. Refused when the sender is gone: nobody would read it. */
function recipientsOf(view: View, original: ByKind<'message'>, agent: string): readonly string[] {
  const sender = view.get('agent', original.from);
  const isHere = sender?.state === 'live';
  if (original.topic === null && !isHere) {
    if (sender === undefined) throw notAnAgent(original);
    throw new ShoalError('NOT_FOUND', `${sender.name}, who sent ${original.id}, is gone.`, {
      hint: 'If it still matters, tell @all or the leader.',
    });
  }
  const topic = original.topic;
  const followers = topic === null ? [] : view.list('follow', { where: { topic } }).map((one) => one.agent);
  const here = followers.filter((id) => view.get('agent', id)?.state === 'live');
  return [...new Set([...(isHere ? [original.from] : []), ...here])].filter((id) => id !== agent);
}

function isAwaited(view: View, original: ByKind<'message'>): boolean {
  const deliveries = view.list('delivery', { where: { message: original.id } });
  return deliveries.some((delivery) => isOpenQuestion(delivery, view.now));
}

/** The replier has seen and answered it; the others need not answer any more. */
function settle(tx: Transaction, original: ByKind<'message'>, agent: string): void {
  const own = tx.get('delivery', deliveryId(original.id, agent));
  if (own !== undefined)
    tx.update('delivery', own.id, answered(own, tx.now), { type: 'message.replied', agent });
  if (original.kind !== 'question') return;
  for (const delivery of tx.list('delivery', { where: { message: original.id } })) {
    if (delivery.openQuestionFor === null) continue;
    tx.update('delivery', delivery.id, closed, { type: 'message.closed', agent: delivery.agent });
  }
}
