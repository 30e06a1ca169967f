import { ShoalError } from '../../../domain/errors.ts';
import { isHeld } from '../../../domain/lock.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { requireAgent } from '../../caller.ts';
import { command, requireHuman } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findById } from '../../lookup.ts';
import { post } from '../message/post.ts';
import { toLock } from './present.ts';
import { endLock } from './release.ts';

/** Nobody takes them for that: whoever stands in line first does. */
export const breakLocks: Handler<
  InputOf<typeof contracts.lockBreak>,
  OutputOf<typeof contracts.lockBreak>
> = (context, { ids, reason }) =>
  command(context, (tx, caller) => {
    requireHuman(caller, 'end the locks of others');
    const person = requireAgent(caller);
    const locks = new Map(ids.map((id) => findHeld(tx, id)).map((lock) => [lock.id, lock]));
    const shown = [...locks.values()].map((lock) => toLock(tx, lock));
    for (const lock of locks.values()) {
      endLock(tx, lock, 'lock.broken', reason);
      tellHolder(tx, lock, person, reason);
    }
    return shown;
  });

function findHeld(tx: Transaction, id: string): ByKind<'lock'> {
  const lock = findById(tx, 'lock', id);
  if (lock !== undefined && isHeld(lock, tx.now)) return lock;
  throw new ShoalError('NOT_FOUND', `There is no lock "${id}" any more, or never was.`, {
    hint: 'See `shoal locks`.',
  });
}

function tellHolder(tx: Transaction, lock: ByKind<'lock'>, person: ByKind<'agent'>, reason: string): void {
  const holder = tx.get('agent', lock.holder);
  if (holder?.state !== 'live' || holder.id === person.id) return;
  post(tx, {
    from: person.id,
    to: holder.name,
    body: `I ended your lock on ${lock.path}: ${reason}\nDo not write there before you have locked it again.`,
    urgent: true,
    task: lock.task,
    recipients: [holder.id],
  });
}
