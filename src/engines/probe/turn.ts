import type { DriverEvent } from '../../harness/driver.ts';
import type { Session } from './session.ts';

export type TurnEnd = Extract<DriverEvent, { type: 'turn-end' }>;
export type AskedFor = Extract<DriverEvent, { type: 'request' }>;

/** Begins a turn and gives how it ended. `decide` is asked for what the harness asks for meanwhile; without it nothing is answered. */
export async function turn(
  session: Session,
  id: string,
  text: string,
  decide?: (request: AskedFor) => 'approve' | 'reject',
): Promise<TurnEnd> {
  let from = session.events.length;
  session.act((protocol) => protocol.send({ id, text }));
  while (decide !== undefined) {
    const isNext = (event: DriverEvent): boolean => event.type === 'request' || isEndOf(event, id);
    const event = await session.next(isNext, from);
    if (event.type !== 'request') break;
    from = session.events.indexOf(event) + 1;
    answer(session, event, decide(event));
  }
  return session.nextOf('turn-end', from, (end) => isEndOf(end, id));
}

function isEndOf(event: DriverEvent, id: string): boolean {
  return event.type === 'turn-end' && event.turn === id;
}

function answer(session: Session, request: AskedFor, outcome: 'approve' | 'reject'): void {
  const option = request.options.find((one) => one.outcome === outcome && !one.always)?.id ?? null;
  session.act((protocol) => protocol.answer(request.id, { outcome, option, text: null }));
}

/** The whole conversation that a request carries, as text to look for words in. */
export function bodyOf(request: { readonly body: unknown } | undefined): string {
  return JSON.stringify(request?.body ?? null);
}
