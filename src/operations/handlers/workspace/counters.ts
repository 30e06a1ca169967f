import { placed } from '../../../domain/task-rules.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';

export interface WrongCounter {
  readonly task: ByKind<'task'>;
  readonly right: number;
}

/** Tasks whose counter of open dependencies differs from what their dependencies say. */
export function wrongCounters(view: View): readonly WrongCounter[] {
  const draining = new Set(view.list('unblock').map(({ id }) => id));
  return ['blocked', 'ready', 'waiting'].flatMap((state) =>
    view
      .list('task', { where: { state } })
      .filter((task) => !task.dependsOn.some((id) => draining.has(id)))
      .map((task) => ({
        task,
        right: task.dependsOn.filter((id) => view.get('task', id)?.state !== 'done').length,
      }))
      .filter(({ task, right }) => task.openDependencies !== right),
  );
}

export function repairCounters(tx: Transaction): readonly string[] {
  const wrong = wrongCounters(tx);
  for (const { task, right } of wrong) {
    const patch = { openDependencies: right, ...placed({ ...task, openDependencies: right }, tx.now) };
    tx.update('task', task.id, patch, {
      type: 'task.recounted',
      task: task.id,
      data: { was: task.openDependencies },
    });
  }
  return wrong.map(({ task }) => task.id);
}
