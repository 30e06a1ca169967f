import { isOver } from '../../../domain/pipeline/run.ts';
import { effectiveRequest, withdrawn } from '../../../domain/request.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { goneReason } from '../../departure.ts';

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/** What every reader must show: time and deaths have changed what is stored as open. */
export function requestNow(view: View, context: Circumstances, stored: ByKind<'request'>): ByKind<'request'> {
  const request = effectiveRequest(stored, view.now);
  if (request.state !== 'open') return request;
  return isGone(view, context, request.agent) ? { ...request, ...withdrawn(view.now) } : request;
}

/** Of an agent, or of a run of a pipeline that a person must let go on. */
function isGone(view: View, context: Circumstances, asker: string): boolean {
  const run = view.get('run', asker);
  if (run !== undefined) return isOver(run);
  const agent = view.get('agent', asker);
  return agent === undefined || agent.state === 'gone' || goneReason(view, context, agent) !== null;
}

/** What waits for a decision, the oldest first. */
export function openRequests(view: View, context: Circumstances): readonly ByKind<'request'>[] {
  return view
    .list('request', { where: { openFor: 'people' } })
    .filter((request) => requestNow(view, context, request).state === 'open');
}
