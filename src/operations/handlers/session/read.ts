import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { Transcripts } from '../../ports.ts';
import { figuresOf } from './figures.ts';
import { findSession } from './find.ts';
import { liveOf } from './live.ts';
import { type SessionObject, toSession } from './present.ts';
import { warningsOf } from './warnings.ts';

const shownDefault = 100;
const liveStates = ['starting', 'idle', 'working', 'waiting', 'parked', 'suspect', 'stopping'] as const;

export const list: Handler<InputOf<typeof contracts.sessionList>, OutputOf<typeof contracts.sessionList>> = (
  context,
  { all, limit = shownDefault },
) =>
  withTranscripts(context, (view, transcripts) => {
    const sessions =
      all === true ? view.list('session', { newestFirst: true, limit }) : liveSessions(view).toReversed();
    return sessions.slice(0, limit).map((session) => ({
      ...asFound(context, session, toSession(view, session)),
      ...liveOf(view, session, transcripts),
    }));
  });

export const show: Handler<
  InputOf<typeof contracts.sessionShow>,
  OutputOf<typeof contracts.sessionShow>
> = async (context, input) => {
  const { id } = await context.store.read((view) => findSession(view, input.session));
  const warnings = await warningsOf(context, id);
  return withTranscripts(context, (view, transcripts) => {
    const session = findSession(view, id);
    const turns = view.list('turn', { where: { session: session.id }, limit: turnsMax });
    return {
      ...asFound(context, session, toSession(view, session)),
      ...liveOf(view, session, transcripts),
      ...figuresOf(session, turns, transcripts),
      plan: (session.plan ?? []).map((item) => ({ ...item })),
      warnings: [...warnings],
    };
  });
};

async function withTranscripts<T>(
  context: Context,
  look: (view: View, transcripts: Transcripts) => T,
): Promise<T> {
  const transcripts = await context.transcripts();
  return context.store.read((view) => look(view, transcripts));
}

const turnsMax = 100_000;

/** Law 12: what the daemon wrote last may be over; of a dead process nobody says that it works. */
function asFound(
  { machine }: Context,
  { state, process }: ByKind<'session'>,
  shown: SessionObject,
): SessionObject {
  const isDead = state !== 'ended' && process !== null && machine.evidence(process) === 'dead';
  return isDead ? { ...shown, pid: null, why: 'its process is gone; the daemon goes on with it' } : shown;
}

/** All that have not ended, oldest first. */
export function liveSessions(view: View) {
  return liveStates
    .flatMap((state) => view.list('session', { where: { state } }))
    .toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
}
