import type { OutputOf } from '../../../operations/define.ts';
import type * as contracts from '../../../operations/contracts/event.ts';
import { columns, lines, literal, paint, plural, type Style } from './style.ts';

export function renderEmit({ type, seq, subscribers }: OutputOf<typeof contracts.eventEmit>): string {
  return `${literal(type)} is event ${seq}; ${plural(subscribers, 'agent')} here ${subscribers === 1 ? 'listens' : 'listen'} to it.`;
}

export function renderSubscribe({ patterns, ackedSeq }: OutputOf<typeof contracts.eventSubscribe>): string {
  return patterns.length === 0
    ? 'You listen to nothing.'
    : `You listen to ${patterns.map(literal).join(', ')}, after event ${ackedSeq}.`;
}

export function renderPoll(
  { events, ackSeq, acked, missed }: OutputOf<typeof contracts.eventPoll>,
  style: Style,
): string {
  if (events.length === 0) return 'Nothing new.';
  const rows = events.map((event) => [
    String(event.seq),
    paint(style, 'quiet', event.at.slice(0, 19).replace('T', ' ')),
    literal(event.sourceName ?? event.source ?? 'shoal'),
    literal(event.type),
    literal(event.id),
    literal(event.emitted && event.data !== null ? JSON.stringify(event.data) : ''),
  ]);
  return lines(
    missed ? 'Older events are no longer kept.' : undefined,
    columns(style, rows, { flexible: 5 }),
    acked ? undefined : paint(style, 'quiet', `acknowledge: shoal events --ack-seq ${ackSeq}`),
  );
}
