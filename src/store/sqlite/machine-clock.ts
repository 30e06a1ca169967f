import { readFileSync } from 'node:fs';
import type { MachineClock } from './time.ts';

/** The clocks of this machine. Uptime and boot id come from proc(5); elsewhere they are not known. */
export function machineClock(): MachineClock {
  const isLinux = process.platform === 'linux';
  let bootId: string | undefined;
  return {
    wall: () => Date.now(),
    uptime: () =>
      isLinux ? Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000) : undefined,
    bootId: () =>
      (bootId ??= isLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : ''),
  };
}
