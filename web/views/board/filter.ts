import type { TaskRow } from '../../data/tasks.ts';

/** What a filter may name, and what of a task it is compared with. */
const fields = {
  state: ({ state }: TaskRow) => [state],
  queue: ({ queue }: TaskRow) => [queue],
  tag: ({ tags }: TaskRow) => tags,
  holder: ({ holderName }: TaskRow) => [holderName ?? 'nobody'],
  for: ({ assignee }: TaskRow) => [assignee ?? 'anyone'],
  priority: ({ priority }: TaskRow) => [String(priority)],
  run: ({ runId }: TaskRow) => [runId ?? 'none'],
} as const;
export type FilterField = keyof typeof fields;
const filterFields = Object.keys(fields) as FilterField[]; // of the object just above

interface Term {
  /** null: a word that stands in its id, title or reason. */
  readonly field: FilterField | null;
  readonly value: string;
  readonly isNot: boolean;
}

/** `queue:api -tag:slow priority:8-10 "two words"`. What it cannot read as a field is a word to look for. */
function parseFilter(text: string): readonly Term[] {
  return [...text.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)].flatMap(
    ([whole, minus = '', name, quoted, bare]) => {
      const value = (quoted ?? bare ?? '').toLowerCase();
      const field = filterFields.find((one) => one === name) ?? null;
      if (name !== undefined && field === null)
        return [{ field: null, value: whole.toLowerCase(), isNot: false }];
      return value === '' ? [] : [{ field, value, isNot: minus === '-' }];
    },
  );
}

/** Words and exclusions must all hold; of the values of one field, any. */
export function createFilter(text: string): (row: TaskRow) => boolean {
  const terms = parseFilter(text);
  const wanted = Map.groupBy(
    terms.filter(({ field, isNot }) => field !== null && !isNot),
    ({ field }) => field,
  )
    .values()
    .toArray();
  const others = terms.filter(({ field, isNot }) => field === null || isNot);
  return (row) =>
    wanted.every((any) => any.some((term) => holds(term, row))) &&
    others.every((term) => holds(term, row) !== term.isNot);
}

function holds({ field, value }: Term, row: TaskRow): boolean {
  if (field === null) return `${row.id} ${row.title} ${row.why ?? ''}`.toLowerCase().includes(value);
  if (field === 'priority') return isWithin(row.priority, value);
  return fields[field](row).some((one) => one.toLowerCase() === value);
}

/** `8`, `8-10`, `8+`. */
function isWithin(priority: number, value: string): boolean {
  const [, from = '', sign, to = ''] = /^(\d+)(?:([-+])(\d*))?$/.exec(value) ?? [];
  if (from === '') return false;
  if (sign === undefined) return priority === Number(from);
  return priority >= Number(from) && (to === '' || priority <= Number(to));
}

/** The values of one field that a filter names. */
export function namedIn(text: string, field: FilterField): readonly string[] {
  return parseFilter(text).flatMap((term) => (term.field === field && !term.isNot ? [term.value] : []));
}

/** With this value named, or without it when it was. */
export function toggled(text: string, field: FilterField, value: string): string {
  const token = `${field}:${/\s/.test(value) ? `"${value}"` : value}`;
  if (!namedIn(text, field).includes(value.toLowerCase())) return `${text.trim()} ${token}`.trim();
  const tokens = text.match(/-?(?:[a-z]+:)?(?:"[^"]*"?|\S+)/g) ?? [];
  return tokens.filter((one) => one.toLowerCase() !== token.toLowerCase()).join(' ');
}

/** How many tasks each value of a field would leave, the most frequent first. */
export function valuesOf(
  rows: Iterable<TaskRow>,
  field: FilterField,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const value of fields[field](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b, 'en', { numeric: true }));
}
