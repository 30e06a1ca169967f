import type { ByKind } from '../../../store/port.ts';
import { openRequest } from '../request/open.ts';
import { type Board, changeStep } from './board.ts';

/** The step waits for a person; nothing is decided by time. */
export function wait(
  board: Board,
  step: ByKind<'step'>,
  request: { readonly kind: 'approval' | 'question'; readonly title: string; readonly detail: string },
): void {
  const { tx, run } = board;
  const { id } = openRequest(tx, board.context, { ...request, agent: run.id, dueAt: null });
  const open = { state: 'open', request: id, task: null, startedAt: step.startedAt ?? tx.now } as const;
  changeStep(board, step, open, { type: 'step.waiting', data: { run: run.id, request: id } });
}
