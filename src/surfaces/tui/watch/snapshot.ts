import { basename } from 'node:path';
import type { Context } from '../../../operations/context.ts';
import type * as log from '../../../operations/contracts/log.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { invoke } from '../../../operations/invoke.ts';

const eventsMax = 200;
const tasksMax = 500;

export type LogEntry = Exclude<OutputOf<typeof log.logList>, readonly unknown[]>;

/** Everything the dashboard shows, read at one time. */
export type Snapshot = Awaited<ReturnType<typeof takeSnapshot>>;

export async function takeSnapshot(context: Context) {
  const status = await invoke(context, 'workspace.status', {});
  const tasks = await invoke(context, 'task.list', { limit: tasksMax });
  const locks = await invoke(context, 'lock.list', {});
  const events = await latestEvents(context);
  return { at: context.store.now(), project: basename(status.root), status, tasks, locks, events };
}

async function latestEvents(context: Context): Promise<readonly LogEntry[]> {
  for await (const answer of await invoke(context, 'log.list', { limit: eventsMax })) {
    if (Array.isArray(answer)) return answer.toReversed();
  }
  return [];
}
