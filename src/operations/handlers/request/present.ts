import { type RiskFound, riskOf } from '../../../domain/risk.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { OutputOf } from '../../define.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';
import { rootOf } from './subject.ts';
import { requestNow } from './waiting.ts';

/** Requests that a summary names; the rest is counted. */
export const waitingMax = 20;

export type RequestObject = OutputOf<typeof contracts.requestList>[number];

export function toRequest(
  view: View,
  context: Pick<Context, 'machine' | 'settings' | 'place'>,
  stored: ByKind<'request'>,
): RequestObject {
  const request = requestNow(view, context, stored);
  const { id, state, agent, session, task, title, tool, command, decision, decidedBy, defaultOutcome } =
    request;
  const { risk, why: riskWhy } = requestRisk(view, context, request);
  return {
    id,
    kind: 'request',
    requestKind: request.kind,
    state,
    agent,
    agentName: agentName(view, agent) ?? agent,
    session,
    task,
    title,
    risk,
    riskWhy,
    body: typeof request.detail === 'string' ? request.detail : null,
    tool,
    command,
    paths: [...request.paths],
    options: request.options.map((option) => ({ ...option })),
    by: [...request.by],
    createdAt: isoInstant(request.createdAt),
    dueAt: isoTime(request.dueAt),
    defaultOutcome,
    outcome: decision?.outcome ?? null,
    option: decision?.option ?? null,
    text: decision?.text ?? null,
    decidedBy,
    decidedByName: agentName(view, decidedBy),
    decidedAt: isoTime(request.decidedAt),
  };
}

/** As an agent asks it where it stands; a run of a pipeline asks whether it may go on. */
export function requestRisk(
  view: View,
  context: Pick<Context, 'place'>,
  request: ByKind<'request'>,
): RiskFound {
  const { agent, kind } = request;
  if (kind === 'approval' && view.get('run', agent) !== undefined)
    return { risk: 'medium', why: 'a run goes on with it' };
  return riskOf({ ...request, root: rootOf(view, context, request) });
}

export type WaitingObject = Pick<
  RequestObject,
  | 'id'
  | 'requestKind'
  | 'agent'
  | 'agentName'
  | 'task'
  | 'title'
  | 'by'
  | 'createdAt'
  | 'dueAt'
  | 'defaultOutcome'
>;

/** An open request as a summary names it. */
export function toWaiting(view: View, request: ByKind<'request'>): WaitingObject {
  const { id, agent, task, title, by, defaultOutcome } = request;
  return {
    id,
    requestKind: request.kind,
    agent,
    agentName: agentName(view, agent) ?? agent,
    task,
    title,
    by: [...by],
    createdAt: isoInstant(request.createdAt),
    dueAt: isoTime(request.dueAt),
    defaultOutcome,
  };
}
