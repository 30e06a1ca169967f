import { failedAttempt, finished } from '../../../domain/task-rules.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { releaseTaskLocks, renewTaskLocks } from '../lock/release.ts';
import { learnFrom } from '../memory/remember.ts';
import { callBack } from './callback.ts';
import { freeDependents } from './dependents.ts';
import { asHolder } from './held.ts';
import { toTask } from './present.ts';
import { giveBack } from './sweep.ts';

export const progress: Handler<
  InputOf<typeof contracts.taskProgress>,
  OutputOf<typeof contracts.taskProgress>
> = (context, input) =>
  asHolder(context, { what: 'progress', id: input.id, text: input.text }, (tx, task) => {
    const leaseExpiresAt = tx.now + task.leaseMs;
    renewTaskLocks(tx, task.id);
    const said = {
      progress: input.text,
      progressAt: tx.now,
      leaseExpiresAt,
      dueAt: leaseExpiresAt,
      updatedAt: tx.now,
    };
    return toTask(
      tx,
      context,
      tx.update('task', task.id, said, { type: 'task.progressed', task: task.id, agent: task.holder }),
    );
  });

export const done: Handler<InputOf<typeof contracts.taskDone>, OutputOf<typeof contracts.taskDone>> = (
  context,
  input,
) => {
  const text = input.summary ?? null;
  return asHolder(context, { what: 'done', id: input.id, generation: input.generation, text }, (tx, task) => {
    const note = { type: 'task.done', task: task.id, agent: task.holder };
    const after = tx.update('task', task.id, finished(task, text, tx.now), note);
    learnFrom(tx, context, task, 'done', text);
    freeDependents(tx, task.id);
    releaseTaskLocks(tx, task.id, 'its task is done');
    callBack(tx, after);
    return toTask(tx, context, after);
  });
};

export const fail: Handler<InputOf<typeof contracts.taskFail>, OutputOf<typeof contracts.taskFail>> = (
  context,
  input,
) =>
  asHolder(
    context,
    { what: 'fail', id: input.id, generation: input.generation, text: input.reason },
    (tx, task) => toTask(tx, context, failTask(tx, context, task, input.reason, input.retry === true)),
  );

/** One attempt has failed: for good, or to be tried again after a pause. */
export function failTask(
  tx: Transaction,
  context: Pick<Context, 'settings'>,
  task: ByKind<'task'>,
  reason: string,
  again: boolean,
): ByKind<'task'> {
  const patch = failedAttempt(task, reason, again, tx.now, context.settings);
  const type = patch.state === 'failed' ? 'task.failed' : 'task.attempt-failed';
  const note = { type, task: task.id, agent: task.holder, data: { reason } };
  const after = tx.update('task', task.id, patch, note);
  learnFrom(tx, context, task, 'failed', reason);
  releaseTaskLocks(tx, task.id, 'its task failed');
  callBack(tx, after);
  return after;
}

export const release: Handler<
  InputOf<typeof contracts.taskRelease>,
  OutputOf<typeof contracts.taskRelease>
> = (context, input) =>
  asHolder(context, { what: 'progress', id: input.id, text: null }, (tx, task) => {
    giveBack(tx, task, 'given back');
    return toTask(tx, context, tx.get('task', task.id) ?? task);
  });
