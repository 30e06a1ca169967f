import type { SessionNode } from '../../../domain/pipeline/definition.ts';
import type { ByKind } from '../../../store/port.ts';
import { withChanges } from '../../../domain/pipeline/chunk-list.ts';
import {
  addStep,
  type Board,
  changeRun,
  changeStep,
  current,
  inputOf,
  outputOf,
  sessionNodeOf,
  stepsFrom,
} from './board.ts';
import { type Came, finishStage } from './stage.ts';

/** The first speaks; chunks that the file names are there from the beginning. */
export function beginSession(board: Board, session: ByKind<'step'>): void {
  const { tx } = board;
  const node = sessionNodeOf(board, session.node);
  changeStep(board, session, { state: 'open', startedAt: tx.now }, { type: 'step.started' });
  const { chunks } = current(board);
  if (node.chunks !== null && chunks.length === 0 && node.chunks.initial.length > 0) {
    const changes = node.chunks.initial.map((description) => ({ do: 'add', description }) as const);
    changeRun(board, { chunks: withChanges([], changes, 'config', tx.now) }, { type: 'run.chunks-changed' });
  }
  goOn(board, session);
}

/** After a turn: the next one of the round, the next round, the summary, or the end. */
export function goOn(board: Board, session: ByKind<'step'>): void {
  const node = sessionNodeOf(board, session.node);
  const turns = turnsOf(board, session, node);
  const round = Math.max(1, ...turns.map((turn) => turn.round));
  const spoken = turns.filter((turn) => turn.round === round);
  const next = orderOf(node).find((id) => !spoken.some((turn) => turn.node === id));
  if (next !== undefined && !isOutOfTurns(node, turns.length)) return speak(board, session, next, round);
  if (spoken.every(({ state }) => state === 'failed'))
    return finishStage(board, session, { error: `nobody could speak in round ${round}` });
  if (isAgreed(board, node, spoken)) return agree(board, session, node, round);
  if (round < node.maxRounds && !isOutOfTurns(node, turns.length))
    return speak(board, session, orderOf(node)[0] ?? '', round + 1);
  end(board, session, { round, isReached: false, output: lastWords(board, spoken) });
}

/** Of its participants; a person who has spoken took nobody's turn. */
function turnsOf(
  board: Board,
  session: ByKind<'step'>,
  { participants }: SessionNode,
): readonly ByKind<'step'>[] {
  return stepsFrom(board.tx, session.id).filter(
    ({ kind, node }) => kind === 'turn' && participants.includes(node),
  );
}

function orderOf({ participants, turnOrder, summaryAgent }: SessionNode): readonly string[] {
  if (turnOrder !== 'moderator' || summaryAgent === null) return participants;
  return [summaryAgent, ...participants.filter((id) => id !== summaryAgent)];
}

function isOutOfTurns({ maxTurns }: SessionNode, turns: number): boolean {
  return maxTurns !== null && turns >= maxTurns;
}

function speak(board: Board, session: ByKind<'step'>, node: string, round: number): void {
  const { branches, depth } = session;
  addStep(board, {
    node,
    kind: 'turn',
    round,
    from: session.id,
    branches,
    depth,
    input: inputOf(board, session),
  });
}

/** A vote holds for the round in which it was given: who objects later has taken it back. */
function isAgreed(board: Board, node: SessionNode, spoken: readonly ByKind<'step'>[]): boolean {
  const { method, require, requireChunksDone } = node.consensus;
  if (requireChunksDone && current(board).chunks.some(({ status }) => status !== 'done')) return false;
  const votes = spoken.filter(({ agrees }) => agrees === true);
  if (method === 'moderator_decides') return votes.some((turn) => turn.node === node.summaryAgent);
  const all = node.participants.length;
  const wanted = require === 'all' ? all : require === 'majority' ? Math.floor(all / 2) + 1 : require;
  return votes.length >= wanted;
}

function agree(board: Board, session: ByKind<'step'>, node: SessionNode, round: number): void {
  const { summaryAgent } = node;
  if (summaryAgent === null) {
    const spoken = turnsOf(board, session, node).filter((turn) => turn.round === round);
    return end(board, session, { round, isReached: true, output: lastWords(board, spoken) });
  }
  const { branches, depth } = session;
  addStep(board, {
    node: summaryAgent,
    kind: 'summary',
    round,
    from: session.id,
    branches,
    depth,
    input: inputOf(board, session),
  });
}

/** Its result is the session's, whatever it changes in the list of chunks. */
export function summarized(board: Board, session: ByKind<'step'>, came: Came): void {
  if ('error' in came) return finishStage(board, session, { error: `no summary: ${came.error}` });
  const turns = turnsOf(board, session, sessionNodeOf(board, session.node));
  end(board, session, {
    round: Math.max(1, ...turns.map(({ round }) => round)),
    isReached: true,
    output: came.output,
  });
}

function lastWords(board: Board, spoken: readonly ByKind<'step'>[]): string {
  const last = spoken.findLast(({ state }) => state === 'done');
  return last === undefined ? '' : outputOf(board, last);
}

interface SessionEnd {
  readonly round: number;
  readonly isReached: boolean;
  readonly output: string;
}

function end(board: Board, session: ByKind<'step'>, { round, isReached, output }: SessionEnd): void {
  changeStep(
    board,
    session,
    { round, agrees: isReached },
    { type: 'step.agreed', data: { round, isReached } },
  );
  changeRun(board, { consensus: { isReached, rounds: round } }, { type: 'run.advanced' });
  finishStage(board, { ...session, round, agrees: isReached }, { output });
}
