import { namedEntry } from '../../../domain/pipeline/prompt.ts';
import { addStep, type Board, inputOf, nodeOf } from './board.ts';

/** null: a model picks it. */
export function addFirst(board: Board, first: string | null): void {
  const input = inputOf(board, board.run);
  if (first !== null) return void addStep(board, { node: first, kind: kindOf(board, first), input });
  const asked = Object.values(board.pipeline.nodes).find(({ type }) => type === 'agent');
  addStep(board, { node: asked?.id ?? '', kind: 'entry', depth: 0, input });
}

/** Whom the model named, or the first in the file. */
export function beginNamed(board: Board, output: string): void {
  const ids = Object.keys(board.pipeline.nodes);
  addFirst(board, namedEntry(output, ids) ?? ids[0] ?? '');
}

function kindOf(board: Board, id: string): 'session' | 'stage' {
  return nodeOf(board, id).type === 'session' ? 'session' : 'stage';
}
