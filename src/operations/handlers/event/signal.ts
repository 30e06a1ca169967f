import type { Signal } from '../../../domain/plane.ts';
import type { Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';

/** What somebody lets others know: kept for a while, and told in the log under its own type. Gives its id. */
export function signal(
  tx: Transaction,
  { settings }: Pick<Context, 'settings'>,
  { type, source, data }: Pick<Signal, 'type' | 'source' | 'data'>,
): string {
  const id = tx.nextId('signal');
  const record = { id, type, source, data, createdAt: tx.now, dueAt: tx.now + settings.signalTtlMs };
  tx.create('signal', record, { type, agent: source });
  return id;
}
