import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { post } from '../message/post.ts';
import { endLock } from './release.ts';

/** Ends the locks in the way; each holder is told by whom and why. An agent takes nothing from a person. */
export function steal(
  tx: Transaction,
  thief: ByKind<'agent'>,
  locks: readonly ByKind<'lock'>[],
  reason: string,
): void {
  for (const lock of locks) {
    const holder = tx.get('agent', lock.holder);
    if (holder?.human === true && !thief.human) throw personHolds(lock, holder.name);
    endLock(tx, lock, 'lock.stolen', reason);
    if (holder === undefined) continue;
    const body = `Your lock on ${lock.path} is now mine: ${reason}\nDo not write there before you have locked it again.`;
    post(tx, {
      from: thief.id,
      to: holder.name,
      body,
      urgent: true,
      task: lock.task,
      recipients: [holder.id],
    });
  }
}

function personHolds(lock: ByKind<'lock'>, name: string): ShoalError {
  return new ShoalError('NOT_ALLOWED', `${lock.path} is locked by ${name}, a person.`, {
    hint: `Ask: \`shoal ask TEXT --to ${name}\`.`,
  });
}
