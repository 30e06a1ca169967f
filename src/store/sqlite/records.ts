import type { Kind } from '../../domain/kinds.ts';
import { indexValues, type Body } from '../change.ts';
import type { OrderKey } from '../order.ts';
import type { Connection, Value } from './connection.ts';
import { storeCorrupt } from './errors.ts';
import { columnValue, tableOf, textOf, type Column, type Table } from './tables.ts';

/** A record as its row holds it. */
export interface Stored {
  readonly key: OrderKey;
  readonly version: number;
  readonly body: Body;
}

export function insertRecord(connection: Connection, kind: Kind, key: OrderKey, body: Body): void {
  const table = tableOf(kind);
  const values = table.columns.map((column) => columnValue(column, body));
  connection.run(table.insertSql, key, 1, JSON.stringify(body), ...values);
  for (const field of table.arrays) addElements(connection, table, field, key, indexValues(body[field]));
}

/**
 * Writes only the columns that changed, because SQLite rewrites every index whose column is named. The version guards
 * against a row that an index led to but that is not the row it was: a mixed-up file must never grant twice.
 */
export function updateRecord(connection: Connection, kind: Kind, stored: Stored, change: Body): Stored {
  const table = tableOf(kind);
  const body = { ...stored.body, ...change };
  const columns = table.columns.filter(({ field }) => field in change);
  const values: Value[] = columns.map((column) => columnValue(column, body));
  const version = stored.version + 1;
  const written = connection.run(
    updateSql(table, columns),
    version,
    JSON.stringify(body),
    ...values,
    stored.key,
    stored.version,
  );
  if (written !== 1)
    throw storeCorrupt(connection.file, `${kind} ${String(body['id'])} changed while it was locked`);
  for (const field of table.arrays)
    if (field in change) replaceElements(connection, table, field, stored, body);
  return { key: stored.key, version, body };
}

export function deleteRecord(connection: Connection, kind: Kind, stored: Stored): void {
  const table = tableOf(kind);
  connection.run(`DELETE FROM ${table.name} WHERE key = ?`, stored.key);
  for (const field of table.arrays)
    removeElements(connection, table, field, stored.key, indexValues(stored.body[field]));
}

function updateSql(table: Table, columns: readonly Column[]): string {
  return textOf(table, `update ${columns.map(({ field }) => field).join()}`, () => {
    const assignments = columns.map(({ field }) => `, "${field}" = ?`).join('');
    return `UPDATE ${table.name} SET version = ?, body = ?${assignments} WHERE key = ? AND version = ?`;
  });
}

function replaceElements(
  connection: Connection,
  table: Table,
  field: string,
  stored: Stored,
  body: Body,
): void {
  const before = indexValues(stored.body[field]);
  const after = indexValues(body[field]);
  removeElements(
    connection,
    table,
    field,
    stored.key,
    before.filter((value) => !after.includes(value)),
  );
  addElements(
    connection,
    table,
    field,
    stored.key,
    after.filter((value) => !before.includes(value)),
  );
}

function addElements(
  connection: Connection,
  table: Table,
  field: string,
  key: OrderKey,
  values: readonly string[],
): void {
  for (const value of values)
    connection.run(`INSERT OR IGNORE INTO ${table.elements} VALUES (?, ?, ?)`, field, value, key);
}

function removeElements(
  connection: Connection,
  table: Table,
  field: string,
  key: OrderKey,
  values: readonly string[],
): void {
  const sql = `DELETE FROM ${table.elements} WHERE field = ? AND value = ? AND key = ?`;
  for (const value of values) connection.run(sql, field, value, key);
}
