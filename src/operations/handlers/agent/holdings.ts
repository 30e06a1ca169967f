import { effectiveState } from '../../../domain/task-rules.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { goneReason } from '../../departure.ts';
import { signOfLife } from '../../life.ts';
import { isReallyHeld } from '../lock/present.ts';

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/** Tasks that an agent holds at this instant; one whose lease has lapsed or whose holder is dead is not held. */
export function runningTasks(view: View, context: Circumstances, agentId: string): readonly ByKind<'task'>[] {
  const agent = view.get('agent', agentId);
  if (agent === undefined || goneReason(view, context, agent) !== null) return [];
  const held = view.list('task', { where: { holder: agentId } });
  const life = signOfLife(view, context, agentId);
  return held.filter((task) => effectiveState(task, view.now, life) === 'running');
}

/** Locks that an agent holds at this instant. */
export function heldLocks(view: View, context: Circumstances, agentId: string): readonly ByKind<'lock'>[] {
  const locks = view.list('lock', { where: { holder: agentId } });
  return locks.filter((lock) => isReallyHeld(view, context, lock));
}
