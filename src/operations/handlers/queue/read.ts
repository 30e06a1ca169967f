import { ShoalError } from '../../../domain/errors.ts';
import { queueOfBucket } from '../../../domain/task-rules.ts';
import type { TaskState } from '../../../domain/task.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/queue.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { Config } from '../../ports.ts';
import { isoInstant, isoTime } from '../../present.ts';
import { lastSessionFor } from '../session/find.ts';
import { liveSessions } from '../session/read.ts';
import { toTask } from '../task/present.ts';
import { configuredQueue } from './feed.ts';

type Row = OutputOf<typeof contracts.queueList>[number];
type Shown = OutputOf<typeof contracts.queueShow>;
type Brief = Shown['runningTasks'][number];

export const list: Handler<InputOf<typeof contracts.queueList>, Row[]> = async (context) => {
  const config = (await context.config()).read();
  return context.store.read((view) => {
    const names = new Set([...Object.keys(config.queues), ...Object.keys(view.count('task', 'queue'))]);
    return [...names].toSorted().map((name) => toRow(view, context, config, name));
  });
};

export const show: Handler<InputOf<typeof contracts.queueShow>, Shown> = async (context, { name }) => {
  const config = (await context.config()).read();
  return context.store.read((view) => {
    const known = [...new Set([...Object.keys(config.queues), ...Object.keys(view.count('task', 'queue'))])];
    if (!known.includes(name))
      throw new ShoalError('NOT_FOUND', `There is no queue "${name}".`, {
        hint: hintFor(config, known),
        details: { candidates: known },
      });
    const queue = configuredQueue(config, name);
    return {
      ...toRow(view, context, config, name),
      maxAttempts: queue?.maxAttempts ?? null,
      open: queue?.open ?? false,
      runningTasks: inState(view, context, name, ['running']),
      waitingTasks: [
        ...nextTasks(view, context, name),
        ...inState(view, context, name, ['waiting', 'blocked']),
      ].slice(0, waitingShown),
      recentTasks: inState(view, context, name, ['done', 'failed', 'cancelled'])
        .toSorted((one, other) => (one.since < other.since ? 1 : -1))
        .slice(0, recentShown),
    };
  });
};

function hintFor({ problems }: Config, known: readonly string[]): string {
  if (problems.length > 0) return 'shoal.yaml is not in force: see `shoal config check`.';
  return known.length === 0 ? 'Make one: `shoal config queue add NAME`.' : `There are: ${known.join(', ')}.`;
}

const waitingShown = 20;
const recentShown = 10;
const countedMax = 10_000;

function toRow(view: View, context: Context, config: Config, name: string): Row {
  const queue = configuredQueue(config, name);
  const tasks = (state: TaskState) => view.list('task', { where: { queue: name, state }, limit: countedMax });
  // Time may have freed what is stored as running or waiting.
  const moving = [...tasks('running'), ...tasks('waiting')].map((task) => toTask(view, context, task).state);
  const ready = tasks('ready');
  const count = (state: TaskState) => moving.filter((one) => one === state).length;
  const oldest = ready.toSorted((one, other) => one.createdAt - other.createdAt)[0];
  return {
    name,
    profile: queue?.profile ?? null,
    maxParallel: queue === undefined || queue.profile === null ? 0 : queue.maxParallel,
    ready: ready.length + count('ready'),
    blocked: tasks('blocked').length + count('waiting'),
    running: count('running'),
    workers: liveSessions(view).filter((session) => session.queue === name).length,
    done: tasks('done').length,
    failed: tasks('failed').length + count('failed'),
    cancelled: tasks('cancelled').length,
    oldest: oldest?.id ?? null,
    oldestSince: isoTime(oldest?.createdAt ?? null),
  };
}

/** Law 5: by the order in which they are taken, whatever they need. */
function nextTasks(view: View, context: Context, queue: string): Brief[] {
  return view
    .buckets('task', 'ready')
    .filter((bucket) => queueOfBucket(bucket) === queue)
    .flatMap((bucket) => view.ranked('task', 'ready', bucket, waitingShown))
    .toSorted((one, other) => one.readyRank - other.readyRank)
    .map((task) => toBrief(view, context, task));
}

const listedMax = 100;

function inState(view: View, context: Context, queue: string, states: readonly TaskState[]): Brief[] {
  return states
    .flatMap((state) =>
      view.list('task', { where: { queue, state }, newestFirst: isEnd(state), limit: listedMax }),
    )
    .map((task) => toBrief(view, context, task));
}

function isEnd(state: TaskState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

function toBrief(view: View, context: Context, task: ByKind<'task'>): Brief {
  const shown = toTask(view, context, task);
  const session = lastSessionFor(view, task.id);
  return {
    id: task.id,
    title: task.title,
    state: shown.state,
    priority: task.priority,
    attempts: task.attempts,
    holder: shown.holder,
    holderName: shown.holderName,
    session: session?.id ?? null,
    worker: shown.state === 'running' && session !== undefined ? session.state : null,
    createdByName: shown.createdByName,
    createdAt: shown.createdAt,
    since: shown.claimedAt ?? isoInstant(task.completedAt ?? task.updatedAt),
    result: task.result,
    error: task.error,
  };
}
