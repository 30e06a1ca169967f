import { isOver, type RunState } from '../../../domain/pipeline/run.ts';
import { ended as endedTask, withFormer } from '../../../domain/task-rules.ts';
import type { Transaction } from '../../../store/port.ts';
import { withdrawRequest } from '../request/close.ts';
import { type Board, changeRun, changeStep, current, isOpen, stepsOf } from './board.ts';

/** The run has ended, and with it whatever it still did. Safe twice. */
export function endRun(board: Board, state: RunState, why: string | null): void {
  const { tx, run } = board;
  if (isOver(current(board))) return;
  for (const step of stepsOf(tx, run.id)) {
    if (!isOpen(step)) continue;
    if (step.task !== null) cancelTask(tx, step.task, `${run.id} ${state}`);
    if (step.request !== null) withdrawRequest(tx, step.request, `${run.id} ${state}`);
    changeStep(board, step, { state: 'cancelled', endedAt: tx.now }, { type: 'step.cancelled' });
  }
  const patch = { state, why, endedAt: tx.now, dueAt: null } as const;
  changeRun(board, patch, { type: `run.${state}`, data: { why } });
}

function cancelTask(tx: Transaction, id: string, reason: string): void {
  const task = tx.get('task', id);
  if (task === undefined || ['done', 'failed', 'cancelled'].includes(task.state)) return;
  const patch = { ...endedTask('cancelled', tx.now), formerHolders: withFormer(task), error: reason };
  tx.update('task', id, patch, { type: 'task.cancelled', task: id, data: { reason } });
}
