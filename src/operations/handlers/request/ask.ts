import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { agentCommand, identify } from '../../command.ts';
import { once } from '../../once.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName } from '../../present.ts';
import { sweepAll, sweepDue } from '../../sweep.ts';
import { waitUntil } from '../../wait.ts';
import { tell } from '../message/tell.ts';
import { currentTask } from '../task/current.ts';
import { withdrawRequest } from './close.ts';
import { deciders } from './deciders.ts';
import { findRequest } from './find.ts';
import { openRequest } from './open.ts';
import { requestNow } from './waiting.ts';

type Input = InputOf<typeof contracts.requestAsk>;
type Output = OutputOf<typeof contracts.requestAsk>;

/** Waiting is a sign of life: noted this often, so that no lease of the asker runs out. */
const lifeEveryMs = 2_000;
const titleMax = 200;

/**
 * Opens the request, then sleeps until the log brings a decision. Who stops waiting withdraws it; a process that is
 * killed leaves it open until its deadline, or until its agent is known to be gone.
 */
export const ask: Handler<Input, Output> = async (context, input) => {
  const { id } = await agentCommand(context, (tx, asker) =>
    input.resume === undefined ? askNow(tx, context, asker, input) : resumed(tx, asker, input.resume),
  );
  await tellWaiting(context, id);
  let isSettled = false;
  try {
    await untilDecided(context, id, input.pendingAfterMs);
    const outcome = await conclude(context, id);
    isSettled = true;
    if (outcome instanceof ShoalError) throw outcome;
    return outcome;
  } finally {
    if (!isSettled)
      await context.store.transact((tx) => void withdrawRequest(tx, id, 'the asker stopped waiting'));
  }
};

/** Who waits sees what for, and for how long. */
async function tellWaiting({ store, tell: say }: Context, id: string): Promise<void> {
  if (say === undefined) return;
  const { state, by, dueAt, defaultOutcome } = await store.read((view) => findRequest(view, id));
  if (state !== 'open' || dueAt === null) return;
  const whom = ['a person', ...by.filter((one) => one !== '@human')].join(' or ');
  const then = defaultOutcome === 'approve' ? 'approved' : 'rejected';
  say(
    `${id} waits for ${whom}; ${then} at ${new Date(dueAt).toISOString().slice(11, 19)} UTC unless decided`,
  );
}

function askNow(tx: Transaction, context: Context, asker: ByKind<'agent'>, input: Input): { id: string } {
  const { text } = input;
  if (text === undefined || text.trim() === '') {
    throw new ShoalError('INVALID_INPUT', 'It is not said what is to be approved.', {
      hint: 'For example `shoal ask "Drop the old table?" --approval`.',
    });
  }
  return once(tx, context, { operation: 'request.ask', actor: asker.id, key: input.key }, () => {
    sweepAll(tx, context);
    const { by, agents } = deciders(tx, context, asker, input.by ?? ['@human']);
    const title = titleOf(text);
    const { id } = openRequest(tx, context, {
      kind: 'approval',
      agent: asker.id,
      task: currentTask(tx, asker.id),
      title,
      detail: title === text.trim() ? null : text,
      by,
      ...(input.timeoutMs === undefined ? {} : { dueAt: tx.now + input.timeoutMs }),
      defaultOutcome: input.default ?? 'reject',
    });
    const body = `${id} waits for your decision: ${title} — \`shoal approve ${id}\`, or \`shoal reject ${id} -r REASON\``;
    for (const to of agents) tell(tx, { from: asker.id, to, body });
    return { id };
  });
}

function titleOf(text: string): string {
  const [line = ''] = text.trim().split('\n');
  const points = Array.from(line.trim());
  return points.length > titleMax ? `${points.slice(0, titleMax - 1).join('')}…` : line.trim();
}

function resumed(tx: Transaction, asker: ByKind<'agent'>, text: string): { id: string } {
  const request = findRequest(tx, text);
  if (request.agent === asker.id && request.kind === 'approval') return request;
  throw new ShoalError('NOT_ALLOWED', `${request.id} is not an approval that you asked for.`, {
    hint: 'Ask your own with `shoal ask TEXT --approval`.',
  });
}

async function untilDecided(context: Context, id: string, pendingAfterMs: number | undefined): Promise<void> {
  let notedAt = context.store.now();
  await waitUntil(context, pendingAfterMs ?? Number.MAX_SAFE_INTEGER, async () => {
    if (context.store.now() - notedAt >= lifeEveryMs) {
      notedAt = context.store.now();
      await context.store.transact((tx) => void identify(tx, context));
    }
    const seen = await context.store.read((view) => ({
      state: requestNow(view, context, findRequest(view, id)).state,
      due: view.isAnyDue(),
    }));
    if (seen.due) await context.store.transact((tx) => sweepDue(tx, context));
    return seen.state === 'open' ? undefined : true;
  });
}

/** As it stands now; what a decision of another says against it is an error, so that the exit code tells. */
function conclude(context: Context, id: string): Promise<Output | ShoalError> {
  return context.store.transact((tx) => {
    identify(tx, context);
    const stored = findRequest(tx, id);
    const request = requestNow(tx, context, stored);
    // The process that waits may outlive its agent.
    if (request.state === 'withdrawn') withdrawRequest(tx, id, 'its agent is gone');
    const { state, decision, decidedBy } = request;
    const none = { request: id, pending: true, outcome: null, option: null, text: null } as const;
    if (state === 'open') return { ...none, decidedBy: null, decidedByName: null };
    if (state === 'withdrawn' || decision === null) return withdrawnError(id);
    if (decision.outcome === 'reject') return rejectedError(tx, request);
    const { option, text } = decision;
    const decidedByName = agentName(tx, decidedBy);
    return { request: id, pending: false, outcome: 'approve', option, text, decidedBy, decidedByName };
  });
}

function rejectedError(view: View, { id, state, decision, decidedBy }: ByKind<'request'>): ShoalError {
  const details = { request: id, outcome: 'reject', decidedBy, text: decision?.text ?? null };
  if (state === 'expired') {
    return new ShoalError('TIMED_OUT', `Nobody decided ${id} in time, so it is rejected.`, {
      hint: 'Do not do it; ask again later, or ask someone else with --by.',
      details,
    });
  }
  const why = decision?.text === null || decision?.text === undefined ? '' : `: ${decision.text}`;
  return new ShoalError('NOT_ALLOWED', `${agentName(view, decidedBy) ?? '?'} rejected ${id}${why}`, {
    hint: 'Do not do it, and do not ask the same of somebody else.',
    details,
  });
}

function withdrawnError(id: string): ShoalError {
  return new ShoalError('CONFLICT', `${id} was withdrawn before anybody decided it.`, {
    hint: 'Ask again if it still matters.',
    details: { request: id },
  });
}
