import { isOver, type RunState } from '../../../domain/pipeline/run.ts';
import { ended as endedTask, withFormer } from '../../../domain/task-rules.ts';
import type { Transaction } from '../../../store/port.ts';
import { withdrawRequest } from '../request/close.ts';
import { type Board, changeRun, changeStep, current, openSteps } from './board.ts';

/** The run has ended, and with it whatever it still did. Safe twice. */
export function endRun(board: Board, state: RunState, why: string | null): void {
  const { tx, run } = board;
  if (isOver(current(board))) return;
  for (const step of openSteps(tx, run.id)) {
    if (step.task !== null) cancelTask(tx, step.task, `${run.id} ${state}`);
    if (step.request !== null) withdrawRequest(tx, step.request, `${run.id} ${state}`);
    changeStep(board, step, { state: 'cancelled', endedAt: tx.now }, { type: 'step.cancelled' });
  }
  const patch = { state, why, endedAt: tx.now, dueAt: null } as const;
  changeRun(board, patch, { type: `run.${state}`, data: { why } });
}

/** When nothing is left to do, it ends; when only people can go on, it waits for them. */
export function endIfNothingIsLeft(board: Board): void {
  const run = current(board);
  if (isOver(run)) return;
  const steps = openSteps(board.tx, run.id);
  if (steps.length === 0)
    return run.rejections > 0
      ? endRun(board, 'rejected', run.rejection)
      : endRun(board, 'completed', whyNobodyGoesOn(board));
  const isAtWork = steps.some(
    ({ state, kind, task, notBefore }) =>
      (state === 'open' && task !== null && kind !== 'session') || (state === 'held' && notBefore !== null),
  );
  const isWaiting = !isAtWork && steps.some(({ state, request }) => state === 'open' && request !== null);
  const state = isWaiting ? 'waiting' : 'running';
  if (run.state !== state)
    changeRun(board, { state }, { type: `run.${state === 'waiting' ? 'waiting' : 'advanced'}` });
}

/** What its last stage lacked for a handoff to be taken; null when there was nothing to say. */
function whyNobodyGoesOn({ tx, run }: Board): string | null {
  const [last] = tx.ranked('step', 'past', run.id, 1);
  if (last === undefined || last.decision !== null || last.reason === null) return null;
  return `nobody goes on after ${last.node}: ${last.reason}`;
}

function cancelTask(tx: Transaction, id: string, reason: string): void {
  const task = tx.get('task', id);
  if (task === undefined || ['done', 'failed', 'cancelled'].includes(task.state)) return;
  const patch = { ...endedTask('cancelled', tx.now), formerHolders: withFormer(task), error: reason };
  tx.update('task', id, patch, { type: 'task.cancelled', task: id, data: { reason } });
}
