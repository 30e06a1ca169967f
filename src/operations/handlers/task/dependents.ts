import type { Task } from '../../../domain/task.ts';
import { placed } from '../../../domain/task-rules.ts';
import type { Transaction, View } from '../../../store/port.ts';

/** Dependents freed in one transaction: completing a task with thousands of them must not stall everyone else. */
const chunk = 500;

/** Law 6: counts a finished task down in what depends on it; what does not fit is left to an `unblock` record. */
export function freeDependents(tx: Transaction, finishedId: string): number {
  const { freed, last } = freeChunk(tx, finishedId, undefined);
  if (last === undefined) return freed;
  const rest = { id: finishedId, after: last, dueAt: tx.now };
  if (tx.get('unblock', finishedId) === undefined)
    tx.create('unblock', rest, { type: 'unblock.begun', task: finishedId });
  else tx.update('unblock', finishedId, rest, { type: 'unblock.begun', task: finishedId });
  return freed;
}

/** Continues what completions have left; returns how many records changed. */
export function drainUnblocks(tx: Transaction, limit: number): number {
  let changed = 0;
  for (const pending of tx.due('unblock', limit)) {
    const { freed, last } = freeChunk(tx, pending.id, pending.after ?? undefined);
    const note = { type: last === undefined ? 'unblock.ended' : 'unblock.continued', task: pending.id };
    if (last === undefined) tx.remove('unblock', pending.id, note);
    else tx.update('unblock', pending.id, { after: last }, note);
    changed += freed + 1;
    if (changed >= limit) break;
  }
  return changed;
}

function freeChunk(
  tx: Transaction,
  finishedId: string,
  after: string | undefined,
): { freed: number; last: string | undefined } {
  const page = tx.list('task', {
    where: { dependsOn: finishedId },
    limit: chunk,
    ...(after === undefined ? {} : { after }),
  });
  for (const dependent of page) recount(tx, dependent, finishedId);
  return { freed: page.length, last: page.length < chunk ? undefined : page.at(-1)?.id };
}

/** Recounts instead of counting down, so that an edit made meanwhile is not counted twice. */
function recount(tx: Transaction, dependent: Task, finishedId: string): void {
  const openDependencies = countOpen(tx, dependent.dependsOn);
  const isFreed = openDependencies === 0 && dependent.state === 'blocked';
  tx.update(
    'task',
    dependent.id,
    { openDependencies, ...(isFreed ? placed({ ...dependent, openDependencies }, tx.now) : {}) },
    {
      type: isFreed ? 'task.unblocked' : 'task.dependency-done',
      task: dependent.id,
      data: { dependency: finishedId },
    },
  );
}

/** How many of these tasks are not done. */
export function countOpen(view: View, ids: readonly string[]): number {
  return ids.filter((id) => view.get('task', id)?.state !== 'done').length;
}
