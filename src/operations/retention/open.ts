import { isOver } from '../../domain/pipeline/run.ts';
import type { TaskState } from '../../domain/task.ts';
import type { View } from '../../store/port.ts';
import { liveRuns } from '../handlers/run/live.ts';

/** States of a task that somebody may still do. */
const openTaskStates = ['blocked', 'ready', 'running', 'waiting'] as const satisfies TaskState[];

export function isOpenTask(view: View, id: string): boolean {
  return openTaskStates.some((state) => state === view.get('task', id)?.state);
}

/** Whether it is, or was, what a step of a run did that goes on. */
export function isOfLiveRun(view: View, what: 'task' | 'request', id: string): boolean {
  return view.list('step', { where: { [what]: id } }).some(({ run }) => {
    const found = view.get('run', run);
    return found !== undefined && !isOver(found);
  });
}

/** Somebody has not seen it, or is to answer it. */
export function isOpenMail(view: View, message: string): boolean {
  return view
    .list('delivery', { where: { message } })
    .some(({ unreadBy, openQuestionFor }) => unreadBy !== null || openQuestionFor !== null);
}

const tasksMax = 10_000;

/**
 * Who made an open task or is told how it ends, and who started a run that goes on. No index has it: it is looked through
 * when the first is asked about, once. While there is more than can be looked through, everyone may be.
 */
export function createAskers(view: View): (agent: string) => boolean {
  let known: ReadonlySet<string | null> | 'anyone' | undefined;
  return (agent) => {
    known ??= askersOf(view);
    return known === 'anyone' || known.has(agent);
  };
}

function askersOf(view: View): ReadonlySet<string | null> | 'anyone' {
  const asked = new Set<string | null>();
  for (const state of openTaskStates) {
    const tasks = view.list('task', { where: { state }, limit: tasksMax });
    if (tasks.length === tasksMax) return 'anyone';
    for (const { createdBy, callback = null } of tasks) asked.add(createdBy).add(callback);
  }
  for (const { createdBy } of liveRuns(view)) asked.add(createdBy);
  return asked;
}
