import { type Day, lastDays } from '../../../domain/day.ts';
import type { View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/usage.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoInstant } from '../../present.ts';
import { burnOf, burnMs } from './burn.ts';
import { type Counted, turnsSince } from './counted.ts';
import { labelOf } from './label.ts';
import { totalOf } from './total.ts';

type Output = OutputOf<typeof contracts.usageDays>;
type By = Output['by'];

const daysDefault = 14;
const rowsDefault = 12;

/** No name of anything: what did not get a row of its own. */
const others = '+';

export const days: Handler<InputOf<typeof contracts.usageDays>, Output> = async (context, input) => {
  const { by = 'agent', timeZone = 'UTC', limit = rowsDefault } = input;
  const now = context.store.now();
  const wanted = lastDays(now, input.days ?? daysDefault, timeZone);
  const from = wanted[0]?.start ?? now;
  const read = await turnsSince(context.store, Math.min(from, now - burnMs));
  const turns = read.filter(({ endedAt }) => endedAt >= from);
  const groups = grouped(turns, by, limit);
  const byDay = Map.groupBy(turns, (turn) => dayOf(wanted, turn));
  return context.store.read((view) => ({
    by,
    timeZone,
    days: wanted.map(({ day, start }) => ({
      day,
      start: isoInstant(start),
      ...totalOf(byDay.get(day) ?? []),
    })),
    rows: [...groups].map(([of, some]) => ({
      of,
      label: of === others ? 'others' : labelOf(view, by, of),
      ...totalOf(some),
    })),
    cells: [...groups].flatMap(([of, some]) =>
      [...Map.groupBy(some, (turn) => dayOf(wanted, turn))].map(([day, part]) => ({
        day,
        of,
        ...totalOf(part),
      })),
    ),
    total: totalOf(turns),
    today: totalOf(byDay.get(wanted.at(-1)?.day ?? '') ?? []),
    burn: burnOf(read, now),
    keptFrom: keptFrom(view),
  }));
};

/** The dearest each by itself, then the most talkative; what is left in one. */
function grouped(turns: readonly Counted[], by: By, limit: number): ReadonlyMap<string, readonly Counted[]> {
  const groups = [...Map.groupBy(turns, (turn) => turn[by] ?? '')].toSorted(
    ([, some], [, other]) =>
      sumOf(other, 'costUsd') - sumOf(some, 'costUsd') ||
      sumOf(other, 'inputTokens') - sumOf(some, 'inputTokens'),
  );
  if (groups.length <= limit) return new Map(groups);
  const rest = groups.slice(limit - 1).flatMap(([, some]) => some);
  return new Map([...groups.slice(0, limit - 1), [others, rest]]);
}

function sumOf(turns: readonly Counted[], field: 'costUsd' | 'inputTokens'): number {
  return turns.reduce((all, turn) => all + (turn[field] ?? 0), 0);
}

function dayOf(wanted: readonly Day[], { endedAt }: Counted): string {
  return wanted.findLast(({ start }) => start <= endedAt)?.day ?? '';
}

/** The first turn ever is the first that gives way. */
export function keptFrom(view: View): string | null {
  const [oldest] = view.list('turn', { limit: 1 });
  return oldest === undefined || oldest.id === 'u1' ? null : isoInstant(oldest.endedAt);
}
