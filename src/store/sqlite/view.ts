import type { Kind, Kinds } from '../../domain/kinds.ts';
import type { Body } from '../change.ts';
import { defaultLimit } from '../event-filter.ts';
import { orderKey, type OrderKey } from '../order.ts';
import type { ByKind, RecordQuery, View } from '../port.ts';
import type { Connection, Row, Value } from './connection.ts';
import { earliestDue, isAnyDue } from './next-due.ts';
import type { Stored } from './records.ts';
import type { Steady } from './steady.ts';
import { rankedColumns, tableOf, textOf } from './tables.ts';

/** Reads straight from the connection, inside whatever transaction is open on it. */
export function createView(
  connection: Connection,
  steady: Steady,
  now: number,
  epoch: number,
  lastSeq: number,
): View {
  return {
    now,
    epoch,
    lastSeq,
    get: <K extends Kind>(kind: K, id: string) =>
      readRecord(connection, steady, kind, id)?.body as ByKind<K> | undefined, // the kind's table holds its bodies
    list: <K extends Kind>(kind: K, query: RecordQuery<K> = {}) =>
      steady.isEmpty(kind, () => connection.row(tableOf(kind).anySql) === undefined)
        ? []
        : (steady.list(kind, query, () => list(connection, kind, query)) as readonly ByKind<K>[]), // what `list` gave
    count: (kind, index) => Object.fromEntries(connection.rows(...countSql(kind, index)).map(toCount)),
    due: <K extends Kind>(kind: K, limit: number, until = now) => {
      const sql = dueSql(kind);
      return sql === null ? [] : connection.rows(sql, until, limit).map((row) => parsed<K>(row));
    },
    isAnyDue: () => isDue(connection, steady, now),
    buckets: (kind, index) => buckets(connection, kind, index),
    ranked: <K extends Kind>(kind: K, index: string, bucket: string, limit: number) =>
      connection.rows(rankedSql(kind, index), bucket, limit).map((row) => parsed<K>(row)),
  };
}

function isDue(connection: Connection, steady: Steady, now: number): boolean {
  const due = steady.due(() => earliestDue(connection));
  if (due === undefined) return isAnyDue(connection, now);
  if (now < due) return false;
  steady.dueHasPassed();
  return (steady.due(() => earliestDue(connection)) ?? now) <= now;
}

/** One record, from what is kept or from the database. */
export function readRecord(
  connection: Connection,
  steady: Steady,
  kind: Kind,
  id: string,
): Stored | undefined {
  const kept = steady.record(kind, id);
  if (kept !== undefined) return kept ?? undefined;
  const key = orderKey(kind, id);
  const row = key === undefined ? undefined : connection.row(tableOf(kind).getSql, key);
  const stored =
    key === undefined || row === undefined
      ? null
      : { key, version: Number(row['version']), body: JSON.parse(String(row['body'])) as Body };
  steady.keep(kind, id, stored);
  return stored ?? undefined;
}

/** Null for a kind on which time alone changes nothing. */
export function dueSql(kind: Kind): string | null {
  const { due, name } = tableOf(kind);
  return due === null ? null : `SELECT body FROM ${name} WHERE "${due}" <= ? ORDER BY "${due}", key LIMIT ?`;
}

export function rankedSql(kind: Kind, index: string): string {
  const { name, ...table } = tableOf(kind);
  const { bucket, rank } = rankedColumns({ name, ...table }, index);
  return `SELECT body FROM ${name} WHERE "${bucket}" = ? ORDER BY "${rank}", key LIMIT ?`;
}

export function countSql(kind: Kind, field: string): [string, ...Value[]] {
  const table = tableOf(kind);
  if (table.arrays.includes(field)) {
    return [`SELECT value, count(*) AS n FROM ${table.elements} WHERE field = ? GROUP BY value`, field];
  }
  checkColumn(kind, field);
  return [
    `SELECT "${field}" AS value, count(*) AS n FROM ${table.name} WHERE "${field}" IS NOT NULL GROUP BY "${field}"`,
  ];
}

export function listSql<K extends Kind>(kind: K, query: RecordQuery<K>): [string, ...Value[]] {
  const { where = {}, after, newestFirst = false, limit = defaultLimit } = query;
  const fields = Object.keys(where);
  const values: Value[] = Object.values(where).map(String);
  if (after !== undefined) values.push(cursor(kind, after, newestFirst));
  const isAfter = after !== undefined;
  const key = `list ${isAfter ? 'after' : ''} ${newestFirst ? 'newest' : ''} ${fields.join()}`;
  const sql = textOf(tableOf(kind), key, () => listText(kind, fields, isAfter, newestFirst));
  return [sql, ...values, limit];
}

/** One element condition at most drives the search; other conditions filter what it finds. */
function listText(kind: Kind, fields: readonly string[], isAfter: boolean, newestFirst: boolean): string {
  const table = tableOf(kind);
  const [direction, beyond] = newestFirst ? ['DESC', '<'] : ['ASC', '>'];
  const conditions: string[] = [];
  const joins: string[] = [];
  let key = 'r.key';
  for (const field of fields) {
    if (table.arrays.includes(field)) {
      const alias = `e${joins.length}`;
      joins.push(`${table.elements} AS ${alias}`);
      conditions.push(`${alias}.field = '${field}' AND ${alias}.value = ? AND ${alias}.key = r.key`);
      if (joins.length === 1) key = `${alias}.key`;
    } else {
      checkColumn(kind, field);
      conditions.push(`r."${field}" = ?`);
    }
  }
  if (isAfter) conditions.push(`${key} ${beyond} ?`);
  const from = [...joins, `${table.name} AS r`].join(' CROSS JOIN ');
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT r.body FROM ${from}${where} ORDER BY ${key} ${direction} LIMIT ?`;
}

function list<K extends Kind>(connection: Connection, kind: K, query: RecordQuery<K>): readonly ByKind<K>[] {
  return connection.rows(...listSql(kind, query)).map((row) => parsed<K>(row));
}

function buckets(connection: Connection, kind: Kind, index: string): readonly string[] {
  const found: string[] = [];
  const sql = rankedColumns(tableOf(kind), index).nextBucketSql;
  for (let row = connection.row(sql, ''); row !== undefined; row = connection.row(sql, found.at(-1) ?? '')) {
    found.push(String(row['bucket']));
  }
  return found;
}

/** A cursor that no id of the kind can have is after everything. */
function cursor(kind: Kind, after: string, newestFirst: boolean): OrderKey {
  return orderKey(kind, after) ?? (newestFirst ? -1 : Number.MAX_SAFE_INTEGER);
}

function checkColumn(kind: Kind, field: string): void {
  const isColumn = tableOf(kind).columns.some((column) => column.field === field && column.type === 'TEXT');
  if (!isColumn) throw new TypeError(`${kind} has no index ${field}`);
}

function toCount(row: Row): [string, number] {
  return [String(row['value']), Number(row['n'])];
}

/** The kind's table holds only bodies of the kind. */
function parsed<K extends Kind>(row: Row): ByKind<K> {
  return JSON.parse(String(row['body'])) as Kinds[K] & Body;
}
