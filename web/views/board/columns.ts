import type { TaskRow, TaskState } from '../../data/tasks.ts';
import { createFilter, namedIn } from './filter.ts';

const columnStates = [
  'blocked',
  'ready',
  'running',
  'waiting',
  'done',
  'failed',
] as const satisfies readonly TaskState[];
export type Grouping = 'queue' | 'priority';

export interface GroupHead {
  readonly kind: 'group';
  readonly id: string;
  readonly by: Grouping;
  readonly value: string;
  readonly count: number;
}
export type BoardItem = TaskRow | GroupHead;

export interface BoardColumn {
  readonly state: TaskState;
  /** In their order, without groups. */
  readonly rows: readonly TaskRow[];
  /** As they are shown: under the heads of their groups when they are grouped. */
  readonly items: readonly BoardItem[];
  readonly ids: readonly string[];
}

export function isGroup(item: BoardItem): item is GroupHead {
  return 'kind' in item;
}

export function idOf(item: BoardItem): string {
  return item.id;
}

/** The states that a filter leaves; cancelled is shown only to who asks. */
function shownStates(filter: string): readonly TaskState[] {
  const named = namedIn(filter, 'state');
  const known = [...columnStates, 'cancelled'] as const;
  const asked = known.filter((state) => named.includes(state));
  return asked.length > 0 ? asked : columnStates;
}

interface Sorted {
  readonly rows: ReadonlyMap<string, TaskRow>;
  readonly filter: string;
  readonly grouping: Grouping | null;
  readonly columns: readonly BoardColumn[];
}
type Sort = (rows: Sorted['rows'], filter: string, grouping: Grouping | null) => readonly BoardColumn[];

/** Sorts the tasks of a board again and again: a column that no change concerns stays the same object. */
export function createSort(): Sort {
  let last = nothing('', null);
  return (rows, filter, grouping) => {
    const before = last.filter === filter && last.grouping === grouping ? last : nothing(filter, grouping);
    const isWanted = createFilter(filter);
    const byState = (some: readonly TaskRow[]) => Map.groupBy(some.filter(isWanted), ({ state }) => state);
    const gone = byState(notIn(rows, before.rows));
    const come = byState(notIn(before.rows, rows));
    const columns = before.columns.map((column) =>
      changed(column, { gone: gone.get(column.state), come: come.get(column.state), grouping }),
    );
    last = { rows, filter, grouping, columns };
    return columns;
  };
}

function nothing(filter: string, grouping: Grouping | null): Sorted {
  const columns = shownStates(filter).map((state) => ({ state, rows: [], items: [], ids: [] }));
  return { rows: new Map(), filter, grouping, columns };
}

/** Those of `rows` that are not there, or not the same, in `known`. */
function notIn(known: Sorted['rows'], rows: Sorted['rows']): readonly TaskRow[] {
  return rows
    .values()
    .filter((row) => known.get(row.id) !== row)
    .toArray();
}

interface Change {
  readonly gone: readonly TaskRow[] | undefined;
  readonly come: readonly TaskRow[] | undefined;
  readonly grouping: Grouping | null;
}

function changed(column: BoardColumn, { gone = [], come = [], grouping }: Change): BoardColumn {
  if (gone.length === 0 && come.length === 0) return column;
  const { state } = column;
  const left = new Set(gone);
  // Nearly in order already, which the sort of the platform makes use of.
  const rows = [...column.rows.filter((row) => !left.has(row)), ...come].sort(orderOf[state]);
  const items = grouping === null ? rows : grouped(rows, grouping);
  return { state, rows, items, ids: items.flatMap((item) => (isGroup(item) ? [] : [item.id])) };
}

type Order = (a: TaskRow, b: TaskRow) => number;

/** `t9` before `t10`. */
const byId: Order = ({ id: a }, { id: b }) => a.length - b.length || compare(a, b);
/** As they are claimed. */
const bySelection: Order = (a, b) => b.priority - a.priority || byId(a, b);
const byChange: Order = (a, b) => compare(b.updatedAt, a.updatedAt) || byId(b, a);
const byEnd: Order = (a, b) => compare(a.notBefore ?? '', b.notBefore ?? '') || bySelection(a, b);

/** Times are ISO 8601 in UTC: they compare as text, and ten times faster so than by locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const orderOf: Readonly<Record<TaskState, Order>> = {
  blocked: bySelection,
  ready: bySelection,
  running: bySelection,
  waiting: byEnd,
  done: byChange,
  failed: byChange,
  cancelled: byChange,
};

function grouped(rows: readonly TaskRow[], by: Grouping): readonly BoardItem[] {
  const groups = [...Map.groupBy(rows, (row) => String(row[by]))];
  groups.sort(([a], [b]) => (by === 'priority' ? Number(b) - Number(a) : a.localeCompare(b, 'en')));
  return groups.flatMap(([value, of]) => [
    { kind: 'group' as const, id: `${by}=${value}`, by, value, count: of.length },
    ...of,
  ]);
}

export function toGrouping(text: string | null): Grouping | null {
  return text === 'queue' || text === 'priority' ? text : null;
}
