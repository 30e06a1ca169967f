import type { TaskState } from '../../../domain/task.ts';
import { effectiveState } from '../../../domain/task-rules.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { signOfLife } from '../../life.ts';

const dueMax = 10_000;

/** Counts as stored, corrected for what time and deaths have changed since. */
export function countTasks(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
): Record<TaskState, number> {
  const counts: Record<TaskState, number> = {
    blocked: 0,
    ready: 0,
    running: 0,
    waiting: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
  };
  Object.assign(counts, view.count('task', 'state'));
  const running = view.list('task', { where: { state: 'running' } });
  const waiting = view.due('task', dueMax).filter(({ state }) => state === 'waiting');
  for (const task of [...running, ...waiting]) {
    const state = effectiveState(task, view.now, signOfLife(view, context, task.holder));
    counts[task.state] -= 1;
    counts[state] += 1;
  }
  return counts;
}
