import { isOver } from '../../../domain/pipeline/run.ts';
import { effectiveRequest } from '../../../domain/request.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { type Board, boardOf, changeRun, current, openSteps, planOf, writeRun } from './board.ts';
import { beginHeld } from './begin.ts';
import { tooDearAtWork } from './cost.ts';
import { endIfNothingIsLeft, endRun } from './end.ts';
import { judged } from './gate.ts';
import { answered, settle } from './settle.ts';
import type { Came } from './stage.ts';
import { beginFirst } from './start-run.ts';
import { runAhead } from './turn-order.ts';

/** Whether there is anything to do in a run; told by the records alone, in a look that writes nothing. */
export function needsAdvance(view: View, run: ByKind<'run'>): boolean {
  if (isOver(run)) return false;
  if (run.dueAt !== null && run.dueAt <= view.now) return true;
  if (run.state === 'queued') return runAhead(view, run) === null;
  const open = openSteps(view, run.id);
  const pipeline = planOf(view, run.plan);
  return (
    (pipeline !== undefined && tooDearAtWork(view, run, pipeline, open) !== null) ||
    open.some((step) => cameOf(view, step) !== null || decisionOf(view, step) !== null) ||
    open.some(({ state, notBefore }) => state === 'held' && notBefore !== null && notBefore <= view.now)
  );
}

/** Does all of it, in one commit; what it did is there, or all is as before. Whether there was anything. */
export function advance(tx: Transaction, context: Board['context'], id: string): boolean {
  const board = boardOf(tx, context, id);
  if (board === null || isOver(board.run)) return false;
  const before = tx.loggedSeq();
  const counting = { ...board, pending: { patch: {} } };
  goOn(counting);
  writeRun(counting);
  return tx.loggedSeq() > before;
}

function goOn(board: Board): void {
  const { tx, run } = board;
  if (run.dueAt !== null && run.dueAt <= tx.now) return endRun(board, 'limited', 'its time is up');
  if (run.state === 'queued') {
    if (runAhead(tx, run) !== null) return;
    beginFirst(board);
  }
  for (const step of openSteps(tx, run.id)) {
    settleIfEnded(board, step);
    if (isOver(current(board))) return;
  }
  const dear = tooDearAtWork(tx, current(board), board.pipeline, openSteps(tx, run.id));
  if (dear !== null) return endRun(board, 'limited', dear);
  beginHeld(board);
  endIfNothingIsLeft(board);
}

function settleIfEnded(board: Board, step: ByKind<'step'>): void {
  const came = cameOf(board.tx, step);
  if (came !== null) return settle(board, step, came);
  const decision = decisionOf(board.tx, step);
  if (decision !== null) decide(board, step, decision);
}

/** What came of the step's task; null while it goes on. */
function cameOf(view: View, { state, task: id }: ByKind<'step'>): Came | null {
  const task = state !== 'open' || id === null ? undefined : view.get('task', id);
  switch (task?.state) {
    case 'done':
      return { output: task.result ?? '' };
    case 'failed':
      return { error: task.error ?? 'it failed without a reason' };
    case 'cancelled':
      return {
        error: `${task.id} was cancelled${task.error === null ? '' : `: ${task.error}`}`,
        isFinal: true,
      };
    default:
      return null;
  }
}

interface Answer {
  readonly isApproved: boolean;
  readonly text: string | null;
}

function decisionOf(view: View, { state, request: id, task }: ByKind<'step'>): Answer | null {
  const request = state !== 'open' || id === null || task !== null ? undefined : view.get('request', id);
  if (request === undefined) return null;
  const now = effectiveRequest(request, view.now);
  if (now.state === 'withdrawn') return { isApproved: false, text: 'the request was withdrawn' };
  return now.decision === null
    ? null
    : { isApproved: now.decision.outcome === 'approve', text: now.decision.text };
}

function decide(board: Board, step: ByKind<'step'>, { isApproved, text }: Answer): void {
  changeRun(board, { state: 'running', why: null }, { type: 'run.advanced' });
  if (step.kind === 'gate') {
    const decision = isApproved ? 'approved' : 'rejected';
    return judged(board, step, { output: text ?? '' }, { decision, reason: text ?? '' });
  }
  if (isApproved || text !== null) return answered(board, step, text ?? 'Go on.');
  endRun(board, 'rejected', `nobody answered what ${step.node} asked`);
}
