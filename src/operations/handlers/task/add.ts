import { ShoalError } from '../../../domain/errors.ts';
import { type FileTask, parseTaskFile } from '../../../domain/task-file.ts';
import type { Task } from '../../../domain/task.ts';
import { parseQueueName } from '../../../domain/names.ts';
import { placed, readyRank, taskNumber } from '../../../domain/task-rules.ts';
import type { Transaction } from '../../../store/port.ts';
import type * as contracts from '../../contracts/task.ts';
import type { Context, Handler } from '../../context.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { command } from '../../command.ts';
import { once } from '../../once.ts';
import { ensureDispatched, queuesOf, requireMayFeed, withQueue } from '../queue/feed.ts';
import { resolveDependencies } from './dependencies.ts';
import { countOpen } from './dependents.ts';
import { toTask } from './present.ts';

type Input = InputOf<typeof contracts.taskAdd>;
/** A task as the flags or one entry of a file name it. */
export type NewTask = FileTask & Pick<Input, 'notBefore'> & { readonly callback?: string | null };

export const add: Handler<Input, OutputOf<typeof contracts.taskAdd>> = async (context, input) => {
  const { items, isBatch } = wanted(input);
  const queues = await queuesOf(context, items);
  const added = await command(context, (tx, caller) => {
    requireMayFeed(tx, caller, queues);
    const ids = once(tx, context, { operation: 'task.add', actor: tx.actor, key: input.key }, () =>
      items.map((item) => createTask(tx, context, withQueue(item, queues))),
    );
    const created = ids.flatMap((id) => tx.get('task', id) ?? []).map((task) => toTask(tx, context, task));
    const [first] = created;
    return isBatch || first === undefined ? created : first;
  });
  await ensureDispatched(context, queues);
  return added;
};

/** One task from the flags, or many from a file with the flags as their defaults. */
function wanted(input: Input): { items: readonly NewTask[]; isBatch: boolean } {
  const { file, key: _key, title, ...given } = input;
  const common = withoutUndefined(given);
  if (file === undefined) return { items: [{ ...common, title: checkedTitle(title) }], isBatch: false };
  if (title !== undefined) {
    throw new ShoalError('INVALID_INPUT', 'A title and a file were both given.', {
      hint: 'Give one of them.',
    });
  }
  return { items: parseTaskFile(file).map((item) => ({ ...common, ...item })), isBatch: true };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>; // just filtered
}

function checkedTitle(title: string | undefined): string {
  if (title !== undefined && title.trim() !== '') return title;
  throw new ShoalError('INVALID_INPUT', 'A task needs a title.', {
    hint: 'For example: shoal add "Build the API".',
  });
}

export function createTask(tx: Transaction, context: Context, item: NewTask): string {
  const dependsOn = resolveDependencies(tx, item);
  const id = tx.nextId('task');
  checkLimit(tx, context, id);
  const task = newTask(tx, context, item, id, dependsOn);
  tx.create('task', { ...task, ...placed(task, tx.now) }, { type: 'task.added', task: id });
  return id;
}

function newTask(
  tx: Transaction,
  context: Context,
  item: NewTask,
  id: string,
  dependsOn: readonly string[],
): Task {
  const priority = item.priority ?? 5;
  const title = item.title.trim();
  return {
    id,
    title,
    titleKey: title.toLowerCase(),
    state: 'blocked',
    priority,
    queue: parseQueueName(item.queue ?? 'default'),
    tags: [...new Set(item.tags)],
    needs: [...new Set(item.needs)],
    assignee: toAssignee(item.assignee),
    dependsOn,
    openDependencies: countOpen(tx, dependsOn),
    description: item.description ?? null,
    context: item.context ?? null,
    data: item.data ?? null,
    notes: [],
    progress: null,
    progressAt: null,
    attempts: 0,
    maxAttempts: item.maxAttempts ?? context.settings.maxAttempts,
    generation: 0,
    holder: null,
    formerHolders: [],
    claimedAt: null,
    leaseMs: context.settings.taskLeaseMs,
    leaseExpiresAt: null,
    notBefore: item.notBefore ?? null,
    dueAt: null,
    readyBucket: null,
    readyRank: readyRank(priority, taskNumber(id)),
    result: null,
    error: null,
    createdBy: tx.actor,
    callback: item.callback ?? null,
    createdAt: tx.now,
    updatedAt: tx.now,
    completedAt: null,
    completedBy: null,
  };
}

/** `anyone` lifts a reservation; a leading @ is a role's. */
export function toAssignee(text: string | undefined): string | null {
  if (text === undefined || text === 'anyone') return null;
  return text.toLowerCase();
}

/** Counting is only worth its cost once so many were ever added. */
function checkLimit(tx: Transaction, { settings }: Context, id: string): void {
  if (taskNumber(id) <= settings.tasksMax) return;
  const total = Object.values(tx.count('task', 'state')).reduce((sum, count) => sum + count, 0);
  if (total < settings.tasksMax) return;
  throw new ShoalError('LIMIT', `The workspace holds ${total} tasks; the limit is ${settings.tasksMax}.`, {
    hint: 'Raise tasksMax in .shoal/config.json, or start a new workspace.',
  });
}
