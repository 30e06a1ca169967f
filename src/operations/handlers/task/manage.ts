import { ShoalError } from '../../../domain/errors.ts';
import type { Task } from '../../../domain/task.ts';
import { parseQueueName } from '../../../domain/names.ts';
import { ended, placed, readyRank, retried, taskNumber, withFormer } from '../../../domain/task-rules.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { agentCommand, command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { sweepDead } from '../../sweep.ts';
import { tell, type Telling } from '../message/tell.ts';
import { ensureDispatched, queuesOf } from '../queue/feed.ts';
import { runningSessionOf } from '../session/find.ts';
import { wakeDaemonFor } from '../session/wake.ts';
import { releaseTaskLocks } from '../lock/release.ts';
import { toAssignee } from './add.ts';
import { callBack } from './callback.ts';
import { claimTask, refuseUnable } from './claim.ts';
import { refuseCycle, resolveDependencies } from './dependencies.ts';
import { countOpen } from './dependents.ts';
import { toTask } from './present.ts';

export const steal: Handler<
  InputOf<typeof contracts.taskSteal>,
  OutputOf<typeof contracts.taskSteal>
> = async (context, input) => {
  let worker: string | null = null;
  const stolen = await managing(context, (tx, agent) => {
    const task = findTask(tx, input.id);
    worker = task.holder;
    if (task.state !== 'running' || task.holder === null) throw notRunning(task);
    if (task.holder === agent.id && input.assignee === undefined) return toTask(tx, context, task);
    // A person knows what they take.
    if (input.assignee === undefined && !agent.human)
      refuseUnable(
        task,
        agent,
        `give it to somebody who can: \`shoal steal ${task.id} --for NAME --reason …\``,
      );
    const lost = { formerHolders: withFormer(task), attempts: task.attempts - 1 };
    const note = {
      type: 'task.stolen',
      task: task.id,
      agent: task.holder,
      data: { reason: input.reason, by: agent.id },
    };
    const free = tx.update('task', task.id, { ...lost, holder: null }, note);
    releaseTaskLocks(tx, task.id, 'its task was stolen');
    const verb = input.assignee === undefined ? 'took over' : 'took away';
    const body = `I ${verb} ${task.id} "${task.title}": ${input.reason}`;
    if (task.holder !== agent.id) tellHolder(tx, { from: agent.id, to: task.holder, task: task.id, body });
    if (input.assignee !== undefined) return toTask(tx, context, handOn(tx, free, input.assignee));
    return toTask(tx, context, claimTask(tx, context, free, agent.id, input.leaseMs, 'task.claimed'));
  });
  if (worker !== null) await wakeDaemonFor(context, [worker]);
  return stolen;
};

/** Ready, for whoever is named: it is not the one that took it away who works on it. */
function handOn(tx: Transaction, free: ByKind<'task'>, to: string): ByKind<'task'> {
  const patch = { assignee: toAssignee(to), notBefore: null, updatedAt: tx.now };
  const placedAt = placed({ ...free, ...patch }, tx.now);
  return tx.update('task', free.id, { ...patch, ...placedAt }, { type: 'task.assigned', task: free.id });
}

/** Not the worker of a queue: it is stopped, and would never see it. */
function tellHolder(tx: Transaction, telling: Telling): void {
  const isWorker = (runningSessionOf(tx, telling.to)?.queue ?? null) !== null;
  if (!isWorker) tell(tx, telling);
}

function notRunning(task: Task): ShoalError {
  const hint =
    task.state === 'ready' ? `Take it: \`shoal claim ${task.id}\`.` : `See \`shoal explain ${task.id}\`.`;
  return new ShoalError('CONFLICT', `${task.id} is ${task.state}; only a running task can be stolen.`, {
    hint,
  });
}

export const retry: Handler<
  InputOf<typeof contracts.taskRetry>,
  OutputOf<typeof contracts.taskRetry>
> = async (context, input) => {
  const task = await managing(context, (tx) => {
    const found = findTask(tx, input.id);
    const patch = retried(found, countOpen(tx, found.dependsOn), tx.now);
    return toTask(tx, context, tx.update('task', found.id, patch, { type: 'task.retried', task: found.id }));
  });
  await ensureDispatched(context, await queuesOf(context, [task]));
  return task;
};

export const cancel: Handler<
  InputOf<typeof contracts.taskCancel>,
  OutputOf<typeof contracts.taskCancel>
