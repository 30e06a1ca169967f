import { idempotencyTtlMs } from '../domain/workspace.ts';
import type { Transaction } from '../store/port.ts';
import type { Context } from './context.ts';

type Limits = Pick<Context, 'settings'>;

interface KeyedCall {
  readonly operation: string;
  readonly actor: string | null;
  /** Without one it just runs. */
  readonly key: string | undefined;
}

/** The same call with the same key gives the first call's answer (kept 24 h). */
export function once<T>(
  tx: Transaction,
  context: Limits,
  { operation, actor, key }: KeyedCall,
  decide: () => T,
): T {
  if (key === undefined) return decide();
  const id = `${operation}:${actor ?? '-'}:${key}`;
  const kept = tx.get('idempotency', id);
  if (kept !== undefined && kept.dueAt > tx.now) return kept.result as T; // written by this very function
  const result = decide();
  keepUnderKey(tx, context, id, result);
  return result;
}

/** In place of what was kept under it until now. */
export function keepUnderKey(tx: Transaction, context: Limits, id: string, result: unknown): void {
  if (tx.get('idempotency', id) !== undefined) tx.remove('idempotency', id, { type: 'idempotency.expired' });
  const number = tx.nextNumber('idempotency');
  const record = { id, number, result, createdAt: tx.now, dueAt: tx.now + idempotencyTtlMs };
  tx.create('idempotency', record, { type: 'idempotency.kept' });
  if (number % lookEvery === 0) dropOldest(tx, context, number);
}

/** So seldom that it costs a command next to nothing. */
const lookEvery = 64;

/** Law 15. More than come between two looks: a limit that was lowered is reached, too. */
function dropOldest(tx: Transaction, { settings }: Limits, newest: number): void {
  for (const { id, number = 0 } of tx.due('idempotency', 4 * lookEvery, Number.MAX_SAFE_INTEGER))
    if (newest - number >= settings.idempotencyMax)
      tx.remove('idempotency', id, { type: 'idempotency.dropped' });
}
