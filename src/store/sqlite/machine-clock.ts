import { openSync, readFileSync, readSync } from 'node:fs';
import type { MachineClock } from './time.ts';

/** The clocks of this machine. Uptime and boot id come from proc(5); elsewhere they are not known. */
export function machineClock(): MachineClock {
  const isLinux = process.platform === 'linux';
  let bootId: string | undefined;
  return {
    wall: () => Date.now(),
    uptime: isLinux ? createUptime() : () => undefined,
    bootId: () =>
      (bootId ??= isLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : ''),
  };
}

/** How long one reading of the uptime is carried on by the monotonic clock. */
const freshMs = 250;
/** A wall clock that moved otherwise than the monotonic one was set, or the machine has slept: then it is read again. */
const driftMs = 20;

/** Reads through one descriptor, and not at every transaction. */
function createUptime(): () => number {
  const buffer = Buffer.alloc(64);
  let descriptor: number | undefined;
  let last = { uptime: 0, wall: 0, monotonic: Number.NEGATIVE_INFINITY };
  const read = (): number => {
    descriptor ??= openSync('/proc/uptime', 'r');
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return Math.round(Number.parseFloat(buffer.toString('latin1', 0, length)) * 1000);
  };
  return () => {
    const monotonic = performance.now();
    const wall = Date.now();
    const goneMs = monotonic - last.monotonic;
    if (goneMs < freshMs && Math.abs(wall - last.wall - goneMs) < driftMs)
      return last.uptime + Math.round(goneMs);
    last = { uptime: read(), wall, monotonic };
    return last.uptime;
  };
}
