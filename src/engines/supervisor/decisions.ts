import { everyRecord } from '../../operations/every-record.ts';
import type { ByKind, View } from '../../store/port.ts';

/**
 * Of the requests with these keys those that wait no longer, the oldest first. What is open is few; what was decided of a
 * long session is not, and lies at its end.
 */
export function closedRequests(
  view: View,
  session: string,
  keys: readonly string[],
): readonly ByKind<'request'>[] {
  if (keys.length === 0) return [];
  const open = view.list('request', { where: { session, state: 'open' } });
  const wanted = new Set(keys);
  for (const { driverRequest } of open) if (driverRequest !== null) wanted.delete(driverRequest);
  return everyRecord(view, 'request', { where: { session }, newestFirst: true })
    .filter(({ driverRequest }) => driverRequest !== null && wanted.delete(driverRequest))
    .take(wanted.size)
    .toArray()
    .toReversed();
}
