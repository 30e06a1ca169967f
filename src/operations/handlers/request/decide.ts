import { ShoalError } from '../../../domain/errors.ts';
import type { PolicyRule } from '../../../domain/policy.ts';
import {
  type Choice,
  decided,
  type Decider,
  refusalToDecide,
  type Request,
  toDecision,
} from '../../../domain/request.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { type Caller, requireAgent } from '../../caller.ts';
import { command, requireHuman } from '../../command.ts';
import { once } from '../../once.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { InputOf } from '../../define.ts';
import { currentLeader } from '../../election.ts';
import { agentName } from '../../present.ts';
import { wakeDaemonFor } from '../session/wake.ts';
import { findRequest } from './find.ts';
import { type RequestObject, toRequest } from './present.ts';
import { keepForProfile, keepForTask, requireKeepable, requireRule, type Scope } from './rule.ts';
import { actsFor } from './same.ts';
import { requestNow } from './waiting.ts';

export const approve: Handler<InputOf<typeof contracts.requestApprove>, RequestObject> = (
  context,
  { id, option, always, alwaysFor, key },
) => settle(context, { id, key, alwaysFor, outcome: 'approve', option, always, text: null });

export const reject: Handler<InputOf<typeof contracts.requestReject>, RequestObject> = (
  context,
  { id, reason, option, always, alwaysFor, key },
) => settle(context, { id, key, alwaysFor, outcome: 'reject', option, always, text: reason });

interface Order extends Choice {
  readonly id: string;
  readonly key: string | undefined;
  readonly alwaysFor: Scope | undefined;
}

/**
 * The decision first, then the policy in shoal.yaml: it decides more than this one request, and must not stand when the
 * decision came too late. What can be known beforehand to keep it out of the file refuses both.
 */
async function settle(context: Context, order: Order): Promise<RequestObject> {
  if (order.alwaysFor !== 'profile') return settleOnce(context, order);
  const lasting = await keepable(context, order);
  const answer = await settleOnce(context, order);
  // Sent twice: the first time it may have been killed between the two.
  await keepDecided(context, lasting ?? (await context.store.read((view) => keptOf(view, context, order))));
  return answer;
}

async function settleOnce(context: Context, order: Order): Promise<RequestObject> {
  const settled = await command(context, (tx, caller) => {
    const { id: actor } = requireAgent(caller);
    const operation = `request.${order.outcome}`;
    return once(tx, context, { operation, actor, key: order.key }, () => {
      const request = findRequest(tx, order.id);
      if (request.kind === 'question' && order.outcome === 'approve') throw wantsText(request);
      if (order.alwaysFor === 'task') keepPolicy(tx, context, caller, request, order);
      return decide(tx, context, caller, request, order);
    });
  });
  await wakeDaemonFor(context, [settled.agent]);
  return settled;
}

interface Kept {
  readonly request: ByKind<'request'>;
  readonly made: PolicyRule;
}

/** The policy that goes with the decision; null: it is decided already. */
async function keepable(context: Context, order: Order): Promise<Kept | null> {
  const ready = await command(context, (tx, caller) => {
    const request = findRequest(tx, order.id);
    requireHuman(caller, 'decide for all requests of a profile');
    refuseUnlessMay(tx, request, deciderOf(tx, context, caller, requireAgent(caller), request));
    // Of one that is decided the next step knows what to say: it may be this very call, sent twice.
    if (requestNow(tx, context, request).state !== 'open') return null;
    // Refuses an option that is not offered.
    toDecision(request, order);
    return keptOf(tx, context, order);
  });
  if (ready !== null) await requireKeepable(context, ready.request, ready.made);
  return ready;
}

function keptOf(view: View, context: Context, order: Order): Kept {
  const request = findRequest(view, order.id);
  return { request, made: ruleOf(view, context, request, order) };
}

async function keepDecided(context: Context, { request, made }: Kept): Promise<void> {
  try {
    await keepForProfile(context, request, made);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ShoalError(
      cause instanceof ShoalError ? cause.code : 'INTERNAL',
      `${request.id} is decided, but its policy is not in shoal.yaml: ${why}`,
      {
        hint: 'Write it yourself: `shoal config policy add --help`.',
        details: { request: request.id },
        cause,
      },
    );
  }
}

function keepPolicy(
  tx: Transaction,
  context: Context,
  caller: Caller,
  request: ByKind<'request'>,
  order: Order,
): void {
  requireHuman(caller, 'decide for all requests of a task');
  keepForTask(tx, request, ruleOf(tx, context, request, order), requireAgent(caller).id);
}

