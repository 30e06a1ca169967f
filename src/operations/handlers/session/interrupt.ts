import { ShoalError } from '../../../domain/errors.ts';
import { command } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf } from '../../define.ts';
import { currentLeader } from '../../election.ts';
import { waitUntil } from '../../wait.ts';
import { findSession } from './find.ts';
import { requireMaySteer } from './permission.ts';
import { type SessionObject, toSession } from './present.ts';

const waitDefaultMs = 30_000;

/** Asked for in the record; answered once the daemon has written that no turn runs any more. */
export const interrupt: Handler<InputOf<typeof contracts.sessionInterrupt>, SessionObject> = async (
  context,
  { session: wanted, waitMs = waitDefaultMs },
) => {
  const asked = await command(context, (tx, caller) => {
    const session = findSession(tx, wanted);
    const isLeader = currentLeader(tx, context)?.agent === caller.agent?.id && caller.agent !== null;
    requireMaySteer(tx, caller, session.agent, isLeader);
    if (session.state === 'ended')
      throw new ShoalError('CONFLICT', `${session.id} has ended.`, {
        hint: `Go on with it: \`shoal continue ${session.id}\`.`,
      });
    return tx.update(
      'session',
      session.id,
      { interruptsAsked: session.interruptsAsked + 1 },
      { type: 'session.interrupt-asked', agent: session.agent },
    );
  });
  const done = await waitUntil(context, waitMs, () =>
    context.store.read((view) => {
      const now = view.get('session', asked.id);
      if (now === undefined || now.interruptsDone < asked.interruptsAsked) return undefined;
      return toSession(view, now);
    }),
  );
  if (done !== undefined) return done;
  if (waitMs === 0) return context.store.read((view) => toSession(view, findSession(view, asked.id)));
  throw new ShoalError('TIMED_OUT', `${asked.id} has not stopped its turn yet; it will be made to.`, {
    hint: `See \`shoal session ${asked.id}\`, or end it with \`shoal kill\`.`,
  });
};
