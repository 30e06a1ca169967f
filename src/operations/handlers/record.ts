import { ShoalError } from '../../domain/errors.ts';
import type { ByKind } from '../../store/port.ts';
import type { Context, Handler } from '../context.ts';
import type * as contracts from '../contracts/record.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { findAnyAgent } from '../lookup.ts';
import { isoInstant, isoTime } from '../present.ts';
import { agentCard } from './agent/card.ts';
import { lastSessionOf } from './session/find.ts';

type Shown = OutputOf<typeof contracts.recordShow>;

/** The letter of an id says what it is; what has no letter is a task first, then an agent's name. */
export const show: Handler<InputOf<typeof contracts.recordShow>, Shown> = async (context, { id }) => {
  const letter = /^([amlqrsx])\d+$/i.exec(id ?? '')?.[1]?.toLowerCase();
  if (letter === 'a') return showAgent(context, id ?? '');
  if (letter === 'm') return (await import('./message.ts')).show(context, { id: id ?? '' });
  if (letter === 'q') return (await import('./request.ts')).show(context, { id: id ?? '' });
  if (letter === 'r') return (await import('./run.ts')).show(context, { id: id ?? '' });
  if (letter === 'x') return (await import('./run.ts')).step(context, { id: id ?? '' });
  if (letter === 's') return (await import('./session.ts')).show(context, { session: id ?? '' });
  if (letter === 'l') return showLock(context, (id ?? '').toLowerCase());
  try {
    return await (await import('./task.ts')).show(context, id === undefined ? {} : { id });
  } catch (error) {
    const isUnknown = id !== undefined && error instanceof ShoalError && error.code === 'NOT_FOUND';
    if (!isUnknown) throw error;
    return showAgent(context, id).catch(() => Promise.reject(error));
  }
};

/** Of a run, and with it of what it does now; or of a task. */
export const priority: Handler<
  InputOf<typeof contracts.recordPriority>,
  OutputOf<typeof contracts.recordPriority>
> = async (context, { id, priority: wanted }) => {
  if (/^r\d+$/i.test(id)) return (await import('./run/priority.ts')).prioritize(context, id, wanted);
  const tasks = await import('./task.ts');
  const before = await tasks.show(context, { id });
  const { id: task, title } = await tasks.edit(context, { id: before.id, priority: wanted });
  return { id: task, title, before: before.priority, priority: wanted };
};

async function showAgent(context: Context, text: string): Promise<Shown> {
  const { psRow } = await import('./agent/ps.ts');
  const transcripts = await context.transcripts();
  return context.store.read((view) => {
    const agent = findAnyAgent(view, text);
    return agent.state === 'gone'
      ? toGone(agent, lastSessionOf(view, agent.id))
      : psRow(view, context, transcripts, agent);
  });
}

function toGone(agent: ByKind<'agent'>, session: ByKind<'session'> | undefined): Shown {
  const { parent, directory, createdAt, leftAt, leftReason } = agent;
  return {
    ...agentCard(agent),
    state: 'gone',
    parent,
    directory,
    createdAt: isoInstant(createdAt),
    leftAt: isoTime(leftAt),
    leftReason,
    session: session?.id ?? null,
  };
}

async function showLock(context: Context, id: string): Promise<Shown> {
  const locks = await (await import('./lock.ts')).list(context, {});
  const lock = locks.find((one) => one.id === id);
  if (lock !== undefined) return lock;
  throw new ShoalError('NOT_FOUND', `There is no lock "${id}" any more.`, { hint: 'See `shoal locks`.' });
}
