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
  /** Tasks, under the heads of their groups when they are grouped. */
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

export function toColumns(
  rows: Iterable<TaskRow>,
  filter: string,
  grouping: Grouping | null,
): readonly BoardColumn[] {
  const isWanted = createFilter(filter);
  const byState = Map.groupBy(
    [...rows].filter((row) => isWanted(row)),
    ({ state }) => state,
  );
  return shownStates(filter).map((state) => {
    const sorted = (byState.get(state) ?? []).sort(orderOf[state]); // an array of our own
    const items = grouping === null ? sorted : grouped(sorted, grouping);
    return { state, items, ids: items.flatMap((item) => (isGroup(item) ? [] : [item.id])) };
  });
}

type Order = (a: TaskRow, b: TaskRow) => number;

const numberOf = ({ id }: TaskRow): number => Number(id.slice(1));
/** As they are claimed. */
const bySelection: Order = (a, b) => b.priority - a.priority || numberOf(a) - numberOf(b);
const byChange: Order = (a, b) => compare(b.updatedAt, a.updatedAt) || numberOf(b) - numberOf(a);
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
