import { effectiveRequest, withdrawn } from '../../../domain/request.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { goneReason } from '../../departure.ts';

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/** What every reader must show: time and deaths have changed what is stored as open. */
export function requestNow(view: View, context: Circumstances, stored: ByKind<'request'>): ByKind<'request'> {
  const request = effectiveRequest(stored, view.now);
  if (request.state !== 'open') return request;
  const asker = view.get('agent', request.agent);
  const isGone = asker === undefined || asker.state === 'gone' || goneReason(view, context, asker) !== null;
  return isGone ? { ...request, ...withdrawn(view.now) } : request;
}

/** What waits for a decision, the oldest first. */
export function openRequests(view: View, context: Circumstances): readonly ByKind<'request'>[] {
  return view
    .list('request', { where: { openFor: 'people' } })
    .filter((request) => requestNow(view, context, request).state === 'open');
}
