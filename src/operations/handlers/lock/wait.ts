import type { Wanted } from '../../../domain/lock.ts';
import type { ByKind, RecordQuery, Transaction, View } from '../../../store/port.ts';
import { pathsOf } from './wanted.ts';

/*
 * A place in line lasts as long as its waiter says so: that is many signs of life and no news, so they are kept beside
 * the wait, in a record that is not logged.
 */

type Wait = ByKind<'lockWait'>;

/** A wait whose waiter says nothing for so long is over: its process was killed. */
const silenceMs = 30_000;

/** With `dueAt` as its waiter's last sign of life has it. */
export function waitOf(view: View, id: string): Wait | undefined {
  const wait = view.get('lockWait', id);
  return wait === undefined ? undefined : withLife(view, wait);
}

/** Those that are over included, each with `dueAt` as its waiter's last sign of life has it. */
export function waitsIn(view: View, query: RecordQuery<'lockWait'> = {}): readonly Wait[] {
  return view.list('lockWait', query).map((wait) => withLife(view, wait));
}

/** For at most `waitMs`, and the time in which its waiter can say that it has given up. */
export function beginWait(tx: Transaction, wanted: Wanted, waitMs: number): Wait {
  const { agent, repo, tree, shared } = wanted;
  const times = { createdAt: tx.now, dueAt: tx.now + waitMs + silenceMs };
  const wait = { id: tx.nextId('lockWait'), agent, repo, tree, paths: pathsOf(wanted), shared, ...times };
  tx.create('lockWait', wait, { type: 'lock.wait-started', agent });
  renewWait(tx, wait);
  return withLife(tx, wait);
}

export function wantsRenewal(view: View, wait: Wait): boolean {
  return wait.dueAt - view.now < silenceMs / 2;
}

export function renewWait(tx: Transaction, { id }: Wait): void {
  const dueAt = tx.now + silenceMs;
  const note = { type: 'lock.wait-renewed' };
  if (tx.get('waitLife', id) === undefined) tx.create('waitLife', { id, dueAt }, note);
  else tx.update('waitLife', id, { dueAt }, note);
}

export function endWait(tx: Transaction, { id, agent }: Wait, reason: string): void {
  tx.remove('lockWait', id, { type: 'lock.wait-ended', agent, data: { reason } });
  endLife(tx, id);
}

/** Waits whose waiter is silent, or has waited for longer than it wanted. Gives how many records changed. */
export function endSilentWaits(tx: Transaction, limit: number): number {
  const silent = tx.due('waitLife', limit);
  for (const { id } of silent) {
    const wait = tx.get('lockWait', id);
    if (wait === undefined) endLife(tx, id);
    else endWait(tx, wait, 'silent');
  }
  const overdue = tx.due('lockWait', limit);
  for (const wait of overdue) endWait(tx, wait, 'silent');
  return silent.length + overdue.length;
}

function endLife(tx: Transaction, id: string): void {
  if (tx.get('waitLife', id) !== undefined) tx.remove('waitLife', id, { type: 'lock.wait-ended' });
}

function withLife(view: View, wait: Wait): Wait {
  const dueAt = view.get('waitLife', wait.id)?.dueAt ?? wait.dueAt;
  return { ...wait, dueAt: Math.min(dueAt, wait.dueAt) };
}
