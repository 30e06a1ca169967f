import type * as contracts from '../../../operations/contracts/log.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, paint, type Style } from './style.ts';

type Answer = OutputOf<typeof contracts.logList>;
type Event = Exclude<Answer, readonly unknown[]>;

/** One event per line, newest last; while following, one call per event. */
export function renderList(answer: Answer, style: Style): string {
  if (!Array.isArray(answer)) return row(answer, style).join('  ').trimEnd();
  return answer.length === 0
    ? 'Nothing has happened yet.'
    : columns(
        style,
        answer.map((event) => row(event, style)),
        { flexible: DETAIL_COLUMN },
      );
}

const DETAIL_COLUMN = 5;

function row(event: Event, style: Style): readonly string[] {
  return [
    String(event.seq),
    paint(style, 'quiet', event.at.slice(0, 19).replace('T', ' ')),
    literal(event.actorName ?? 'shoal'),
    literal(event.type),
    literal(event.id),
    literal(detailOf(event)),
  ];
}

/** What says most about the event, in a few words. */
function detailOf({ kind, data, change, agentName, actorName }: Event): string {
  if (kind === 'signal') return data === null ? '' : JSON.stringify(data).slice(0, detailMax);
  const facts = factsOf({ change, data });
  const about = agentName === null || agentName === actorName ? [] : [agentName];
  const said = ['title', 'path', 'name', 'reason', 'result', 'error', 'progress', 'body', 'intent']
    .map((field) => facts[field])
    .filter((value) => typeof value === 'string' && value !== '');
  return [...about, ...said.slice(0, 2)].join(': ').slice(0, detailMax);
}

/** What an event tells about its record, by field. */
export function factsOf({ change, data }: Pick<Event, 'change' | 'data'>): Readonly<Record<string, unknown>> {
  return { ...change, ...(typeof data === 'object' ? data : {}) };
}

const detailMax = 200;

type Histogram = OutputOf<typeof contracts.logHistogram>;

const barMax = 40;

/** A bar per stretch in which something happened, and what it happened to. */
export function renderHistogram({ buckets, total, nouns, from, until }: Histogram, style: Style): string {
  const most = Math.max(...buckets.map(({ count }) => count));
  if (total === 0) return `Nothing happened from ${from} to ${until}.`;
  const rows = buckets
    .filter(({ count }) => count > 0)
    .map(({ start, count, counts }) => [
      paint(style, 'quiet', start.slice(0, 19).replace('T', ' ')),
      String(count),
      '▇'.repeat(Math.ceil((count / most) * barMax)),
      literal(inWords(Object.entries(counts))),
    ]);
  const all = inWords(nouns.map(({ noun, count }) => [noun, count]));
  return lines(columns(style, rows, { flexible: 3 }), '', `${total} in all: ${literal(all)}`);
}

function inWords(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([noun, count]) => `${noun} ${count}`).join(', ');
}
