import { ShoalError } from './errors.ts';

export interface Day {
  /** YYYY-MM-DD in its time zone. */
  readonly day: string;
  /** Epoch ms of its first instant. */
  readonly start: number;
}

/** Every time zone's day begins on one of these. */
const quarterMs = 15 * 60_000;
/** Longer than any day: clocks are put back by an hour. */
const longestDayMs = 26 * 60 * 60_000;

/** The last `count` days up to and with the one that `now` lies in, oldest first. Throws INVALID_INPUT for an unknown time zone. */
export function lastDays(now: number, count: number, timeZone: string): readonly Day[] {
  const dayOf = dayIn(timeZone);
  const days: Day[] = [];
  for (let last = now; days.length < count; last = (days.at(-1)?.start ?? last) - 1) {
    const day = dayOf(last);
    days.push({ day, start: startOf(day, last, dayOf) });
  }
  return days.toReversed();
}

/** The first quarter of an hour that lies in the day, by halving. */
function startOf(day: string, within: number, dayOf: (ms: number) => string): number {
  let before = Math.floor((within - longestDayMs) / quarterMs);
  let inside = Math.floor(within / quarterMs);
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2);
    if (dayOf(middle * quarterMs) === day) inside = middle;
    else before = middle;
  }
  return inside * quarterMs;
}

function dayIn(timeZone: string): (ms: number) => string {
  const format = formatOf(timeZone);
  return (ms) => format.format(ms);
}

/** Swedish dates are written YYYY-MM-DD. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch (cause) {
    throw new ShoalError('INVALID_INPUT', `There is no time zone ${JSON.stringify(timeZone)}.`, {
      hint: 'Use a name of the IANA database, such as Europe/Berlin, or UTC.',
      cause,
    });
  }
}

/** When the day began on the clock of this machine, without the cost of looking up its time zone. */
export function localMidnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
