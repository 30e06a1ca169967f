import { isHeld } from '../../../domain/lock.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { OutputOf } from '../../define.ts';
import { goneReason } from '../../departure.ts';
import { agentName, isoInstant } from '../../present.ts';

export type LockObject = OutputOf<typeof contracts.lockRelease>[number];

export function toLock(view: View, lock: ByKind<'lock'>): LockObject {
  const { id, path, tree, repo, shared, auto, holder, task, intent, fence } = lock;
  return {
    id,
    path,
    tree,
    repo,
    shared,
    auto,
    holder,
    holderName: agentName(view, holder) ?? holder,
    task,
    taskTitle: task === null ? null : (view.get('task', task)?.title ?? null),
    intent,
    fence,
    createdAt: isoInstant(lock.createdAt),
    leaseExpiresAt: isoInstant(lock.leaseExpiresAt),
  };
}

/** A lapsed lock, and one whose holder is dead, is never shown as held. */
export function isReallyHeld(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
  lock: ByKind<'lock'>,
): boolean {
  if (!isHeld(lock, view.now)) return false;
  const holder = view.get('agent', lock.holder);
  return holder?.state === 'live' && goneReason(view, context, holder) === null;
}
