import { ShoalError } from '../../../domain/errors.ts';
import { bucketMatches } from '../../../domain/task-rules.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { command } from '../../command.ts';
import { once } from '../../once.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/queue.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { createTask, type NewTask } from '../task/add.ts';
import { ensureDispatched, queuesOf, requireMayFeed, whyUnworked, withQueue } from './feed.ts';

type Input = InputOf<typeof contracts.queueEnqueue>;

export const enqueue: Handler<Input, OutputOf<typeof contracts.queueEnqueue>> = async (context, input) => {
  const { text, callback, key, ...given } = input;
  const item: NewTask = { ...(given as Omit<NewTask, 'title'>), ...titled(text) }; // absent fields are absent: the checker passes no undefined
  const queues = await queuesOf(context, [item]);
  const added = await command(context, (tx, caller) => {
    requireMayFeed(tx, caller, queues);
    const producer = caller.agent?.id ?? null;
    if (callback === true && producer === null)
      throw new ShoalError('NOT_JOINED', 'A callback needs an inbox, and nobody knows who you are.', {
        hint: 'Join with `shoal join`, or leave out --callback.',
      });
    const id = once(tx, context, { operation: 'queue.enqueue', actor: producer, key }, () =>
      createTask(tx, context, withQueue({ ...item, callback: callback === true ? producer : null }, queues)),
    );
    const task = tx.get('task', id);
    return { id, position: task === undefined ? null : positionOf(tx, task) };
  });
  await ensureDispatched(context, queues);
  const why = await whyUnworked(context, input.queue, queues);
  if (why !== null) context.tell?.(why);
  return added;
};

const titleMax = 120;

/** The first line is what lists show; the worker is given all of it. */
function titled(text: string): { readonly title: string; readonly description?: string } {
  const whole = text.trim();
  const line = whole.split(/\r?\n/)[0]?.trim() ?? whole;
  if (line === whole && line.length <= titleMax) return { title: line };
  return { title: line.length <= titleMax ? line : `${line.slice(0, titleMax - 1)}…`, description: whole };
}

const countedMax = 1_000;

/** Among what is ready in its queue, by the order in which it is taken. */
function positionOf(view: View, task: ByKind<'task'>): number | null {
  if (task.readyBucket === null) return null;
  const anyone = { name: '', role: null, capabilities: task.needs, queue: task.queue };
  const before = view
    .buckets('task', 'ready')
    .filter((bucket) => bucket === task.readyBucket || bucketMatches(bucket, anyone))
    .flatMap((bucket) => view.ranked('task', 'ready', bucket, countedMax))
    .filter(({ readyRank }) => readyRank < task.readyRank).length;
  return before >= countedMax ? null : before + 1;
}
