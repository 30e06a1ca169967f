import { appendFileSync } from 'node:fs';

/** One line of docs/benchmarks.md. */
export interface Row {
  readonly what: string;
  /** Against what, in the same run. */
  readonly against: string;
  readonly measured: string;
  readonly reach: string;
  readonly isReached: boolean;
}

/** Prints a result, keeps it for `--write`, and makes the run fail when it is out of reach. */
export function report(row: Row): void {
  console.log(
    `${row.isReached ? 'ok    ' : 'MISSED'} ${row.what} / ${row.against}: ${row.measured} (reach: ${row.reach})`,
  );
  const file = process.env['SHOAL_BENCH_RESULTS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
  if (!row.isReached) process.exitCode = 1;
}

/** `value` must be at most `max` times `base`. */
export function reportAtMost(
  what: string,
  against: string,
  value: number,
  base: number,
  max: number,
  unit: string,
): void {
  const measured = `${times(value / base)} (${short(value)} ${unit} to ${short(base)} ${unit})`;
  report({ what, against, measured, reach: `at most ${times(max)}`, isReached: value <= max * base });
}

/** `value` must be at least `min` times `base`. */
export function reportAtLeast(
  what: string,
  against: string,
  value: number,
  base: number,
  min: number,
  unit: string,
): void {
  const measured = `${times(value / base)} (${short(value)} ${unit} to ${short(base)} ${unit})`;
  report({ what, against, measured, reach: `at least ${times(min)}`, isReached: value >= min * base });
}

/** `value` itself must be at most `max`. */
export function reportBelow(what: string, against: string, value: number, max: number, unit: string): void {
  report({
    what,
    against,
    measured: `${short(value)} ${unit}`,
    reach: `at most ${short(max)} ${unit}`,
    isReached: value <= max,
  });
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

function short(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
