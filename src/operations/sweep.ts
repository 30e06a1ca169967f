import type { Transaction } from '../store/port.ts';
import type { Context } from './context.ts';
import { departGone } from './departure.ts';
import { sweepSignals } from './handlers/event/sweep.ts';
import { sweepLocks } from './handlers/lock/sweep.ts';
import { sweepDeliveries } from './handlers/message/expire.ts';
import { sweepRequests } from './handlers/request/close.ts';
import { sweepTasks } from './handlers/task/sweep.ts';
import { dropSometimes } from './retention/index.ts';

/** Applies what time has changed in one kind, at most `limit` records; returns how many changed. */
type Sweeper = (tx: Transaction, context: Context, limit: number) => number;

const sweepers: readonly Sweeper[] = [
  sweepTasks,
  sweepLocks,
  sweepDeliveries,
  sweepRequests,
  sweepSignals,
  sweepIdempotencyKeys,
];

/** Recovery needs nobody: any command may apply what is due; each record is looked at again inside the transaction. */
export function sweepDue(tx: Transaction, context: Context): number {
  const dropped = dropSometimes(tx, context);
  if (!tx.isAnyDue()) return dropped;
  return sweepers.reduce(
    (changed, sweep) => changed + sweep(tx, context, context.settings.sweepMax),
    dropped,
  );
}

/** Agents whose process is gone leave at once, with what they hold; those without a process after a long silence. */
export function sweepDead(tx: Transaction, context: Context): number {
  return departGone(tx, context).length;
}

export function sweepAll(tx: Transaction, context: Context): number {
  return sweepDead(tx, context) + sweepDue(tx, context);
}

function sweepIdempotencyKeys(tx: Transaction, _context: Context, limit: number): number {
  const stale = tx.due('idempotency', limit);
  for (const key of stale) tx.remove('idempotency', key.id, { type: 'idempotency.expired' });
  return stale.length;
}
