import { kindSpecs, type Kind } from '../../domain/kinds.ts';
import { indexValues, type Body } from '../change.ts';

/** Where a kind's records are kept: one table with a column per index field, one side table for array fields. */
export interface Table {
  readonly kind: Kind;
  readonly name: string;
  /** Holds (field, value, key) for each element of an array field; null when the kind has no array fields. */
  readonly elements: string | null;
  /** True when `key` is the counted part of the id. */
  readonly isCounted: boolean;
  /** Body fields copied into columns of the same name, in order. */
  readonly columns: readonly Column[];
  readonly arrays: readonly string[];
  readonly due: string | null;
  readonly ranked: readonly RankedColumns[];
  /** Reads one record by its key. */
  readonly getSql: string;
  readonly insertSql: string;
  /** Texts of statements that are made as they are needed, by what they depend on. */
  readonly texts: Map<string, string>;
  /** Finds a record if there is any. */
  readonly anySql: string;
}

export interface Column {
  readonly field: string;
  readonly type: 'TEXT' | 'REAL';
}

export interface RankedColumns {
  readonly index: string;
  readonly bucket: string;
  readonly rank: string;
  /**
   * The head of one bucket, or of the next when that is empty; the index alone answers it. Asked with `=`, SQLite takes
   * eight times as long.
   */
  readonly headSql: string;
  /** The next bucket after one: asked again and again it visits each bucket once, however many records they hold. */
  readonly nextBucketSql: string;
}

const cache = new Map<Kind, Table>();

export function tableOf(kind: Kind): Table {
  const known = cache.get(kind);
  if (known !== undefined) return known;
  const table = describe(kind);
  cache.set(kind, table);
  return table;
}

/** What a column of the record's row holds: null keeps the row out of the column's index. */
export function columnValue(column: Column, body: Body): string | number | null {
  const value = body[column.field];
  if (column.type === 'REAL') return typeof value === 'number' ? value : null;
  return indexValues(value)[0] ?? null;
}

export function rankedColumns(table: Table, index: string): RankedColumns {
  const found = table.ranked.find((ranked) => ranked.index === index);
  if (found === undefined) throw new TypeError(`${table.kind} has no ranked index ${index}`);
  return found;
}

function describe(kind: Kind): Table {
  const spec = kindSpecs[kind];
  const arrays: readonly string[] = spec.arrays ?? [];
  const name = `${kind}_record`;
  const ranked = Object.entries(spec.ranked ?? {}).map(([index, fields]) =>
    describeRanked(name, index, fields),
  );
  const columns = new Map<string, Column>();
  for (const field of spec.indexes) if (!arrays.includes(field)) columns.set(field, { field, type: 'TEXT' });
  if (spec.due !== undefined) columns.set(spec.due, { field: spec.due, type: 'REAL' });
  for (const { bucket, rank } of ranked) {
    columns.set(bucket, { field: bucket, type: 'TEXT' });
    columns.set(rank, { field: rank, type: 'REAL' });
  }
  return {
    kind,
    name,
    getSql: `SELECT body, version FROM ${name} WHERE key = ?`,
    insertSql: `INSERT INTO ${name} VALUES (?, ?, ?${', ?'.repeat(columns.size)})`,
    texts: new Map(),
    anySql: `SELECT 1 FROM ${name} LIMIT 1`,
    elements: arrays.length === 0 ? null : `${kind}_element`,
    isCounted: spec.prefix !== undefined,
    columns: [...columns.values()],
    arrays,
    due: spec.due ?? null,
    ranked,
  };
}

function describeRanked(
  name: string,
  index: string,
  { bucket, rank }: { readonly bucket: string; readonly rank: string },
): RankedColumns {
  return {
    index,
    bucket,
    rank,
    headSql: `SELECT key, "${rank}" AS rank, "${bucket}" AS bucket FROM ${name} WHERE "${bucket}" >= ?
      ORDER BY "${bucket}", "${rank}", key LIMIT 1`,
    nextBucketSql: `SELECT "${bucket}" AS bucket FROM ${name} WHERE "${bucket}" > ? ORDER BY "${bucket}" LIMIT 1`,
  };
}

/** A text that is the same whenever its key is: a statement is found by its text, and that is quickest for the very same one. */
export function textOf({ texts }: Table, key: string, make: () => string): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = make();
  texts.set(key, text);
  return text;
}
