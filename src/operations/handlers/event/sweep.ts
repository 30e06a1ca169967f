import type { Transaction } from '../../../store/port.ts';

/** An emitted event that nobody can need by its id any more; the log keeps what it said. */
export function sweepSignals(tx: Transaction, _context: unknown, limit: number): number {
  const due = tx.due('signal', limit);
  for (const { id } of due) tx.remove('signal', id, { type: 'event.expired' });
  return due.length;
}
