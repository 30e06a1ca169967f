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

/** Reads through one descriptor, because every transaction asks. */
function createUptime(): () => number {
  const buffer = Buffer.alloc(64);
  let descriptor: number | undefined;
  return () => {
    descriptor ??= openSync('/proc/uptime', 'r');
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return Math.round(Number.parseFloat(buffer.toString('latin1', 0, length)) * 1000);
  };
}
