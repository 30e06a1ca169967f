import { chunkChanges, withChanges } from '../../../domain/pipeline/chunk-list.ts';
import { directives } from '../../../domain/pipeline/lines.ts';
import { briefOf, type Step } from '../../../domain/pipeline/run.ts';
import { route } from '../../../domain/pipeline/route.ts';
import { TemplateError } from '../../../domain/pipeline/template.ts';
import { parseVerdict, type Verdict } from '../../../domain/pipeline/verdict.ts';
import { votes } from '../../../domain/pipeline/vote.ts';
import type { ByKind } from '../../../store/port.ts';
import {
  addStep,
  agentNodeOf,
  type Board,
  changeRun,
  changeStep,
  current,
  inputOf,
  nodeOf,
  outputOf,
  sessionNodeOf,
} from './board.ts';
import { wait } from './begin.ts';
import { costOf } from './cost.ts';
import { goOn, summarized } from './discuss.ts';
import { endRun } from './end.ts';
import { arrive } from './join.ts';
import { beginNamed } from './start-run.ts';

/** What came of a step: its task's result or error. `isFinal`: somebody does not want it tried again. */
export type Came = { readonly output: string } | { readonly error: string; readonly isFinal?: boolean };

/** One step's task has ended: what follows from it is put down, and nothing of it begun yet. */
export function settle(board: Board, step: ByKind<'step'>, came: Came): void {
  const cost = costOf(board.tx, step.task);
  if (cost > 0) changeRun(board, { costUsd: current(board).costUsd + cost }, { type: 'run.advanced' });
  if ('error' in came && isTriedAgain(board, step, came)) return;
  switch (step.kind) {
    case 'turn':
    case 'summary':
      return finishTurn(board, step, came);
    case 'gate':
      return finishGate(board, step, came);
    case 'entry':
      write(board, step, came);
      return beginNamed(board, 'output' in came ? came.output : '');
    default:
      return finishStage(board, step, came);
  }
}

function isTriedAgain(
  board: Board,
  step: ByKind<'step'>,
  { error, isFinal = false }: Extract<Came, { error: string }>,
): boolean {
  if (isFinal || step.kind === 'session' || step.kind === 'entry') return false;
  const { maxRetries, backoffMs } =
    step.kind === 'gate' ? gateRetry(board, step) : agentNodeOf(board, step.node).retry;
  if (step.retries >= maxRetries) return false;
  const retries = step.retries + 1;
  const again = { state: 'held', task: null, retries, error, notBefore: board.tx.now + backoffMs } as const;
  changeStep(board, step, again, { type: 'step.retried', data: { run: board.run.id, retries, error } });
  return true;
}

/** A judge that crashed said nothing of the work: it is asked once more. A command's failure is its verdict. */
function gateRetry(
  board: Board,
  { node }: Step,
): { readonly maxRetries: number; readonly backoffMs: number } {
  return { maxRetries: nodeOf(board, node).gate?.type === 'llm' ? 1 : 0, backoffMs: 0 };
}

function write(board: Board, step: ByKind<'step'>, came: Came, more: Partial<Step> = {}): ByKind<'step'> {
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

// --- a turn of a session

function finishTurn(board: Board, step: ByKind<'step'>, came: Came): void {
  const session = board.tx.get('step', step.from ?? '');
  if (session === undefined) return;
  const { consensus, chunks } = sessionNodeOf(board, session.node);
  const said = 'output' in came ? came.output : '';
  write(board, step, came, { agrees: step.kind === 'turn' && votes(said, consensus.keyword) });
  if (chunks !== null) changeChunks(board, step.node, said);
  return step.kind === 'summary' ? summarized(board, session, came) : goOn(board, session);
}

function changeChunks(board: Board, by: string, said: string): void {
  const changes = chunkChanges(said);
  if (changes.length === 0) return;
  const chunks = withChanges(current(board).chunks, changes, by, board.tx.now);
  changeRun(board, { chunks }, { type: 'run.chunks-changed', data: { by, changes } });
}

// --- a stage

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

/** A person has answered what a stage, or the file, asked: it begins, or goes on, with the answer. */
export function answered(board: Board, step: ByKind<'step'>, answer: string): void {
  const { tx } = board;
  const { input, output } = tx.get('stepText', step.id) ?? { input: '', output: null };
  const before = output === null ? '' : `\n\nWhat you said before:\n${output}`;
  const request = tx.get('request', step.request ?? '');
  const asked = request === undefined ? '' : `\n\nA person was asked: ${request.title}`;
  const whole = `${input}${before}${asked}\nThe answer: ${answer}`;
  tx.update('stepText', step.id, { input: whole, output: null }, { type: 'step.given' });
  changeStep(
    board,
    step,
    { state: 'held', task: null },
    { type: 'step.answered', data: { run: board.run.id } },
  );
}

// --- a gate

function finishGate(board: Board, step: ByKind<'step'>, came: Came): void {
  const { gate } = nodeOf(board, step.node);
  if (gate?.type === 'command') {
    const verdict: Verdict =
      'output' in came ? { decision: 'approved', reason: '' } : { decision: 'rejected', reason: came.error };
    return judged(board, step, came, verdict);
  }
  if ('error' in came) {
    write(board, step, came);
    return endRun(board, 'failed', `the gate of ${step.node} could not judge: ${came.error}`);
  }
  const verdict = parseVerdict(came.output);
  if (verdict.decision !== 'undecided' || step.retries > 0) return judged(board, step, came, verdict);
  const again = { state: 'held', task: null, retries: 1 } as const;
  changeStep(board, step, again, {
    type: 'step.retried',
    data: { run: board.run.id, error: verdict.reason },
  });
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

function rejected(node: string, how: string, reason: string): string {
  return `the work of ${node} was rejected${how === '' ? '' : ` ${how}`}${reason === '' ? '' : `: ${reason}`}`;
}

function isRejection({ decision }: Step): boolean {
  return decision === 'rejected' || decision === 'undecided';
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

// --- to the next

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
    if (notes.length > 0)
      changeStep(
        board,
        step,
        {},
        { type: 'step.noted', data: { run: board.run.id, node: step.node, notes } },
      );
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
  if (isRejection(step)) {
    const rejections = current(board).rejections + 1;
    const rejection = rejected(step.node, '', step.reason ?? '');
    return changeRun(board, { rejections, rejection }, { type: 'run.advanced' });
  }
  const isLost = wanted.length > 0 && wanted.every(({ condition }) => condition.type === 'auto');
  if (isLost) endRun(board, 'failed', `${step.node} was to say who goes on: ${notes.join('; ')}`);
}
