import { contextText, type PastStage } from '../../../domain/pipeline/context-text.ts';
import type { AgentNode } from '../../../domain/pipeline/definition.ts';
import type { Step } from '../../../domain/pipeline/run.ts';
import { type Board, outputOf, stepsOf } from './board.ts';

/** What a stage is told of those before it, and how long all of it would have been. */
export function contextOf(
  board: Board,
  { id: node, context, contextWindow }: AgentNode,
  self: string,
): { readonly text: string; readonly wholeChars: number } {
  if (context === 'none') return { text: '', wholeChars: 0 };
  const past = pastStages(board, self);
  const text = contextText(context, node, past, contextWindow);
  return { text, wholeChars: past.reduce((sum, stage) => sum + stage.chars, 0) };
}

function pastStages(board: Board, self: string): readonly (PastStage & { readonly chars: number })[] {
  return stepsOf(board.tx, board.run.id).flatMap((step) => {
    if (step.stage === null || step.id === self) return [];
    const { stage, node, label, decision, reason, brief } = step;
    return [
      {
        stage,
        node,
        label,
        decision,
        reason,
        brief: brief ?? '',
        chars: 0,
        output: () => outputOf(board, step),
      },
    ];
  });
}

/** What was said in the session that a turn is of; of a stage, in the last session before it. */
export function transcriptOf(board: Board, step: Pick<Step, 'kind' | 'from'>): string {
  const steps = stepsOf(board.tx, board.run.id);
  const isTurn = step.kind === 'turn' || step.kind === 'summary';
  const session = isTurn ? step.from : steps.findLast(({ kind, state }) => kind === 'session' && state === 'done')?.id;
  if (session === undefined || session === null) return '';
  const turns = steps.filter(({ kind, from, state }) => kind === 'turn' && from === session && state === 'done');
  return [...Map.groupBy(turns, ({ round }) => round)]
    .map(([round, said]) =>
      [`## Round ${round}`, ...said.map((turn) => `[${turn.node}] ${outputOf(board, turn).trim()}`)].join('\n\n'),
    )
    .join('\n\n');
}
