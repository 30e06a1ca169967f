import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { signOfLife } from '../../life.ts';
import { effectiveState } from '../../../domain/task-rules.ts';

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/** Tasks that an agent holds at this instant; one whose lease has lapsed is not held. */
export function runningTasks(view: View, context: Circumstances, agentId: string): readonly ByKind<'task'>[] {
  const held = view.list('task', { where: { holder: agentId } });
  const life = signOfLife(view, context, agentId);
  return held.filter((task) => effectiveState(task, view.now, life) === 'running');
}

/** Locks that an agent holds at this instant. */
export function heldLocks(view: View, context: Circumstances, agentId: string): readonly ByKind<'lock'>[] {
  const locks = view.list('lock', { where: { holder: agentId } });
  return locks.filter((lock) => isHeld(view, context, lock));
}

export function isHeld(view: View, context: Circumstances, lock: ByKind<'lock'>): boolean {
  const holder = view.get('agent', lock.holder);
  if (holder === undefined || holder.state === 'gone') return false;
  if (holder.process !== null && context.machine.evidence(holder.process) === 'dead') return false;
  return lock.leaseExpiresAt > view.now || (!lock.auto && signOfLife(view, context, lock.holder).isAlive);
}
