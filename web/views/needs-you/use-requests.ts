import { type Request, useWaiting } from '../../data/waiting.ts';

/** Of all requests that wait, those that fit, the riskiest first. */
export function useRequests(fits: (request: Request) => boolean): readonly Request[] {
  const { waiting = [] } = useWaiting();
  return waiting.flatMap((one) => ('request' in one && fits(one.request) ? [one.request] : []));
}
