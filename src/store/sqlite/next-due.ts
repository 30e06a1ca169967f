import type { Connection } from './connection.ts';
import { kinds, tableOf } from './tables.ts';

/** One seek per kind into its index of due instants. */
export const nextDueSql = `SELECT min(due) AS due FROM (${kinds
  .map((kind) => tableOf(kind))
  .flatMap(({ name, due }) =>
    due === null ? [] : `SELECT min("${due}") AS due FROM ${name} WHERE "${due}" IS NOT NULL`,
  )
  .join(' UNION ALL ')})`;

export function earliestDue(connection: Connection): number | undefined {
  const due = connection.row(nextDueSql)?.['due'];
  return typeof due === 'number' ? due : undefined;
}
