import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { ambiguous, describeTask, findTask } from '../../lookup.ts';

const candidatesMax = 10;
const titlesSearchedMax = 10_000;

/** Ids that `dependsOn` and `after` name; unknown and ambiguous ones are refused (law 6). */
export function resolveDependencies(
  view: View,
  named: {
    readonly dependsOn?: readonly string[] | undefined;
    readonly after?: readonly string[] | undefined;
  },
): readonly string[] {
  const byId = (named.dependsOn ?? []).map((text) => findTask(view, text).id);
  const byTitle = (named.after ?? []).map((title) => findByTitle(view, title).id);
  return [...new Set([...byId, ...byTitle])];
}

/** An exact title wins, of several the one not finished; else the only title that holds the words. */
function findByTitle(view: View, title: string): ByKind<'task'> {
  const wanted = title.trim().toLowerCase();
  const exact = view.list('task', { where: { titleKey: wanted } });
  const open = exact.filter((task) => task.state !== 'done' && task.state !== 'cancelled');
  const found = pick(open.length > 0 ? open : exact, title) ?? pick(holding(view, wanted), title);
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `No task is titled "${title}".`, { hint: 'See `shoal list --all`.' });
}

function pick(found: readonly ByKind<'task'>[], title: string): ByKind<'task'> | undefined {
  if (found.length > 1) throw ambiguous('task', title, found.slice(0, candidatesMax).map(describeTask));
  return found[0];
}

function holding(view: View, wanted: string): readonly ByKind<'task'>[] {
  if (wanted === '') return [];
  return view
    .list('task', { newestFirst: true, limit: titlesSearchedMax })
    .filter((task) => task.titleKey.includes(wanted));
}

/** Law 6: refuses a dependency from which the task itself can be reached, and names the way round. */
export function refuseCycle(view: View, taskId: string, dependsOn: readonly string[]): void {
  const path = dependsOn.map((id) => pathTo(view, id, taskId)).find((found) => found !== undefined);
  if (path === undefined) return;
  const cycle = [taskId, ...path];
  throw new ShoalError('CYCLE', `${taskId} would wait for itself: ${cycle.join(' → ')}.`, {
    hint: 'Remove one of these dependencies first: `shoal edit ID --independent-of ID`.',
    details: { cycle },
  });
}

/** Depth first without recursion: chains may be long. */
function pathTo(view: View, from: string, target: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === target) return trace(cameFrom, id);
    for (const next of view.get('task', id)?.dependsOn ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      open.push(next);
    }
  }
  return undefined;
}

function trace(cameFrom: ReadonlyMap<string, string | undefined>, end: string): readonly string[] {
  const path: string[] = [];
  for (let id: string | undefined = end; id !== undefined; id = cameFrom.get(id)) path.unshift(id);
  return path;
}
