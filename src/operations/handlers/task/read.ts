import { bucketMatches } from '../../../domain/task-rules.ts';
import type { ByKind, RecordQuery, View } from '../../../store/port.ts';
import { requireAgent, resolveCaller } from '../../caller.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { everyRecord } from '../../every-record.ts';
import { findAgent, findTask } from '../../lookup.ts';
import { ShoalError } from '../../../domain/errors.ts';
import { toTask, type TaskObject } from './present.ts';

const listDefault = 200;
const readyDefault = 20;

type ListInput = InputOf<typeof contracts.taskList>;

export const list: Handler<ListInput, OutputOf<typeof contracts.taskList>> = (context, input) =>
  context.store.read((view) => {
    const holder = input.holder === undefined ? undefined : findAgent(view, input.holder).id;
    return collect(view, context, input, holder);
  });

/** Pages through the most selective index, because the state shown depends on time and is filtered afterwards. */
function collect(view: View, context: Context, input: ListInput, holder: string | undefined): TaskObject[] {
  const { after, limit = listDefault } = input;
  return everyRecord(view, 'task', { where: narrowest(input, holder), after })
    .map((task) => toTask(view, context, task))
    .filter((task) => isWanted(task, input, holder))
    .take(limit)
    .toArray();
}

function narrowest(
  { tags, queue }: ListInput,
  holder: string | undefined,
): NonNullable<RecordQuery<'task'>['where']> {
  if (holder !== undefined) return { holder };
  const [tag, ...more] = tags ?? [];
  if (tag !== undefined && more.length === 0) return { tags: tag };
  return queue === undefined ? {} : { queue };
}

function isWanted(task: TaskObject, input: ListInput, holder: string | undefined): boolean {
  const { state, tags, queue, all } = input;
  if (state === undefined && all !== true && (task.state === 'done' || task.state === 'cancelled'))
    return false;
  if (state !== undefined && task.state !== state) return false;
  if (queue !== undefined && task.queue !== queue) return false;
  if (holder !== undefined && task.holder !== holder) return false;
  return tags === undefined || tags.length === 0 || tags.some((tag) => task.tags.includes(tag));
}

type ReadyInput = InputOf<typeof contracts.taskReady>;

export const ready: Handler<ReadyInput, OutputOf<typeof contracts.taskReady>> = (context, input) =>
  context.store.read((view) => {
    const limit = input.limit ?? readyDefault;
    const claimer = claimerOf(view, context, input);
    const buckets = view
      .buckets('task', 'ready')
      .filter((bucket) => claimer === undefined || bucketMatches(bucket, claimer));
    const heads = buckets.flatMap((bucket) => view.ranked('task', 'ready', bucket, limit));
    return heads
      .toSorted((a, b) => a.readyRank - b.readyRank)
      .slice(0, limit)
      .map((task) => toTask(view, context, task));
  });

/** Without identity everything ready is shown, unless a filter was given. */
function claimerOf(
  view: View,
  context: Context,
  { tags, queue }: ReadyInput,
): Parameters<typeof bucketMatches>[1] | undefined {
  const { agent } = resolveCaller(view, context);
  if (agent === null && tags === undefined && queue === undefined) return undefined;
  return {
    name: agent?.name ?? '',
    role: agent?.role ?? null,
    capabilities: agent?.capabilities ?? [],
    tags,
    queue,
  };
}

export const show: Handler<InputOf<typeof contracts.taskShow>, OutputOf<typeof contracts.taskShow>> = (
  context,
  input,
) =>
  context.store.read((view) =>
    toTask(view, context, input.id === undefined ? current(view, context) : findTask(view, input.id)),
  );

function current(view: View, context: Context): ByKind<'task'> {
  const agent = requireAgent(resolveCaller(view, context));
  const held = view.list('task', { where: { holder: agent.id }, limit: 1 })[0];
  if (held !== undefined) return held;
  throw new ShoalError('NOT_FOUND', `${agent.name} holds no task.`, {
    hint: 'Name one: `shoal show t42`, or take one: `shoal claim`.',
  });
}
