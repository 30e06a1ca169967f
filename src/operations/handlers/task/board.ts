import type { SignOfLife } from '../../../domain/task-rules.ts';
import { effectiveState } from '../../../domain/task-rules.ts';
import type { Task } from '../../../domain/task.ts';
import type { ByKind, RecordQuery, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { signOfLife } from '../../life.ts';
import { findById } from '../../lookup.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';
import { roundedUsd } from '../usage/total.ts';
import { countTasks } from './count.ts';

type Input = InputOf<typeof contracts.taskBoard>;
type Output = OutputOf<typeof contracts.taskBoard>;
type Row = Output['rows'][number];

const pageDefault = 1_000;
const openStates = ['blocked', 'ready', 'running', 'waiting', 'failed'] as const;

export const board: Handler<Input, Output> = (context, input) =>
  context.store.read((view) => {
    const { tasks, next } = pageOf(view, input);
    const page = createPage(view, context, tasks);
    const counts = countTasks(view, context);
    return {
      rows: tasks.map((task) => toRow(page, task)),
      next,
      counts,
      total: Object.values(counts).reduce((all, n) => all + n, 0),
      lastSeq: view.lastSeq,
    };
  });

function pageOf(
  view: View,
  { ids, open, newestFirst = false, limit = pageDefault, after }: Input,
): { readonly tasks: readonly ByKind<'task'>[]; readonly next: string | null } {
  if (ids !== undefined) {
    const found = [...new Set(ids)].map((id) => findById(view, 'task', id));
    return { tasks: found.filter((task) => task !== undefined), next: null };
  }
  const query = { newestFirst, limit: limit + 1, ...(after === undefined ? {} : { after }) };
  const found = open === true ? openTasks(view, query) : view.list('task', query);
  const tasks = found.slice(0, limit);
  return { tasks, next: found.length > limit ? (tasks.at(-1)?.id ?? null) : null };
}

/** In the order of all: what time changes of an open task leaves it open. */
function openTasks(view: View, query: RecordQuery<'task'>): readonly ByKind<'task'>[] {
  const sign = query.newestFirst === true ? -1 : 1;
  return openStates
    .flatMap((state) => view.list('task', { ...query, where: { state } }))
    .toSorted((a, b) => sign * (Number(a.id.slice(1)) - Number(b.id.slice(1))));
}

/** What the rows of one answer share: each holder, dependency and run is looked at once. */
interface Page {
  readonly view: View;
  readonly life: (holder: string | null) => SignOfLife;
  readonly isDone: (task: string) => boolean;
  readonly isRun: (id: string) => boolean;
}

function createPage(view: View, context: Context, tasks: readonly ByKind<'task'>[]): Page {
  const done = new Map(tasks.map(({ id, state }) => [id, state === 'done']));
  return {
    view,
    life: remembered(new Map(), (holder) => signOfLife(view, context, holder)),
    isDone: remembered(done, (id) => view.get('task', id)?.state === 'done'),
    isRun: remembered(new Map(), (id) => view.get('run', id) !== undefined),
  };
}

function remembered<K, V>(known: Map<K, V>, look: (key: K) => V): (key: K) => V {
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const found = look(key);
    known.set(key, found);
    return found;
  };
}

function toRow(page: Page, task: ByKind<'task'>): Row {
  const { view } = page;
  const state = effectiveState(task, view.now, page.life(task.holder));
  const holder = state === 'running' ? task.holder : null;
  return {
    id: task.id,
    title: task.title,
    state,
    why: whyOf(page, task, state),
    priority: task.priority,
    queue: task.queue,
    tags: [...task.tags],
    holder,
    holderName: agentName(view, holder),
    assignee: task.assignee,
    openDependencies: task.openDependencies,
    attempts: task.attempts,
    notBefore: isoTime(state === 'waiting' ? task.notBefore : null),
    createdAt: isoInstant(task.createdAt),
    updatedAt: isoInstant(task.updatedAt),
    ...runOf(page, task),
    costUsd: costOf(view, task),
  };
}

const namedMax = 3;
const whyMax = 120;

function whyOf({ isDone }: Page, task: Task, state: Row['state']): string | null {
  if (state !== 'blocked') return state === 'done' || task.error === null ? null : cut(task.error);
  const named: string[] = [];
  for (const id of task.dependsOn) {
    if (named.length === namedMax) break;
    if (!isDone(id)) named.push(id);
  }
  const more = task.openDependencies - named.length;
  return `after ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function cut(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > whyMax ? `${line.slice(0, whyMax - 1)}…` : line;
}

/** A run queues its tasks under `RUN.NODE`. */
function runOf({ view, isRun }: Page, { id, queue }: Task): Pick<Row, 'runId' | 'step'> {
  const [, run] = /^(r\d+)\./.exec(queue) ?? [];
  if (run === undefined || !isRun(run)) return { runId: null, step: null };
  const [step] = view.list('step', { where: { task: id }, limit: 1 });
  return { runId: run, step: step?.node ?? null };
}

/** One that was never claimed has cost nothing that anybody counted. */
function costOf(view: View, { id, generation }: Task): number | null {
  if (generation === 0) return null;
  const costs = view.list('turn', { where: { task: id } }).flatMap(({ costUsd }) => costUsd ?? []);
  return costs.length === 0 ? null : roundedUsd(costs.reduce((all, one) => all + one, 0));
}
