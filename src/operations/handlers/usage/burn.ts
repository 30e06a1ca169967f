import type { Counted } from './counted.ts';
import { roundedUsd, totalOf } from './total.ts';

const hours = 3;

/** How far back a rate looks. */
export const burnMs: number = hours * 3_600_000;

/** What the last hours cost, per hour; null: of no turn in them it is known. */
export function burnOf(turns: readonly Counted[], now: number) {
  const { inputTokens, outputTokens, costUsd, costIs } = totalOf(
    turns.filter(({ endedAt }) => endedAt > now - burnMs),
  );
  const tokens =
    inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0);
  return {
    hours,
    usdPerHour: costUsd === null ? null : roundedUsd(costUsd / hours),
    tokensPerHour: tokens === null ? null : Math.round(tokens / hours),
    costIs,
  };
}
