/** The machine's clocks, passed in so that a test can move them. */
export interface MachineClock {
  /** Epoch ms of the wall clock, which a person or NTP may move. */
  wall(): number;
  /** Ms since boot, sleep included; undefined where it cannot be known. */
  uptime(): number | undefined;
  /** Changes with each boot; '' where it cannot be known. */
  bootId(): string;
}

/*
 * Store time is the wall clock, because people read it, but a lease must neither lapse nor live for ever because
 * somebody set the clock. So the distance between wall clock and uptime is kept in the database; while the two agree
 * with it, store time follows the wall. When they differ by more than 5 s, the wall was set: store time goes on by
 * uptime until one transaction has moved every lease by the same distance.
 */

interface Instant {
  readonly now: number;
  /** How far the wall clock was set, in ms; 0 when it was not. */
  readonly jumpMs: number;
}

export interface StoreTime {
  /** The current instant by a distance just read from the database. */
  at(clockOffset: number): Instant;
  /** By the distance that was read last. */
  now(): number;
  /** The distance as the clocks are now; undefined where uptime is not known. */
  currentOffset(): number | undefined;
}

const jumpToleranceMs = 5_000;

export function createStoreTime(clock: MachineClock, startOffset: number): StoreTime {
  let offset = startOffset;
  let latest = 0;
  const forward = (now: number): number => (latest = Math.max(latest, now));

  const at = (clockOffset: number): Instant => {
    if (clockOffset !== offset) latest = 0;
    offset = clockOffset;
    const wall = clock.wall();
    const uptime = clock.uptime();
    const jumpMs = uptime === undefined ? 0 : wall - uptime - offset;
    if (uptime === undefined || Math.abs(jumpMs) <= jumpToleranceMs) return { now: forward(wall), jumpMs: 0 };
    return { now: forward(Math.round(uptime + offset)), jumpMs: Math.round(jumpMs) };
  };

  return {
    at,
    now: () => at(offset).now,
    currentOffset: () => {
      const uptime = clock.uptime();
      return uptime === undefined ? undefined : clock.wall() - uptime;
    },
  };
}
