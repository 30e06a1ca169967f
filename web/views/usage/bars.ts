import type { Output } from '../../data/api.ts';
import type { Series } from '../../ui/Chart.tsx';

export type Days = Output<'usage.days'>;
export type Measure = 'cost' | 'tokens';
type Cell = Days['cells'][number];

export function seriesOf({ rows }: Days): readonly Series[] {
  return rows.map(({ of, label }) => ({ id: of, label }));
}

/** A bar for every day, its parts by what the days are split by. */
export function barsOf({ days, cells }: Days, measure: Measure) {
  const byDay = Map.groupBy(cells, ({ day }) => day);
  return days.map(({ day }) => ({
    name: day,
    values: Object.fromEntries((byDay.get(day) ?? []).map((cell) => [cell.of, valueOf(cell, measure)])),
  }));
}

function valueOf({ costUsd, inputTokens, outputTokens }: Cell, measure: Measure): number {
  return measure === 'cost' ? (costUsd ?? 0) : (inputTokens ?? 0) + (outputTokens ?? 0);
}
