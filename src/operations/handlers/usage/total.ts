import type { Turn } from '../../../domain/session.ts';

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
type Countable = Pick<Turn, 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'costUsd' | 'costIs'>;

/** Adds turns up, one after the other. */
export interface Tally<T> {
  add(turn: T): void;
  /** Of those added so far; the tally may go on. */
  total(): Total;
}

/** What is not known of any turn is null, not nothing (law 12). */
export function createTally(): Tally<Countable> {
  const labels = new Set<Turn['costIs']>();
  let turns = 0;
  let uncounted = 0;
  let inputTokens: number | null = null;
  let cachedTokens: number | null = null;
  let outputTokens: number | null = null;
  let costUsd: number | null = null;
  return {
    add(turn) {
      turns += 1;
      if (turn.inputTokens === null) uncounted += 1;
      inputTokens = plus(inputTokens, turn.inputTokens);
      cachedTokens = plus(cachedTokens, turn.cachedTokens);
      outputTokens = plus(outputTokens, turn.outputTokens);
      costUsd = plus(costUsd, turn.costUsd);
      labels.add(turn.costIs);
    },
    total: () => ({
      turns,
      inputTokens,
      cachedTokens,
      outputTokens,
      uncounted,
      costUsd: costUsd === null ? null : roundedUsd(costUsd),
      costIs: costLabel(labels),
    }),
  };
}

const nothing: Total = {
  turns: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  uncounted: 0,
  costUsd: 0,
  costIs: 'exact',
};

/** Of a stretch of time: when there was no turn in it, everything is known to be 0. */
export function totalOf(turns: readonly Countable[]): Total {
  return turns.length === 0 ? nothing : sum(turns);
}

/** Of what somebody did: when no turn has ended, nothing is known yet. */
export function sum(turns: readonly Countable[]): Total {
  const tally = createTally();
  for (const turn of turns) tally.add(turn);
  return tally.total();
}

function plus(one: number | null, other: number | null): number | null {
  return one === null ? other : one + (other ?? 0);
}

/** A sum is as sure as its least sure part; what is not known at all is said (law 12). */
function costLabel(labels: ReadonlySet<Turn['costIs']>): CostLabel {
  if (labels.size === 0 || (labels.size === 1 && labels.has('unknown'))) return 'unknown';
  if (labels.has('unknown')) return 'partial';
  return labels.has('estimated') ? 'estimated' : 'exact';
}

export function roundedUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
