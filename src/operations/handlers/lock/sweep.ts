import type { Transaction } from '../../../store/port.ts';
import { endLock } from './release.ts';
import { endSilentWaits } from './wait.ts';

/** Applies what time has changed: locks past their lease, waits whose waiter is silent. */
export function sweepLocks(tx: Transaction, _context: unknown, limit: number): number {
  const lapsed = tx.due('lock', limit);
  for (const lock of lapsed) endLock(tx, lock, 'lock.lapsed', 'the lease ran out');
  return lapsed.length + endSilentWaits(tx, limit);
}
