import { kinds } from '../../domain/kinds.ts';
import type { Kind } from '../../domain/kinds.ts';
import { tableOf, type Table } from './tables.ts';
import { viewStatement } from './views.ts';

/** Marks the file as Shoal's for file(1) and for a reader of the header: "shoa". */
export const applicationId = 0x73686f61;

/** Statements that make the tables of the current schema, generated from `kindSpecs`. */
export function schemaStatements(): string[] {
  return [...sharedTables, ...statementsOfKinds(kinds)];
}

/** Statements that make the tables and views of these kinds: what a migration adds. */
export function statementsOfKinds(added: readonly Kind[]): string[] {
  return [...added.flatMap((kind) => kindStatements(kind)), ...added.map(viewStatement)];
}

/** Statements that make one kind's tables and indexes. */
function kindStatements(kind: Kind): string[] {
  const table = tableOf(kind);
  return [recordTable(table), ...elementTable(table), ...indexStatements(table)];
}

/** Answers by itself how many events of which type there were, and when. */
export const eventTimeIndex = 'CREATE INDEX event_time ON event (at, type)';

const sharedTables = [
  'CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID',
  'CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  `CREATE TABLE event (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, command INTEGER NOT NULL, actor TEXT, type TEXT NOT NULL,
    kind TEXT NOT NULL, id TEXT NOT NULL, task TEXT, agent TEXT, data TEXT, change TEXT
  ) STRICT`,
  'CREATE INDEX event_task ON event (task) WHERE task IS NOT NULL',
  eventTimeIndex,
  'CREATE TABLE snapshot (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID',
  `CREATE VIEW log AS SELECT seq, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
    type, actor, kind, id, task, agent, data, change FROM event`,
];

function recordTable(table: Table): string {
  const columns = table.columns.map(({ field, type }) => `, "${field}" ${type}`).join('');
  const key = table.isCounted ? 'INTEGER PRIMARY KEY' : 'TEXT PRIMARY KEY';
  const options = table.isCounted ? 'STRICT' : 'STRICT, WITHOUT ROWID';
  return `CREATE TABLE ${table.name} (key ${key}, version INTEGER NOT NULL, body TEXT NOT NULL${columns}) ${options}`;
}

function elementTable(table: Table): string[] {
  if (table.elements === null) return [];
  const key = table.isCounted ? 'INTEGER' : 'TEXT';
  return [
    `CREATE TABLE ${table.elements} (field TEXT, value TEXT, key ${key}, PRIMARY KEY (field, value, key)) STRICT, WITHOUT ROWID`,
  ];
}

function indexStatements(table: Table): string[] {
  const inRanked = new Set(table.ranked.flatMap(({ bucket, rank }) => [bucket, rank]));
  const single = table.columns.filter(({ field }) => !inRanked.has(field));
  return [
    ...single.map(
      ({ field }) =>
        `CREATE INDEX ${table.kind}_${field} ON ${table.name} ("${field}") WHERE "${field}" IS NOT NULL`,
    ),
    ...table.ranked.map(
      ({ index, bucket, rank }) =>
        `CREATE INDEX ${table.kind}_${index} ON ${table.name} ("${bucket}", "${rank}") WHERE "${bucket}" IS NOT NULL`,
    ),
  ];
}
