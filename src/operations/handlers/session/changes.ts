import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/session.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { agentName } from '../../present.ts';
import { findSession, lastSessionFor, lastSessionOf } from './find.ts';

type Input = InputOf<typeof contracts.sessionChanges>;
type Output = OutputOf<typeof contracts.sessionChanges>;

export const changes: Handler<Input, Output> = async (context, { path, ...input }) => {
  const { directory, ...worker } = await context.store.read((view) => workerOf(view, input));
  const { signal } = context;
  const found = await (await context.workTrees()).changes({ directory, only: path, signal });
  const sum = (of: 'added' | 'removed'): number => found.files.reduce((all, file) => all + file[of], 0);
  return {
    ...worker,
    directory: found.directory,
    base: found.base,
    shared: found.shared,
    files: found.files.map((file) => ({ ...file })),
    added: sum('added'),
    removed: sum('removed'),
    moreFiles: found.moreFiles,
    cut: found.cut,
  };
};

type Worker = Pick<Output, 'session' | 'task' | 'agent' | 'agentName' | 'directory'>;

function workerOf(view: View, { session, task }: Omit<Input, 'path'>): Worker {
  if (session !== undefined) return ofSession(view, findSession(view, session), null);
  if (task !== undefined) return ofTask(view, findTask(view, task));
  throw new ShoalError('INVALID_INPUT', 'Neither a session nor a task is named.', {
    hint: 'For example `shoal changes reviewer` or `shoal changes --task t42`.',
  });
}

function ofSession(view: View, { id, agent, directory, task }: ByKind<'session'>, of: string | null): Worker {
  return { session: id, task: of ?? task, agent, agentName: agentName(view, agent) ?? agent, directory };
}

/** Whoever holds it, or finished it, or lost it last; an agent that Shoal does not run works where it joined. */
function ofTask(view: View, task: ByKind<'task'>): Worker {
  const who = task.holder ?? task.completedBy ?? task.formerHolders.at(-1) ?? null;
  const session = who === null ? lastSessionFor(view, task.id) : lastSessionOf(view, who);
  if (session !== undefined) return ofSession(view, session, task.id);
  const agent = who === null ? undefined : view.get('agent', who);
  const directory = agent?.directory ?? null;
  if (agent !== undefined && directory !== null)
    return { session: null, task: task.id, agent: agent.id, agentName: agent.name, directory };
  throw new ShoalError(
    'NOT_FOUND',
    agent === undefined
      ? `Nobody has worked on ${task.id} yet.`
      : `It is not known where ${agent.name} works: Shoal did not start it.`,
    { hint: 'Changes are known of agents that Shoal starts: `shoal start`.' },
  );
}