function ruleOf(
  view: View,
  context: Context,
  request: ByKind<'request'>,
  { alwaysFor: scope = 'task', outcome, text: reason }: Order,
): PolicyRule {
  return requireRule(view, context, request, { scope, outcome, reason });
}

/** Answers a question with text; one of its options when the text names it. */
export function answer(
  tx: Transaction,
  context: Context,
  caller: Caller,
  request: ByKind<'request'>,
  text: string,
): RequestObject {
  if (request.kind !== 'question') throw wantsDecision(request);
  const said = text.trim().toLowerCase();
  const option = request.options.find(
    ({ id, label, outcome }) =>
      outcome === 'approve' && (id.toLowerCase() === said || label.toLowerCase() === said),
  );
  return decide(tx, context, caller, request, { outcome: 'approve', option: option?.id, text });
}

/** The first answer wins: later ones are told who decided what. */
export function decide(
  tx: Transaction,
  context: Context,
  caller: Caller,
  request: ByKind<'request'>,
  choice: Choice,
): RequestObject {
  const agent = requireAgent(caller);
  refuseUnlessMay(tx, request, deciderOf(tx, context, caller, agent, request));
  const now = requestNow(tx, context, request);
  if (now.state !== 'open') throw decidedAlready(tx, now);
  tx.update('request', request.id, decided(toDecision(request, choice), agent.id, tx.now), {
    type: 'request.decided',
    task: request.task,
    agent: request.agent,
  });
  return toRequest(tx, context, tx.get('request', request.id) ?? request);
}

function deciderOf(
  view: View,
  context: Context,
  caller: Caller,
  agent: ByKind<'agent'>,
  request: Request,
): Decider {
  return {
    id: agent.id,
    name: agent.name,
    role: agent.role,
    human: caller.human,
    leads: currentLeader(view, context)?.agent === agent.id,
    isAsker: actsFor(view, agent, request.agent),
  };
}

function refuseUnlessMay(view: View, request: Request, decider: Decider): void {
  const refusal = refusalToDecide(request, decider);
  if (refusal === null) return;
  const who = agentName(view, request.agent);
  const whom = ['a person', ...request.by].join(', ');
  const message =
    refusal === 'own'
      ? `${request.id} is a request of ${decider.id === request.agent ? 'your own' : `${who}, for whom you work`}: nobody decides for themselves.`
      : `${request.id} is not yours to decide.`;
  throw new ShoalError('NOT_ALLOWED', message, {
    hint:
      decider.human && decider.id === request.agent
        ? 'End the command that waits for it (Ctrl-C): that withdraws it.'
        : `It waits for ${whom}. A person decides at a terminal that no agent has started.`,
    details: { request: request.id, by: request.by },
  });
}

function decidedAlready(view: View, request: Request): ShoalError {
  const { id, state, decision, decidedBy } = request;
  const who = decidedBy === 'policy' ? 'a policy' : (agentName(view, decidedBy) ?? 'somebody');
  const verb = decision?.outcome === 'approve' ? 'approved' : 'rejected';
  const message = {
    open: `${id} is open.`,
    decided: request.kind === 'question' ? `${id} was answered by ${who}` : `${id} was ${verb} by ${who}`,
    expired: `Nobody decided ${id} in time, so it was ${verb}`,
    withdrawn: `${id} was withdrawn: nobody waits for it any more`,
  }[state];
  const why = decision?.text === null || decision?.text === undefined ? '' : `: ${decision.text}`;
  return new ShoalError('CONFLICT', `${message}${why}.`, {
    hint: `See \`shoal request ${id}\`.`,
    details: { request: id, state, outcome: decision?.outcome ?? null, decidedBy },
  });
}

function wantsText({ id, title }: Request): ShoalError {
  return new ShoalError('INVALID_INPUT', `${id} is a question: ${title}`, {
    hint: `Answer it: \`shoal reply ${id} TEXT\`, or decline it: \`shoal reject ${id} -r REASON\`.`,
  });
}

function wantsDecision({ id, title }: Request): ShoalError {
  return new ShoalError('INVALID_INPUT', `${id} waits for a decision, not for a text: ${title}`, {
    hint: `Decide it: \`shoal approve ${id}\` or \`shoal reject ${id} -r REASON\`.`,
  });
}
