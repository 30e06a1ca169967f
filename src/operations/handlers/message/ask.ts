import { ShoalError } from '../../../domain/errors.ts';
import { deliveryId, isDeadlock, isOpenQuestion } from '../../../domain/message.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { agentCommand, identify } from '../../command.ts';
import { once } from '../../once.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { goneReason } from '../../departure.ts';
import { agentName } from '../../present.ts';
import { sweepAll, sweepDue } from '../../sweep.ts';
import { waitUntil } from '../../wait.ts';
import { wakeDaemonFor } from '../session/wake.ts';
import { currentTask } from '../task/current.ts';
import { expireQuestion } from './expire.ts';
import { findMessage } from './find.ts';
import { follow } from './follow.ts';
import { post, refuseFullInbox, refuseTooLong } from './post.ts';
import { audience } from './recipients.ts';
import { markDelivered, seenAfterAnswer } from './seen.ts';

type Input = InputOf<typeof contracts.messageAsk>;
type Output = OutputOf<typeof contracts.messageAsk>;

/** Waiting is a sign of life: noted this often, so that no lease of the asker runs out. */
const lifeEveryMs = 2_000;

/**
 * Posts the question, then sleeps until the log brings an answer. An answer that was committed before the deadline is
 * always returned: the last look comes after it, in the same commit that gives up.
 */
export const ask: Handler<Input, Output> = async (context, input) => {
  const question = await agentCommand(context, (tx, asker) =>
    input.resume === undefined ? askNow(tx, context, asker, input) : resumed(tx, asker, input.resume),
  );
  tellWaiting(context, question);
  void wakeDaemonFor(context, await askedAgents(context, question));
  let isSettled = false;
  try {
    const reply = await firstReply(context, question, input.pendingAfterMs);
    isSettled = reply !== undefined || input.pendingAfterMs !== undefined;
    const outcome = await conclude(context, question, reply?.id);
    isSettled = true;
    if (outcome.reply !== null) await seenAfterAnswer(context, [deliveryId(outcome.reply, question.from)]);
    return outcome;
  } finally {
    if (!isSettled)
      await context.store.transact((tx) => expireQuestion(tx, question.id, 'the asker stopped waiting'));
  }
};

function askedAgents({ store }: Context, { id }: ByKind<'message'>): Promise<readonly string[]> {
  return store.read((view) => view.list('delivery', { where: { message: id } }).map(({ agent }) => agent));
}

/** Who waits sees what for, and for how long. */
function tellWaiting({ tell: say }: Context, { id, to, expiresAt }: ByKind<'message'>): void {
  if (say === undefined || expiresAt === null) return;
  say(`${id} waits for an answer of ${to} until ${new Date(expiresAt).toISOString().slice(11, 19)} UTC`);
}

function askNow(tx: Transaction, context: Context, asker: ByKind<'agent'>, input: Input): ByKind<'message'> {
  const { text, to } = input;
  if (text === undefined || to === undefined) {
    throw new ShoalError(
      'INVALID_INPUT',
      text === undefined ? 'There is no question.' : 'Nobody is asked: --to is missing.',
      {
        hint: 'For example `shoal ask "Redis or SQLite?" --to @leader`.',
      },
    );
  }
  refuseTooLong(text, context.settings);
  return once(tx, context, { operation: 'message.ask', actor: asker.id, key: input.key }, () => {
    sweepAll(tx, context);
    const { agents, topic } = audience(tx, context, asker, to);
    const others = agents.filter(({ id }) => id !== asker.id);
    if (others.length === 0) throw nobodyElse(agents.length > 0, to);
    refuseDeadlock(tx, asker, others);
    refuseFullInbox(tx, others, context.settings);
    if (topic !== null) follow(tx, topic, asker.id);
    return post(tx, {
      from: asker.id,
      to: to.join(', '),
      kind: 'question',
      body: text,
      urgent: true,
      topic,
      task: currentTask(tx, asker.id),
      expiresAt: tx.now + (input.timeoutMs ?? context.settings.askTimeoutMs),
      recipients: others.map(({ id }) => id),
    });
  });
}

function nobodyElse(isSelf: boolean, to: readonly string[]): ShoalError {
  const message = isSelf
    ? `${to.join(', ')} is yourself.`
    : `Nobody is behind ${to.join(', ')} who could answer.`;
  return new ShoalError(isSelf ? 'INVALID_INPUT' : 'NOT_FOUND', message, {
    hint: 'See who is here with `shoal ps`; @human asks the person.',
  });
}

/** Two who ask each other: the second is told to answer first (an ask that waits can answer nobody). */
function refuseDeadlock(view: View, asker: ByKind<'agent'>, asked: readonly ByKind<'agent'>[]): void {
  const ids = asked.filter(({ human }) => !human).map(({ id }) => id);
  if (ids.length < asked.length || !isDeadlock(asker.id, ids, (agent) => askedBy(view, agent))) return;
  const open = view
    .list('delivery', { where: { openQuestionFor: asker.id } })
    .filter((one) => isOpenQuestion(one, view.now));
  const [first] = open.map(({ message }) => message);
  const names = asked.map(({ name }) => name).join(', ');
  const what = first === undefined ? 'an answer that depends on you' : `your answer to ${first}`;
  throw new ShoalError('DEADLOCK', `${names} waits for ${what}, and could not answer you meanwhile.`, {
    hint:
      first === undefined
        ? 'Answer what you were asked first: `shoal inbox`.'
        : `Answer first: \`shoal reply ${first} TEXT\`.`,
    details: { open: open.map(({ message }) => message) },
  });
}

