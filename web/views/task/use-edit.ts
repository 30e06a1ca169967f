import { useAction } from '../../data/actions.ts';
import { call, type Input, type Output } from '../../data/api.ts';

export type Task = Output<'task.show'>;
export type Patch = Omit<Input<'task.edit'>, 'id'>;

/** Changes some of a task; what it was before can be had back. */
export function useEdit(task: Task) {
  const { run, isPending } = useAction('task.edit', {
    done: () => `${task.id} is changed.`,
    undo: (_, { id, ...patch }) => call('task.edit', { id, ...before(task, patch) }),
  });
  return { edit: (patch: Patch) => run({ id: task.id, ...patch }), isPending };
}

function before(task: Task, patch: Patch): Patch {
  return {
    ...('title' in patch ? { title: task.title } : {}),
    ...('description' in patch ? { description: task.description ?? '' } : {}),
    ...('priority' in patch ? { priority: task.priority } : {}),
    ...('queue' in patch ? { queue: task.queue } : {}),
    ...('tags' in patch ? { tags: task.tags } : {}),
    ...('assignee' in patch ? { assignee: task.assignee ?? 'anyone' } : {}),
    ...('notBefore' in patch ? { notBefore: Date.parse(task.notBefore ?? task.createdAt) } : {}),
    ...('dependsOn' in patch ? { independentOf: added(task, patch.dependsOn) } : {}),
    ...('independentOf' in patch ? { dependsOn: patch.independentOf } : {}),
  };
}

function added(task: Task, ids: readonly string[] = []): string[] {
  return ids.filter((id) => !task.dependsOn.includes(id));
}
