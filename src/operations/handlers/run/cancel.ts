import { ShoalError } from '../../../domain/errors.ts';
import { isOver } from '../../../domain/pipeline/run.ts';
import { command } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf } from '../../define.ts';
import { boardOf } from './board.ts';
import { endRun } from './end.ts';
import { findRun } from './find.ts';
import { type RunObject, toRun } from './present.ts';

export const cancel: Handler<InputOf<typeof contracts.runCancel>, RunObject> = (context, { id, reason }) =>
  command(context, (tx) => {
    const run = findRun(tx, id);
    if (run.state === 'cancelled') return toRun(tx, run);
    if (isOver(run))
      throw new ShoalError('CONFLICT', `${run.id} is ${run.state}.`, {
        hint: 'There is nothing left to cancel.',
      });
    const board = boardOf(tx, context, run.id);
    if (board !== null) endRun(board, 'cancelled', reason ?? null);
    return toRun(tx, findRun(tx, run.id));
  });
