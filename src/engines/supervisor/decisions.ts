import type { ByKind, View } from '../../store/port.ts';

const pageSize = 50;

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
  const found = [];
  for (let after: string | undefined; wanted.size > 0;) {
    const place = after === undefined ? {} : { after };
    const page = view.list('request', { where: { session }, newestFirst: true, limit: pageSize, ...place });
    for (const request of page)
      if (request.driverRequest !== null && wanted.delete(request.driverRequest)) found.push(request);
    after = page.at(-1)?.id;
    if (page.length < pageSize) break;
  }
  return found.toReversed();
}
