import { kinds } from '../../domain/kinds.ts';
import type { Kind } from '../../domain/kinds.ts';
import { indexValues, type Body } from '../change.ts';
import type { Connection, Row } from './connection.ts';
import type { Patience } from './patience.ts';
import { columnValue, tableOf } from './tables.ts';

const pageRows = 2_000;

/** What is wrong with the file: its pages and indexes as SQLite sees them, and columns that differ from the bodies. */
export async function checkDatabase(connection: Connection, patience: Patience): Promise<readonly string[]> {
  const problems = await patience.withLock(() => quickCheck(connection));
  if (problems.length > 0) return problems;
  for (const kind of kinds) problems.push(...(await checkKind(connection, patience, kind)));
  return problems;
}

function quickCheck(connection: Connection): string[] {
  const rows = connection.rows('PRAGMA quick_check(20)').map((row) => String(Object.values(row)[0]));
  return rows.filter((text) => text !== 'ok').map((text) => `the database file is damaged: ${text}`);
}

/** Reads page by page, so that no long reader holds the log of writes open. */
async function checkKind(connection: Connection, patience: Patience, kind: Kind): Promise<string[]> {
  const table = tableOf(kind);
  const problems: string[] = [];
  let after: string | number = table.isCounted ? 0 : '';
  for (;;) {
    const cursor: string | number = after;
    const rows: readonly Row[] = await patience.withLock(() =>
      connection.rows(`SELECT * FROM ${table.name} WHERE key > ? ORDER BY key LIMIT ${pageRows}`, cursor),
    );
    for (const row of rows) problems.push(...checkRow(connection, kind, row));
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last['key'] ?? '';
  }
  return problems;
}

function checkRow(connection: Connection, kind: Kind, row: Row): string[] {
  const table = tableOf(kind);
  const body = JSON.parse(String(row['body'])) as Body;
  const name = `${kind} ${String(body['id'])}`;
  const wrong = table.columns.filter((column) => row[column.field] !== columnValue(column, body));
  const missing = table.arrays.filter(
    (field) => !hasElements(connection, kind, field, row, indexValues(body[field])),
  );
  return [
    ...wrong.map(({ field }) => `${name}: the index of ${field} differs from the record`),
    ...missing.map((field) => `${name}: the index of ${field} differs from the record`),
  ];
}

function hasElements(
  connection: Connection,
  kind: Kind,
  field: string,
  row: Row,
  values: readonly string[],
): boolean {
  const sql = `SELECT 1 FROM ${tableOf(kind).elements} WHERE field = ? AND value = ? AND key = ?`;
  return values.every((value) => connection.row(sql, field, value, row['key'] ?? null) !== undefined);
}
