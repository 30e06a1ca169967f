import { chunkChanges, withChanges } from '../../../domain/pipeline/chunk-list.ts';
import { directives } from '../../../domain/pipeline/lines.ts';
import { briefOf, isOver, type Step } from '../../../domain/pipeline/run.ts';
import { route, type Target } from '../../../domain/pipeline/route.ts';
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
  isOpen,
  nodeOf,
  outputOf,
  sessionNodeOf,
  stepsOf,
} from './board.ts';
import { beginHeld, wait } from './begin.ts';
import { goOn } from './discuss.ts';
import { endRun } from './end.ts';

/** What came of a step: its task's result or error. */
export type Came = { readonly output: string } | { readonly error: string };

/** One step's task has ended, or its request was decided. To be called once, with all that follows in the same commit. */
export function settle(board: Board, step: ByKind<'step'>, came: Came): void {
  if (isOver(board.run) || !isOpen(step)) return;
  if ('error' in came && isTriedAgain(board, step, came.error)) return beginHeld(board);
  switch (step.kind) {
    case 'turn':
    case 'summary':
      finishTurn(board, step, came);
      break;
    case 'gate':
      finishGate(board, step, came);
      break;
    default:
      finishStage(board, step, came);
  }
  if (!isOver(current(board))) beginHeld(board);
  if (!isOver(current(board))) endIfNothingIsLeft(board);
}

function isTriedAgain(board: Board, step: ByKind<'step'>, error: string): boolean {
  if (step.kind === 'gate' || step.kind === 'session') return false;
  const { retry } = agentNodeOf(board, step.node);
  if (step.retries >= retry.maxRetries) return false;
  const retries = step.retries + 1;
  const again = { state: 'held', task: null, retries, error, notBefore: board.tx.now + retry.backoffMs } as const;
  changeStep(board, step, again, { type: 'step.retried', data: { run: board.run.id, retries, error } });
  return true;
}

function write(board: Board, step: ByKind<'step'>, came: Came, more: Partial<Step> = {}): ByKind<'step'> {
  const { tx } = board;
  const isDone = 'output' in came;
  if (isDone) tx.update('stepText', step.id, { output: came.output }, { type: 'step.gave' });
  const patch = isDone
    ? ({ state: 'done', brief: briefOf(came.output), error: null } as const)
    : ({ state: 'failed', error: came.error, brief: briefOf(came.error) } as const);
  const note = { type: isDone ? 'step.done' : 'step.failed', task: step.task, data: { run: board.run.id, node: step.node } };
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
  goOn(board, session);
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
  const stage = current(board).stages + 1;
  changeRun(board, { stages: stage }, { type: 'run.advanced' });
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
  changeStep(board, step, { state: 'held', task: null }, { type: 'step.answered', data: { run: board.run.id } });
  beginHeld(board);
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
  changeStep(board, step, again, { type: 'step.retried', data: { run: board.run.id, error: verdict.reason } });
}

/** What a gate decided, by a model, a command or a person; its reason goes back to the author. */
export function judged(board: Board, gate: ByKind<'step'>, came: Came, { decision, reason }: Verdict): void {
  write(board, gate, 'error' in came ? { output: came.error } : came, { decision, reason });
  const author = board.tx.get('step', gate.from ?? '');
  if (author === undefined) return;
  const note = { type: `step.${decision}`, data: { run: board.run.id, node: gate.node, reason } };
  const judgedStep = changeStep(board, author, { decision, reason }, note);
  const max = nodeOf(board, gate.node).gate?.maxRetries ?? 0;
  const rejections = stepsOf(board.tx, board.run.id).filter(
    (step) => step.node === gate.node && step.kind !== 'gate' && isRejection(step),
  ).length;
  if (decision !== 'approved' && rejections > max)
    return endRun(board, 'rejected', `the work of ${gate.node} was rejected ${times(rejections)}: ${reason}`);
  handOver(board, judgedStep, reason);
}

function isRejection({ decision }: Step): boolean {
  return decision === 'rejected' || decision === 'undecided';
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

// --- to the next

function handOver(board: Board, step: ByKind<'step'>, reason: string | null): void {
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
      changeStep(board, step, {}, { type: 'step.noted', data: { run: board.run.id, node: step.node, notes } });
    if (targets.length === 0) return endBranch(board, step, notes);
    const branches = targets.length > 1 ? [...step.branches, step.id] : step.branches;
    for (const target of targets) arrive(board, step, target, branches);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    endRun(board, 'failed', `the payload of ${step.node}: ${error.message}`);
  }
}

function endBranch(board: Board, step: ByKind<'step'>, notes: readonly string[]): void {
  const wanted = nodeOf(board, step.node).handoffs;
  if (isRejection(step)) {
    const rejections = current(board).rejections + 1;
    return changeRun(board, { rejections, why: step.reason }, { type: 'run.advanced' });
  }
  const isLost = wanted.length > 0 && wanted.every(({ condition }) => condition.type === 'auto');
  if (isLost) endRun(board, 'failed', `${step.node} was to say who goes on: ${notes.join('; ')}`);
}

/** At a join, branches of one fan-out meet in one step; who comes when it has begun is too late. */
function arrive(board: Board, from: ByKind<'step'>, target: Target, branches: readonly string[]): void {
  const { tx, run } = board;
  const node = nodeOf(board, target.node);
  const group = branches.at(-1);
  const kind = node.type === 'session' ? 'session' : 'stage';
  const order = { node: node.id, kind, label: target.label, from: from.id, depth: from.depth + 1 } as const;
  if (node.join === null || group === undefined)
    return void addStep(board, { ...order, branches, input: target.input });
  const meeting = stepsOf(tx, run.id).find((step) => step.node === node.id && step.group === group);
  const part = `## From ${from.node}\n\n${target.input}`;
  if (meeting === undefined)
    return void addStep(board, { ...order, group, branches: branches.slice(0, -1), input: part });
  if (meeting.state !== 'held') return changeRun(board, {}, { type: 'run.branch-dropped', data: { from: from.id } });
  tx.update('stepText', meeting.id, { input: `${inputOf(board, meeting)}\n\n${part}` }, { type: 'step.given' });
  changeStep(board, meeting, { arrived: meeting.arrived + 1 }, { type: 'step.joined', data: { from: from.id } });
}

function endIfNothingIsLeft(board: Board): void {
  const steps = stepsOf(board.tx, board.run.id);
  const { rejections, why } = current(board);
  if (steps.some(isOpen)) {
    const isWaiting = steps.some(({ state, request, task }) => state === 'open' && request !== null && task === null);
    const isWorking = steps.some(({ state, task, notBefore }) => (state === 'open' && task !== null) || (state === 'held' && notBefore !== null));
    if (isWaiting && !isWorking) changeRun(board, { state: 'waiting' }, { type: 'run.waiting' });
    return;
  }
  if (rejections > 0) return endRun(board, 'rejected', why);
  endRun(board, 'completed', null);
}
