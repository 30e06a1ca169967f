import { chunkChanges, withChanges } from '../../../domain/pipeline/chunk-list.ts';
import type { Step } from '../../../domain/pipeline/run.ts';
import { votes } from '../../../domain/pipeline/vote.ts';
import type { ByKind } from '../../../store/port.ts';
import { agentNodeOf, type Board, changeRun, changeStep, current, nodeOf, sessionNodeOf } from './board.ts';
import { costOf } from './cost.ts';
import { goOn, summarized } from './discuss.ts';
import { beginNamed } from './first.ts';
import { finishGate } from './gate.ts';
import { type Came, finishStage, write } from './stage.ts';

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

// --- an answer

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
