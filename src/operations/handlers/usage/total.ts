import type { Turn } from '../../../domain/session.ts';
import type { Counted } from './counted.ts';

export interface Total {
  turns: number;
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
  uncounted: number;
  costUsd: number | null;
  costIs: CostLabel;
}

type CostLabel = 'exact' | 'estimated' | 'partial' | 'unknown';

/** What is not known of any turn is null, not nothing; of no turns at all everything is 0 (law 12). */
export function totalOf(turns: readonly Counted[]): Total {
  const known = (of: (turn: Counted) => number | null): number | null =>
    turns.length === 0 || turns.some((turn) => of(turn) !== null)
      ? turns.reduce((all, turn) => all + (of(turn) ?? 0), 0)
      : null;
  const costUsd = known((turn) => turn.costUsd);
  return {
    turns: turns.length,
    inputTokens: known((turn) => turn.inputTokens),
    cachedTokens: known((turn) => turn.cachedTokens),
    outputTokens: known((turn) => turn.outputTokens),
    uncounted: turns.filter(({ inputTokens }) => inputTokens === null).length,
    costUsd: costUsd === null ? null : roundedUsd(costUsd),
    costIs: turns.length === 0 ? 'exact' : costLabel(turns),
  };
}

/** A sum is as sure as its least sure part; what is not known at all is said (law 12). */
export function costLabel(turns: readonly Pick<Turn, 'costIs'>[]): CostLabel {
  const labels = new Set(turns.map(({ costIs }) => costIs));
  if (labels.size === 0 || (labels.size === 1 && labels.has('unknown'))) return 'unknown';
  if (labels.has('unknown')) return 'partial';
  return labels.has('estimated') ? 'estimated' : 'exact';
}

export function roundedUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