> = async (context, input) => {
  let worker: string | null = null;
  const cancelled = await managing(context, (tx, agent) => {
    const task = findTask(tx, input.id);
    worker = task.holder;
    if (task.state === 'done')
      throw new ShoalError('CONFLICT', `${task.id} is done.`, { hint: 'There is nothing left to cancel.' });
    if (task.state === 'cancelled') return toTask(tx, context, task);
    const patch = {
      ...ended('cancelled', tx.now),
      formerHolders: withFormer(task),
      error: input.reason ?? task.error,
    };
    const after = tx.update('task', task.id, patch, {
      type: 'task.cancelled',
      task: task.id,
      data: { reason: input.reason ?? null },
    });
    releaseTaskLocks(tx, task.id, 'its task was cancelled');
    callBack(tx, after);
    if (task.holder !== null && task.holder !== agent.id) {
      const why = input.reason === undefined ? '' : `: ${input.reason}`;
      tellHolder(tx, {
        from: agent.id,
        to: task.holder,
        task: task.id,
        body: `I cancelled ${task.id} "${task.title}"${why}`,
      });
    }
    return toTask(tx, context, after);
  });
  if (worker !== null) await wakeDaemonFor(context, [worker]);
  return cancelled;
};

export const edit: Handler<InputOf<typeof contracts.taskEdit>, OutputOf<typeof contracts.taskEdit>> = async (
  context,
  input,
) => {
  if (Object.keys(input).length === 1)
    throw new ShoalError('USAGE', 'Nothing to change was named.', {
      hint: 'For example: `shoal edit t42 -p 9`. See `shoal help edit`.',
    });
  return managing(context, (tx) => {
    const task = findTask(tx, input.id);
    const dependsOn = editedDependencies(tx, task, input);
    const patch = {
      ...editedFields(input, task),
      dependsOn,
      openDependencies: countOpen(tx, dependsOn),
      updatedAt: tx.now,
    };
    return toTask(tx, context, replace(tx, task, patch, 'task.edited'));
  });
};

function editedFields(input: InputOf<typeof contracts.taskEdit>, task: Task): Partial<Task> {
  const {
    id: _id,
    dependsOn: _dependsOn,
    after: _after,
    independentOf: _independentOf,
    title,
    assignee,
    ...rest
  } = input;
  return {
    ...(rest as Partial<Task>), // exactOptionalPropertyTypes: absent fields are absent, the checker passes no undefined
    ...(title === undefined ? {} : { title: title.trim(), titleKey: title.trim().toLowerCase() }),
    ...(rest.queue === undefined ? {} : { queue: parseQueueName(rest.queue) }),
    ...(assignee === undefined ? {} : { assignee: toAssignee(assignee) }),
    readyRank: readyRank(rest.priority ?? task.priority, taskNumber(task.id)),
  };
}

function editedDependencies(
  tx: Transaction,
  task: Task,
  input: InputOf<typeof contracts.taskEdit>,
): readonly string[] {
  const added = resolveDependencies(tx, input);
  refuseCycle(tx, task.id, added);
  const dropped = new Set((input.independentOf ?? []).map((text) => findTask(tx, text).id));
  return [...new Set([...task.dependsOn, ...added])].filter((id) => !dropped.has(id));
}

/** An unclaimed task is placed anew, because what decides where it stands may have changed; a held one stays held. */
function replace(tx: Transaction, task: ByKind<'task'>, patch: Partial<Task>, type: string): ByKind<'task'> {
  const edited = { ...task, ...patch };
  const isOpen = task.state === 'ready' || task.state === 'blocked' || task.state === 'waiting';
  return tx.update(
    'task',
    task.id,
    { ...patch, ...(isOpen ? placed(edited, tx.now) : {}) },
    { type, task: task.id },
  );
}

const notesMax = 200;

export const note: Handler<InputOf<typeof contracts.taskNote>, OutputOf<typeof contracts.taskNote>> = (
  context,
  input,
) =>
  command(context, (tx) => {
    const task = findTask(tx, input.id);
    if (task.notes.length >= notesMax) {
      throw new ShoalError('LIMIT', `${task.id} has ${notesMax} notes already.`, {
        hint: 'Put the rest in its description with `shoal edit`.',
      });
    }
    const notes = [...task.notes, { at: tx.now, by: tx.actor, text: input.text }];
    return toTask(
      tx,
      context,
      tx.update('task', task.id, { notes, updatedAt: tx.now }, { type: 'task.noted', task: task.id }),
    );
  });

export const assign: Handler<InputOf<typeof contracts.taskAssign>, OutputOf<typeof contracts.taskAssign>> = (
  context,
  input,
) =>
  managing(context, (tx) => {
    const task = findTask(tx, input.id);
    if (task.state === 'running') {
      throw new ShoalError('CONFLICT', `${task.id} is running.`, {
        hint: `Take it from its holder first: \`shoal steal ${task.id} --reason …\`.`,
      });
    }
    return toTask(
      tx,
      context,
      replace(tx, task, { assignee: toAssignee(input.assignee), updatedAt: tx.now }, 'task.assigned'),
    );
  });

/** Whoever manages tasks must see them as they are: what the dead held is free. */
function managing<T>(context: Context, decide: (tx: Transaction, agent: ByKind<'agent'>) => T): Promise<T> {
  return agentCommand(context, (tx, agent) => {
    sweepDead(tx, context);
    return decide(tx, agent);
  });
}
