import { parseVerdict, type Verdict } from '../../../domain/pipeline/verdict.ts';
import type { ByKind } from '../../../store/port.ts';
import { type Board, changeRun, changeStep, current, nodeOf } from './board.ts';
import { endRun } from './end.ts';
import { type Came, handOver, isRejection, rejected, write } from './stage.ts';

/** A judge has ended. What it did not say plainly is no verdict, and its own failure none either. */
export function finishGate(board: Board, step: ByKind<'step'>, came: Came): void {
  const isCommand = nodeOf(board, step.node).gate?.type === 'command';
  if ('error' in came && (!isCommand || isNotFound(came.error))) {
    write(board, step, came);
    return endRun(board, 'failed', `the gate of ${step.node} could not judge: ${came.error}`);
  }
  if ('error' in came) return judged(board, step, came, { decision: 'rejected', reason: came.error });
  if (isCommand) return judged(board, step, came, { decision: 'approved', reason: '' });
  const verdict = parseVerdict(came.output);
  if (verdict.decision !== 'undecided' || step.retries > 0) return judged(board, step, came, verdict);
  const again = { state: 'held', task: null, retries: 1 } as const;
  changeStep(board, step, again, {
    type: 'step.retried',
    data: { run: board.run.id, error: verdict.reason },
  });
}

/** Exit codes by which a shell says that there is no such program, or that it may not be run. */
function isNotFound(error: string): boolean {
  return /^exit code 12[67]\b/.test(error);
}

/** What a gate decided, by a model, a command or a person; its reason goes back to the author. */
export function judged(board: Board, gate: ByKind<'step'>, came: Came, { decision, reason }: Verdict): void {
  write(board, gate, 'error' in came ? { output: came.error } : came, { decision, reason });
  const author = board.tx.get('step', gate.from ?? '');
  if (author === undefined) return;
  const note = { type: `step.${decision}`, data: { run: board.run.id, node: gate.node, reason } };
  const judgedStep = changeStep(board, author, { decision, reason }, note);
  const rejections = countRejection(board, judgedStep);
  if (rejections > (nodeOf(board, gate.node).gate?.maxRetries ?? 0))
    return endRun(board, 'rejected', rejected(gate.node, times(rejections), reason));
  handOver(board, judgedStep, reason);
}

/** In a row: what was approved in the end begins anew when it comes by again. */
function countRejection(board: Board, step: ByKind<'step'>): number {
  const { rejectedInARow } = current(board);
  const before = Object.hasOwn(rejectedInARow, step.node) ? (rejectedInARow[step.node] ?? 0) : 0;
  const now = isRejection(step) ? before + 1 : 0;
  if (now !== before)
    changeRun(board, { rejectedInARow: { ...rejectedInARow, [step.node]: now } }, { type: 'run.advanced' });
  return now;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
