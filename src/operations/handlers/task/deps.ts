import type { View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { toTask } from './present.ts';

type Row = OutputOf<typeof contracts.taskDeps>[number];

const rowsMax = 10_000;

/** Rows in depth-first order; a task met before is named once more, without what hangs below it. */
export const deps: Handler<InputOf<typeof contracts.taskDeps>, OutputOf<typeof contracts.taskDeps>> = (
  context,
  input,
) =>
  context.store.read((view) => {
    const next = input.dependents === true ? dependentsOf : dependenciesOf;
    const opposite = input.dependents === true ? dependenciesOf : dependentsOf;
    const roots = input.id === undefined ? rootsOf(view, opposite) : [findTask(view, input.id).id];
    return walk(view, context, roots, next);
  });

type Step = (view: View, id: string) => readonly string[];

const dependenciesOf: Step = (view, id) => view.get('task', id)?.dependsOn ?? [];
const dependentsOf: Step = (view, id) =>
  view.list('task', { where: { dependsOn: id } }).map((task) => task.id);

function rootsOf(view: View, opposite: Step): readonly string[] {
  return view
    .list('task', { limit: rowsMax })
    .map((task) => task.id)
    .filter((id) => opposite(view, id).length === 0);
}

function walk(view: View, context: Context, roots: readonly string[], next: Step): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string>();
  const open = roots.toReversed().map((id) => ({ id, depth: 0 }));
  for (let at = open.pop(); at !== undefined && rows.length < rowsMax; at = open.pop()) {
    const task = view.get('task', at.id);
    if (task === undefined) continue;
    const { state } = toTask(view, context, task);
    rows.push({ id: task.id, title: task.title, state, depth: at.depth, seen: seen.has(task.id) });
    if (seen.has(task.id)) continue;
    seen.add(task.id);
    const depth = at.depth + 1;
    open.push(
      ...next(view, task.id)
        .toReversed()
        .map((id) => ({ id, depth })),
    );
  }
  return rows;
}
