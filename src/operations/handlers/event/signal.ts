import type { Signal } from '../../../domain/plane.ts';
import type { Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';

/** What somebody lets others know: kept for a while, and told in the log under its own type. */
export function newSignal(
  tx: Transaction,
  { settings }: Pick<Context, 'settings'>,
  what: Pick<Signal, 'type' | 'source' | 'data'>,
): Signal {
  return { id: tx.nextId('signal'), ...what, createdAt: tx.now, dueAt: tx.now + settings.signalTtlMs };
}