/** Whom the agent waits for: the recipients of its questions that are open. */
function askedBy(view: View, agent: string): readonly string[] {
  const questions = view.list('message', { where: { from: agent }, newestFirst: true, limit: 50 });
  const open = questions.filter(({ kind, expiresAt }) => kind === 'question' && (expiresAt ?? 0) > view.now);
  return open.flatMap(({ id }) =>
    view
      .list('delivery', { where: { message: id } })
      .filter((one) => isOpenQuestion(one, view.now))
      .map((one) => one.agent),
  );
}

function resumed(tx: Transaction, asker: ByKind<'agent'>, text: string): ByKind<'message'> {
  const question = findMessage(tx, text);
  if (question.from === asker.id && question.kind === 'question') return question;
  throw new ShoalError('NOT_ALLOWED', `${question.id} is not a question of yours.`, {
    hint: 'Ask your own with `shoal ask`.',
  });
}

async function firstReply(
  context: Context,
  question: ByKind<'message'>,
  pendingAfterMs: number | undefined,
): Promise<ByKind<'message'> | undefined> {
  const left = Math.max(0, (question.expiresAt ?? 0) - context.store.now());
  let notedAt = context.store.now();
  return waitUntil(context, Math.min(left, pendingAfterMs ?? left), async () => {
    if (context.store.now() - notedAt >= lifeEveryMs) {
      notedAt = context.store.now();
      await context.store.transact((tx) => void identify(tx, context));
    }
    const { seen, due } = await context.store.read((view) => ({
      seen: look(view, context, question),
      due: view.isAnyDue(),
    }));
    if (seen === 'gone') throw await bounce(context, question);
    if (due) await context.store.transact((tx) => sweepDue(tx, context));
    return seen;
  });
}

/** The first answer; `gone` when nobody who was asked can answer any more. */
function look(
  view: View,
  context: Context,
  question: ByKind<'message'>,
): ByKind<'message'> | 'gone' | undefined {
  const reply = replyTo(view, question);
  if (reply !== undefined) return reply;
  const asked = view
    .list('delivery', { where: { message: question.id } })
    .map(({ agent }) => view.get('agent', agent));
  const isAnyHere = asked.some(
    (agent) => agent?.state === 'live' && goneReason(view, context, agent) === null,
  );
  return isAnyHere ? undefined : 'gone';
}

function replyTo(view: View, question: ByKind<'message'>): ByKind<'message'> | undefined {
  return view.list('message', { where: { replyTo: question.id } })[0];
}

async function bounce(context: Context, question: ByKind<'message'>): Promise<ShoalError> {
  await context.store.transact((tx) => sweepAll(tx, context));
  return new ShoalError(
    'NOT_FOUND',
    `Everyone who was asked ${question.id} is gone: there will be no answer.`,
    {
      hint: 'See who is here with `shoal ps`.',
      details: { question: question.id },
    },
  );
}

/** Decides in one commit: the answer if there is one by now, pending while there is time, else the end of waiting. */
async function conclude(
  context: Context,
  question: ByKind<'message'>,
  replyId: string | undefined,
): Promise<Output> {
  const outcome = await context.store.transact((tx) => {
    identify(tx, context);
    const reply = replyId === undefined ? replyTo(tx, question) : tx.get('message', replyId);
    if (reply !== undefined) return answeredBy(tx, question, reply);
    if ((question.expiresAt ?? 0) > tx.now) return pending(question);
    expireQuestion(tx, question.id, 'no answer in time');
    return timedOut(tx, question);
  });
  if (outcome instanceof ShoalError) throw outcome;
  return outcome;
}

function answeredBy(tx: Transaction, question: ByKind<'message'>, reply: ByKind<'message'>): Output {
  const delivery = tx.get('delivery', deliveryId(reply.id, question.from));
  if (delivery !== undefined) markDelivered(tx, [delivery]);
  const fromName = agentName(tx, reply.from);
  return {
    question: question.id,
    pending: false,
    reply: reply.id,
    from: reply.from,
    fromName,
    body: reply.body,
  };
}

function pending(question: ByKind<'message'>): Output {
  return { question: question.id, pending: true, reply: null, from: null, fromName: null, body: null };
}

function timedOut(view: View, question: ByKind<'message'>): ShoalError {
  const states = view.list('delivery', { where: { message: question.id } }).map(({ agent, seenAt }) => {
    return `${agentName(view, agent)} ${seenAt === null ? 'has not seen it' : 'has seen it'}`;
  });
  return new ShoalError('TIMED_OUT', `No answer to ${question.id} in time: ${states.join(', ')}.`, {
    hint: 'A late answer will be in your inbox; go on without it, or ask someone else.',
    details: { question: question.id },
  });
}
