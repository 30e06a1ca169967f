import { ShoalError } from '../../../domain/errors.ts';
import { isOver } from '../../../domain/pipeline/run.ts';
import { readyRank, taskNumber } from '../../../domain/task-rules.ts';
import type { Transaction } from '../../../store/port.ts';
import { command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { stepsOf } from './board.ts';
import { findRun } from './find.ts';

interface Prioritized {
  readonly id: string;
  readonly title: string;
  readonly before: number;
  readonly priority: number;
}

export function prioritize(context: Context, id: string, priority: number): Promise<Prioritized> {
  return command(context, (tx) => {
    const run = findRun(tx, id);
    if (isOver(run))
      throw new ShoalError('CONFLICT', `${run.id} is ${run.state}.`, {
        hint: 'There is nothing left to hurry.',
      });
    const note = { type: 'run.prioritized', data: { before: run.priority, priority } };
    tx.update('run', run.id, { priority }, note);
    for (const { task } of stepsOf(tx, run.id)) if (task !== null) prioritizeTask(tx, task, priority);
    return { id: run.id, title: run.title, before: run.priority, priority };
  });
}

/** One that has ended stays as it was. */
function prioritizeTask(tx: Transaction, id: string, priority: number): void {
  const task = tx.get('task', id);
  if (task === undefined || ['done', 'failed', 'cancelled'].includes(task.state)) return;
  const patch = { priority, readyRank: readyRank(priority, taskNumber(id)), updatedAt: tx.now };
  tx.update('task', id, patch, { type: 'task.edited', task: id });
}
