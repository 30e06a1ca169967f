const units = [
  { ms: 86_400_000, letter: 'd' },
  { ms: 3_600_000, letter: 'h' },
  { ms: 60_000, letter: 'm' },
  { ms: 1_000, letter: 's' },
] as const;

/** `4m` ago, or `in 4m`. */
export function age(at: number, now: number): string {
  const ms = now - at;
  return ms < -999 ? `in ${duration(-ms)}` : duration(Math.max(ms, 0));
}

/** The largest unit that fits: `4m`, `2h`, `3d`; below a second `0s`. */
export function duration(ms: number): string {
  const unit = units.find((one) => ms >= one.ms) ?? { ms: 1_000, letter: 's' };
  return `${Math.floor(ms / unit.ms)}${unit.letter}`;
}

/** With what is below the largest unit: `1h 4m`, `2.3 s`, `120 ms`. */
export function precise(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}m ${Math.round((ms % 60_000) / 1_000)}s`;
  return `${Math.floor(ms / 3_600_000)}h ${Math.round((ms % 3_600_000) / 60_000)}m`;
}

/** All of it, as one types a duration: `30m`, `1h30m`, `1s500ms`. */
export function spelled(ms: number): string {
  let left = ms;
  const parts = [...units, { ms: 1, letter: 'ms' }].map((unit) => {
    const count = Math.floor(left / unit.ms);
    left -= count * unit.ms;
    return count === 0 ? '' : `${count}${unit.letter}`;
  });
  return parts.join('') || '0s';
}

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function exact(at: string): string {
  return clock.format(new Date(at));
}

const short = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `14:05`. */
export function timeOfDay(at: string): string {
  return short.format(new Date(at));
}
