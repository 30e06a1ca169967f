import { kinds } from '../../domain/kinds.ts';
import type { Connection } from './connection.ts';
import { tableOf } from './tables.ts';

/** One seek per kind into its index of due instants. */
export const nextDueSql = `SELECT min(due) AS due FROM (${kinds
  .map((kind) => tableOf(kind))
  .flatMap(({ name, due }) =>
    due === null ? [] : `SELECT min("${due}") AS due FROM ${name} WHERE "${due}" IS NOT NULL`,
  )
  .join(' UNION ALL ')})`;

/** Stops at the first kind that has something due. */
const anyDueSql = `SELECT ${kinds
  .map((kind) => tableOf(kind))
  .flatMap(({ name, due }) => (due === null ? [] : `EXISTS (SELECT 1 FROM ${name} WHERE "${due}" <= ?1)`))
  .join(' OR ')} AS found`;

export function isAnyDue(connection: Connection, now: number): boolean {
  return connection.row(anyDueSql, now)?.['found'] === 1;
}

export function earliestDue(connection: Connection): number | undefined {
  const due = connection.row(nextDueSql)?.['due'];
  return typeof due === 'number' ? due : undefined;
}
