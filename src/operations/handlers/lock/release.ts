import { isHeld } from '../../../domain/lock.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';

/** Ends a lock and says why. */
export function endLock(tx: Transaction, lock: ByKind<'lock'>, type: string, reason: string): void {
  const data = { path: lock.path, reason };
  tx.remove('lock', lock.id, { type, task: lock.task, agent: lock.holder, data });
}

/** A lock ends with its task (law 7). Returns the paths that were freed. */
export function releaseTaskLocks(tx: Transaction, task: string, reason: string): readonly string[] {
  return endAll(tx, tx.list('lock', { where: { task } }), reason);
}

/** A lock ends with its holder (law 7). */
export function releaseAgentLocks(tx: Transaction, agent: string, reason: string): readonly string[] {
  return endAll(tx, tx.list('lock', { where: { holder: agent } }), reason);
}

/** Word of progress on a task keeps its locks as well. An automatic lock counts from its last edit alone. */
export function renewTaskLocks(tx: Transaction, task: string): void {
  for (const lock of tx.list('lock', { where: { task } })) {
    const leaseExpiresAt = tx.now + lock.leaseMs;
    if (lock.auto || !isHeld(lock, tx.now) || leaseExpiresAt <= lock.leaseExpiresAt) continue;
    const note = { type: 'lock.renewed', task, agent: lock.holder };
    tx.update('lock', lock.id, { leaseExpiresAt, dueAt: leaseExpiresAt }, note);
  }
}

function endAll(tx: Transaction, locks: readonly ByKind<'lock'>[], reason: string): readonly string[] {
  for (const lock of locks) endLock(tx, lock, 'lock.released', reason);
  return locks.map((lock) => lock.path);
}
