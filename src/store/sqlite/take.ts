import type { Kind, Kinds } from '../../domain/kinds.ts';
import { raised, type Body } from '../change.ts';
import type { TakeOutcome, TakePlan, Transaction } from '../port.ts';
import type { Connection, Row } from './connection.ts';
import { storeCorrupt } from './errors.ts';
import { kindSpecs } from '../../domain/kinds.ts';
import { rankedColumns, tableOf } from './tables.ts';

/** Applies a plan's patch to the first-ranked head of its buckets. */
export function takeHead<K extends Kind, T>(
  connection: Connection,
  tx: Transaction,
  kind: K,
  index: string,
  plan: TakePlan<K, T>,
): TakeOutcome<K, T> {
  if ('answer' in plan) return { answer: plan.answer };
  const head = firstOf(connection, kind, index, plan.buckets);
  if (head === undefined) return { empty: true };
  const id = idOf(kind, head.row['key']);
  const body = tx.get(kind, id) as Body | undefined;
  if (body === undefined || body[rankedColumns(tableOf(kind), index).bucket] !== head.bucket) {
    throw storeCorrupt(connection.file, `its index ${index} holds ${id}, which is not there`);
  }
  const { set, add, atLeast = {}, note } = plan.patch;
  // Which fields `add` names is checked where the plan is made.
  const patch = { ...set, ...raised(body, add, atLeast) } as Partial<Kinds[K]>;
  const taken = tx.update(kind, id, patch, note);
  return { taken, presented: plan.present?.(taken) };
}

function firstOf(
  connection: Connection,
  kind: Kind,
  index: string,
  buckets: readonly string[],
): { readonly bucket: string; readonly row: Row } | undefined {
  const sql = rankedColumns(tableOf(kind), index).headSql;
  let first: { readonly bucket: string; readonly row: Row } | undefined;
  for (const bucket of buckets) {
    const row = connection.row(sql, bucket);
    if (row?.['bucket'] !== bucket) continue;
    if (first === undefined || isBefore(row, first.row)) first = { bucket, row };
  }
  return first;
}

function isBefore(a: Row, b: Row): boolean {
  const byRank = Number(a['rank']) - Number(b['rank']);
  return byRank !== 0 ? byRank < 0 : (a['key'] ?? 0) < (b['key'] ?? 0);
}

function idOf(kind: Kind, key: unknown): string {
  return (kindSpecs[kind].prefix ?? '') + String(key);
}
