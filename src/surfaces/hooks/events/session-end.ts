import { ShoalError } from '../../../domain/errors.ts';
import { leave } from '../../../operations/handlers/agent/leave.ts';
import type { EventAnswer } from '../session.ts';

/** Gives back tasks, locks and the name. A session that is nobody has nothing to give back. */
export const sessionEnd: EventAnswer = async (_session, context) => {
  try {
    await leave(context, {});
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'NOT_JOINED') throw error;
  }
  return {};
};
