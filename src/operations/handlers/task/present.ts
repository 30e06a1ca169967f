import type { Task } from '../../../domain/task.ts';
import { effectiveState, leaseEnd } from '../../../domain/task-rules.ts';
import type { View } from '../../../store/port.ts';
import type { OutputOf } from '../../define.ts';
import type * as contracts from '../../contracts/task.ts';
import type { Context } from '../../context.ts';
import { signOfLife } from '../../life.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';

export type TaskObject = OutputOf<typeof contracts.taskDone>;

/** A task as every surface shows it: what time has changed is already applied (law 3). */
export function toTask(view: View, context: Pick<Context, 'machine' | 'settings'>, task: Task): TaskObject {
  const life = signOfLife(view, context, task.holder);
  const state = effectiveState(task, view.now, life);
  const holder = state === 'running' ? task.holder : null;
  return {
    id: task.id,
    title: task.title,
    state,
    priority: task.priority,
    queue: task.queue,
    tags: [...task.tags],
    needs: [...task.needs],
    assignee: task.assignee,
    dependsOn: [...task.dependsOn],
    description: task.description,
    context: task.context,
    data: task.data,
    notes: task.notes.map((note) => ({
      at: isoInstant(note.at),
      by: note.by,
      byName: agentName(view, note.by),
      text: note.text,
    })),
    progress: task.progress,
    attempts: task.attempts,
    maxAttempts: task.maxAttempts,
    generation: task.generation,
    holder,
    holderName: agentName(view, holder),
    claimedAt: holder === null ? null : isoTime(task.claimedAt),
    leaseExpiresAt: holder === null ? null : isoTime(leaseEnd(task, life, view.now)),
    notBefore: isoTime(task.notBefore),
    result: task.result,
    error: task.error,
    createdBy: task.createdBy,
    createdByName: agentName(view, task.createdBy),
    createdAt: isoInstant(task.createdAt),
    updatedAt: isoInstant(task.updatedAt),
    completedAt: isoTime(task.completedAt),
    completedBy: task.completedBy,
    completedByName: agentName(view, task.completedBy),
  };
}
