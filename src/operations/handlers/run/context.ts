import { contextText, olderMax, type PastStage } from '../../../domain/pipeline/context-text.ts';
import type { AgentNode, ContextStrategy } from '../../../domain/pipeline/definition.ts';
import type { Step } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { type Board, current, outputOf, stepsFrom } from './board.ts';

/** What a stage is told of those before it, and how long all of it would have been. */
export function contextOf(
  board: Board,
  { id: node, context, contextWindow }: AgentNode,
  input: string,
): { readonly text: string; readonly wholeChars: number } {
  const wholeChars = current(board).chars;
  if (context === 'none' || wholeChars === 0) return { text: '', wholeChars };
  const { past, own } = stagesFor(board, node, context, contextWindow);
  return { text: contextText({ strategy: context, past, own, window: contextWindow, input }), wholeChars };
}

/** Only as many as are told of: what a stage costs must not grow with how many there were. */
function stagesFor(
  { tx, run }: Board,
  node: string,
  strategy: ContextStrategy,
  window: number,
): { readonly past: readonly PastStage[]; readonly own: readonly PastStage[] } {
  const max = window === 0 ? allMax : window + olderMax + 1;
  const latest = (index: 'past' | 'own', bucket: string, limit: number): readonly PastStage[] =>
    tx
      .ranked('step', index, bucket, limit)
      .map((step) => toPast(tx, step))
      .toReversed();
  const isOwn = strategy === 'own' || strategy === 'both';
  return {
    past: strategy === 'own' ? [] : latest('past', run.id, strategy === 'last_only' ? 1 : max),
    own: isOwn ? latest('own', `${run.id}.${node}`, max) : [],
  };
}

const allMax = 10_000;

function toPast(view: View, step: ByKind<'step'>): PastStage {
  const { stage, node, label, decision, reason, brief } = step;
  return {
    stage: stage ?? 0,
    node,
    label,
    decision,
    reason,
    brief: brief ?? '',
    output: () => outputOf({ tx: view }, step),
  };
}

/** What was said in the session that a turn is of; of a stage, in the last session before it. */
export function transcriptOf(board: Board, step: Pick<Step, 'kind' | 'from'>): string {
  const isTurn = step.kind === 'turn' || step.kind === 'summary';
  const session = isTurn ? step.from : lastSession(board);
  if (session === undefined || session === null) return '';
  const turns = stepsFrom(board.tx, session).filter(({ kind, state }) => kind === 'turn' && state === 'done');
  return [...Map.groupBy(turns, ({ round }) => round)]
    .map(([round, said]) =>
      [`## Round ${round}`, ...said.map((turn) => `[${turn.node}] ${outputOf(board, turn).trim()}`)].join(
        '\n\n',
      ),
    )
    .join('\n\n');
}

function lastSession({ tx, run }: Board): string | undefined {
  return tx.ranked('step', 'past', run.id, lookBackMax).find(({ kind }) => kind === 'session')?.id;
}

const lookBackMax = 100;
