import { leave } from '../../../operations/handlers/agent/leave.ts';
import { unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';

/** Gives back tasks, locks and the name. A session that is nobody has nothing to give back. */
export const sessionEnd: EventAnswer = async (_session, context) => {
  await unlessUnknown(() => leave(context, {}));
  return {};
};
