import { isOver } from '../../../domain/pipeline/run.ts';
import { effectiveRequest } from '../../../domain/request.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { type Board, boardOf, changeRun, stepsOf } from './board.ts';
import { beginHeld } from './begin.ts';
import { endRun } from './end.ts';
import { answered, type Came, judged, settle } from './settle.ts';
import { beginFirst } from './start-run.ts';

/** Whether there is anything to do in a run; told by the records alone, in a look that writes nothing. */
export function needsAdvance(view: View, run: ByKind<'run'>): boolean {
  if (isOver(run)) return false;
  if (run.dueAt !== null && run.dueAt <= view.now) return true;
  if (run.state === 'queued') return mayStart(view, run);
  return view
    .list('step', { where: { run: run.id } })
    .some(
      (step) =>
        (step.state === 'open' && (cameOf(view, step) !== null || decisionOf(view, step) !== null)) ||
        (step.state === 'held' && step.notBefore !== null && step.notBefore <= view.now),
    );
}

/** Does all of it, in one commit; what it did is there, or all is as before. */
export function advance(tx: Transaction, context: Board['context'], id: string): void {
  const board = boardOf(tx, context, id);
  if (board === null || isOver(board.run)) return;
  const { run } = board;
  if (run.dueAt !== null && run.dueAt <= tx.now) return endRun(board, 'limited', 'its time is up');
  if (run.state === 'queued') {
    if (mayStart(tx, run)) beginFirst(board);
    return;
  }
  for (const step of stepsOf(tx, run.id)) {
    if (step.state !== 'open') continue;
    const came = cameOf(tx, step);
    const decision = decisionOf(tx, step);
    const now = boardOf(tx, context, id);
    if (now === null || isOver(now.run)) return;
    if (came !== null) settle(now, step, came);
    else if (decision !== null) decide(now, step, decision);
  }
  const now = boardOf(tx, context, id);
  if (now !== null && !isOver(now.run)) beginHeld(now);
}

/** What came of the step's task; null while it goes on. */
function cameOf(view: View, step: ByKind<'step'>): Came | null {
  const task = step.task === null ? undefined : view.get('task', step.task);
  switch (task?.state) {
    case 'done':
      return { output: task.result ?? '' };
    case 'failed':
      return { error: task.error ?? 'it failed without a reason' };
    case 'cancelled':
      return { error: `${task.id} was cancelled${task.error === null ? '' : `: ${task.error}`}` };
    default:
      return null;
  }
}

interface Answer {
  readonly isApproved: boolean;
  readonly text: string | null;
  readonly by: string | null;
}

function decisionOf(view: View, step: ByKind<'step'>): Answer | null {
  if (step.request === null || step.task !== null) return null;
  const request = view.get('request', step.request);
  if (request === undefined) return null;
  const { decision, decidedBy, state } = effectiveRequest(request, view.now);
  if (state === 'withdrawn') return { isApproved: false, text: 'the request was withdrawn', by: null };
  return decision === null
    ? null
    : { isApproved: decision.outcome === 'approve', text: decision.text, by: decidedBy };
}

function decide(board: Board, step: ByKind<'step'>, { isApproved, text }: Answer): void {
  changeRun(board, { state: 'running', why: null }, { type: 'run.advanced' });
  if (step.kind === 'gate') {
    const decision = isApproved ? 'approved' : 'rejected';
    judged(board, step, { output: text ?? '' }, { decision, reason: text ?? '' });
    return settleRest(board);
  }
  if (isApproved || text !== null) return answered(board, step, text ?? 'Go on.');
  endRun(board, 'rejected', `nobody answered what ${step.node} asked`);
}

/** After a decision that no task brought. */
function settleRest(board: Board): void {
  const now = boardOf(board.tx, board.context, board.run.id);
  if (now === null || isOver(now.run)) return;
  beginHeld(now);
  endIfIdle(now);
}

function endIfIdle(board: Board): void {
  const run = board.tx.get('run', board.run.id);
  if (run === undefined || isOver(run)) return;
  if (stepsOf(board.tx, run.id).some(({ state }) => state === 'open' || state === 'held')) return;
  endRun(board, run.rejections > 0 ? 'rejected' : 'completed', run.why);
}

/** One run at a time works in a checkout; others wait their turn, oldest first of the most urgent. */
function mayStart(view: View, run: ByKind<'run'>): boolean {
  if (run.isApart) return true;
  const others = (['running', 'waiting', 'queued'] as const).flatMap((state) =>
    view.list('run', { where: { state } }).filter((one) => !one.isApart && one.directory === run.directory),
  );
  if (others.some(({ state }) => state === 'running' || state === 'waiting')) return false;
  const [first] = others.toSorted(
    (one, other) => other.priority - one.priority || one.createdAt - other.createdAt || numberOf(one) - numberOf(other),
  );
  return first?.id === run.id;
}

function numberOf({ id }: { readonly id: string }): number {
  return Number(id.slice(1));
}
