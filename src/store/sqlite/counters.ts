import type { Connection } from './connection.ts';

const nextSql = `INSERT INTO counter VALUES (?1, ?2 + 1)
  ON CONFLICT DO UPDATE SET value = max(value, ?2) + 1 RETURNING value`;
const raiseSql = `INSERT INTO counter VALUES (?, ?)
  ON CONFLICT DO UPDATE SET value = excluded.value WHERE value < excluded.value`;

/** The next value of a counter, above `floor` and above every value that it had. */
export function nextOfCounter(connection: Connection, name: string, floor: number): number {
  return Number(connection.rows(nextSql, name, floor)[0]?.['value']);
}

export function raiseCounter(connection: Connection, name: string, value: number): void {
  connection.run(raiseSql, name, value);
}
