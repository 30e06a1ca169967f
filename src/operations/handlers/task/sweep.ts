import { lapsed, leaseEnd, placed, released } from '../../../domain/task-rules.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { signOfLife } from '../../life.ts';
import { releaseTaskLocks } from '../lock/release.ts';
import { callBack } from './callback.ts';
import { drainUnblocks } from './dependents.ts';

/** Applies what time has changed in tasks: waits that are over, leases that are renewed by life or have lapsed. */
export function sweepTasks(tx: Transaction, context: Context, limit: number): number {
  let changed = 0;
  for (const task of tx.due('task', limit)) {
    if (task.state === 'waiting') {
      tx.update('task', task.id, placed(task, tx.now), { type: 'task.ready', task: task.id });
    } else sweepLease(tx, context, task);
    changed += 1;
  }
  return changed + drainUnblocks(tx, limit);
}

function sweepLease(tx: Transaction, context: Context, task: ByKind<'task'>): void {
  const end = leaseEnd(task, signOfLife(tx, context, task.holder), tx.now);
  if (end > tx.now) {
    const renewed = { leaseExpiresAt: end, dueAt: end };
    tx.update('task', task.id, renewed, { type: 'task.renewed', task: task.id, agent: task.holder });
  } else loseTask(tx, task, 'the lease lapsed without a sign of life', 'task.lapsed');
}

/** Takes a task from a holder who gave no word; its locks go with it. */
function loseTask(tx: Transaction, task: ByKind<'task'>, why: string, type: string): void {
  const note = {
    type,
    task: task.id,
    agent: task.holder,
    data: { reason: why, generation: task.generation },
  };
  const after = tx.update('task', task.id, lapsed(task, tx.now, why), note);
  releaseTaskLocks(tx, task.id, why);
  callBack(tx, after);
}

/** What a departing agent held is ready again: a voluntary leave burns no attempt, a death does. */
export function releaseHeldTasks(
  tx: Transaction,
  agentId: string,
  why: string,
  isVoluntary: boolean,
): readonly string[] {
  const held = tx.list('task', { where: { holder: agentId } });
  for (const task of held) {
    if (isVoluntary) giveBack(tx, task, why);
    else loseTask(tx, task, why, 'task.lapsed');
  }
  return held.map((task) => task.id);
}

/** The holder's own choice: no attempt is burnt. */
export function giveBack(tx: Transaction, task: ByKind<'task'>, why: string): void {
  tx.update('task', task.id, released(task, tx.now), {
    type: 'task.released',
    task: task.id,
    agent: task.holder,
    data: { reason: why },
  });
  releaseTaskLocks(tx, task.id, why);
}
