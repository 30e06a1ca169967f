import { refusalToDecide } from '../../../domain/request.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { currentLeader } from '../../election.ts';
import { type NextStep, nextStep } from '../../next-step.ts';
import { agentName } from '../../present.ts';
import { actsFor } from './same.ts';
import { waitingMax } from './present.ts';
import { openRequests } from './waiting.ts';

/** An open request that an agent asked, or may decide. */
export interface Concern {
  readonly request: ByKind<'request'>;
  readonly isOwn: boolean;
  readonly askerName: string;
}

export function concerning(view: View, context: Context, agent: ByKind<'agent'>): readonly Concern[] {
  const open = openRequests(view, context);
  if (open.length === 0) return [];
  const leads = currentLeader(view, context)?.agent === agent.id;
  const concerns = open.filter((request) => {
    const isAsker = actsFor(view, agent, request.agent);
    return request.agent === agent.id || refusalToDecide(request, { ...agent, leads, isAsker }) === null;
  });
  return concerns.slice(0, waitingMax).map((request) => ({
    request,
    isOwn: request.agent === agent.id,
    askerName: agentName(view, request.agent) ?? request.agent,
  }));
}

/** What to do about the first to decide, and the first of one's own. */
export function toDo(concerns: readonly Concern[]): readonly NextStep[] {
  const toDecide = concerns.find(({ isOwn }) => !isOwn);
  const own = concerns.find(({ isOwn, request }) => isOwn && request.kind === 'approval');
  return [
    ...(toDecide === undefined ? [] : [decide(toDecide)]),
    ...(own === undefined
      ? []
      : [
          nextStep(
            'request.ask',
            `shoal ask --approval --resume ${own.request.id}`,
            'go on waiting for its decision',
          ),
        ]),
  ];
}

function decide({ request: { id, kind }, askerName }: Concern): NextStep {
  const why = `or shoal reject ${id} -r REASON; ${askerName} waits for it: shoal request ${id}`;
  return kind === 'question'
    ? nextStep('message.reply', `shoal reply ${id} TEXT`, why)
    : nextStep('request.approve', `shoal approve ${id}`, why);
}
