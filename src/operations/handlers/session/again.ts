import { ShoalError } from '../../../domain/errors.ts';
import type { Session } from '../../../domain/session.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { command } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf } from '../../define.ts';
import { sweepDead } from '../../sweep.ts';
import { createSession, createSessionAgent } from './create.ts';
import { findSession } from './find.ts';
import { requireMayStart } from './permission.ts';
import { type SessionObject, toSession } from './present.ts';
import { requireProgram } from './program.ts';

/** The same session with a new agent: the old one has left, with its token. */
export const resume: Handler<InputOf<typeof contracts.sessionResume>, SessionObject> = async (
  context,
  { session: wanted, text, name },
) => {
  const found = await context.store.read((view) => findEnded(view, wanted));
  requireProgram(context, found.profile, found.directory);
  const tokenOf = await context.agentTokens();
  return command(context, (tx, caller) => {
    sweepDead(tx, context);
    const session = findEnded(tx, wanted);
    requireMayStart(tx, context, caller, session.profile);
    const agent = createSessionAgent(tx, context, tokenOf, {
      profile: session.profile,
      name: name ?? tx.get('agent', session.agent)?.name,
      parent: caller.agent?.id ?? null,
      directory: session.directory,
    });
    const again = {
      agent: agent.id,
      wanted: 'running',
      state: 'starting',
      why: null,
      opening: text ?? null,
      // Its work for a queue is over: it belongs to whoever goes on with it.
      ...(session.queue === null ? {} : { queue: null, task: null }),
      crashes: 0,
      exit: null,
      parkedUntil: null,
      endedAt: null,
      changedAt: tx.now,
    } as const satisfies Partial<Session>;
    const note = { type: 'session.resumed', agent: agent.id, task: session.task };
    return toSession(tx, tx.update('session', session.id, again, note));
  });
};

function findEnded(view: View, wanted: string): ByKind<'session'> {
  const session = findSession(view, wanted);
  if (session.state === 'ended') return session;
  throw new ShoalError('CONFLICT', `${session.id} runs already (${session.state}).`, {
    hint: `Send it a message: \`shoal msg TEXT --to ${view.get('agent', session.agent)?.name ?? session.agent}\`.`,
  });
}

export const fork: Handler<InputOf<typeof contracts.sessionFork>, SessionObject> = async (
  context,
  { session: wanted, text, name },
) => {
  const found = await context.store.read((view) => findForkable(view, wanted));
  requireProgram(context, found.profile, found.directory);
  const tokenOf = await context.agentTokens();
  return command(context, (tx, caller) => {
    sweepDead(tx, context);
    const source = findForkable(tx, wanted);
    requireMayStart(tx, context, caller, source.profile);
    const session = createSession(tx, context, tokenOf, {
      profile: source.profile,
      name,
      parent: caller.agent?.id ?? null,
      opening: text ?? null,
      directory: source.directory,
      forkOf: source,
    });
    return toSession(tx, session);
  });
};

function findForkable(view: View, wanted: string): ByKind<'session'> {
  const source = findSession(view, wanted);
  if (source.harnessSession !== null) return source;
  throw new ShoalError(
    'CONFLICT',
    `${source.id} has nothing to go on from: its harness has named no session.`,
    {
      hint: 'Start another with `shoal start`.',
    },
  );
}
