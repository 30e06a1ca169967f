import type { Transaction } from '../../../store/port.ts';
import { endLock } from './release.ts';

/** Applies what time has changed: locks past their lease, waits whose waiter is silent. */
export function sweepLocks(tx: Transaction, _context: unknown, limit: number): number {
  const lapsed = tx.due('lock', limit);
  for (const lock of lapsed) endLock(tx, lock, 'lock.lapsed', 'the lease ran out');
  const silent = tx.due('lockWait', limit);
  for (const wait of silent) {
    tx.remove('lockWait', wait.id, {
      type: 'lock.wait-ended',
      agent: wait.agent,
      data: { reason: 'silent' },
    });
  }
  return lapsed.length + silent.length;
}
