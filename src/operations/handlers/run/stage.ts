import { directives } from '../../../domain/pipeline/lines.ts';
import { route } from '../../../domain/pipeline/route.ts';
import { briefOf, type Step } from '../../../domain/pipeline/run.ts';
import { TemplateError } from '../../../domain/pipeline/template.ts';
import type { ByKind } from '../../../store/port.ts';
import { wait } from './ask.ts';
import { addStep, type Board, changeRun, changeStep, current, inputOf, nodeOf, outputOf } from './board.ts';
import { endRun } from './end.ts';
import { arrive } from './join.ts';

/** What came of a step: its task's result or error. `isFinal`: somebody does not want it tried again. */
export type Came = { readonly output: string } | { readonly error: string; readonly isFinal?: boolean };

/** Of an agent or a session. Then a person is asked, or its gate, or it hands over. */
export function finishStage(board: Board, step: ByKind<'step'>, came: Came): void {
  if ('error' in came) {
    write(board, step, came);
    return endRun(board, 'failed', `${step.node}: ${came.error}`);
  }
  if (isAskingPerson(board, step, came.output)) return;
  const { stages, chars } = current(board);
  const stage = stages + 1;
  changeRun(board, { stages: stage, chars: chars + came.output.length }, { type: 'run.advanced' });
  const done = write(board, step, came, { stage });
  if (nodeOf(board, step.node).gate === null) return handOver(board, done, null);
  const { node, branches, depth } = done;
  addStep(board, { node, kind: 'gate', from: done.id, branches, depth, input: '' });
}

/** It asks a person by lines of its own: the answer goes back to it, and then it is gated as ever. */
function isAskingPerson(board: Board, step: ByKind<'step'>, output: string): boolean {
  const node = nodeOf(board, step.node);
  if (node.type !== 'agent' || node.humanInput === null || node.humanInput.mode === 'before') return false;
  const questions = directives(output, 'HUMAN_INPUT');
  if (questions.length === 0) return false;
  board.tx.update('stepText', step.id, { output }, { type: 'step.gave' });
  wait(board, step, { kind: 'question', title: questions.join(' '), detail: output });
  return true;
}

/** Puts down what came of a step. */
export function write(
  board: Board,
  step: ByKind<'step'>,
  came: Came,
  more: Partial<Step> = {},
): ByKind<'step'> {
  const { tx } = board;
  const isDone = 'output' in came;
  if (isDone) tx.update('stepText', step.id, { output: came.output }, { type: 'step.gave' });
  const patch = isDone
    ? ({ state: 'done', brief: briefOf(came.output), chars: came.output.length, error: null } as const)
    : ({ state: 'failed', error: came.error, brief: briefOf(came.error) } as const);
  const note = {
    type: isDone ? 'step.done' : 'step.failed',
    task: step.task,
    data: { run: board.run.id, node: step.node },
  };
  return changeStep(board, step, { ...patch, endedAt: tx.now, ...more }, note);
}

/** Begins whatever comes after a stage; `isThere`: what has been begun already. */
export function handOver(
  board: Board,
  step: ByKind<'step'>,
  reason: string | null,
  isThere: (node: string) => boolean = () => false,
): void {
  const node = nodeOf(board, step.node);
  try {
    const { targets, notes } = route(
      node,
      {
        input: inputOf(board, step),
        output: outputOf(board, step),
        decision: step.decision,
        reason,
        isConsensus: node.type === 'session' ? step.agrees === true : null,
      },
      Object.keys(board.pipeline.nodes),
    );
    const noted = { type: 'step.noted', data: { run: board.run.id, node: step.node, notes } };
    const isEnd = targets.length === 0 && step.decision === null;
    if (notes.length > 0) changeStep(board, step, isEnd ? { reason: notes.join('; ') } : {}, noted);
    if (targets.length === 0) return endBranch(board, step, notes);
    const branches = targets.length > 1 ? [...step.branches, step.id] : step.branches;
    for (const target of targets) if (!isThere(target.node)) arrive(board, step, target, branches);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    endRun(board, 'failed', `the payload of ${step.node}: ${error.message}`);
  }
}

function endBranch(board: Board, step: ByKind<'step'>, notes: readonly string[]): void {
  const wanted = nodeOf(board, step.node).handoffs;
  const rejection = rejectionOf(step);
  if (rejection !== null) {
    const rejections = current(board).rejections + 1;
    return changeRun(board, { rejections, rejection }, { type: 'run.advanced' });
  }
  const isLost = wanted.length > 0 && wanted.every(({ condition }) => condition.type === 'auto');
  if (isLost) endRun(board, 'failed', `${step.node} was to say who goes on: ${notes.join('; ')}`);
}

/** Why its result is not one that anybody wanted; null for what is good. */
function rejectionOf(step: Step): string | null {
  if (isRejection(step)) return rejected(step.node, '', step.reason ?? '');
  const isDisagreed = step.kind === 'session' && step.agrees === false && step.decision === null;
  if (!isDisagreed) return null;
  return `${step.node} reached no consensus in ${step.round === 1 ? 'its one round' : `${step.round} rounds`}`;
}

export function isRejection({ decision }: Step): boolean {
  return decision === 'rejected' || decision === 'undecided';
}

export function rejected(node: string, how: string, reason: string): string {
  return `the work of ${node} was rejected${how === '' ? '' : ` ${how}`}${reason === '' ? '' : `: ${reason}`}`;
}
