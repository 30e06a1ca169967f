import { kinds, kindSpecs, type Kind, type Kinds } from '../../domain/kinds.ts';
import { indexValues, type Body } from '../change.ts';
import { compareKeys, orderKey } from '../order.ts';
import { defaultLimit } from '../event-filter.ts';
import type { ByKind, RecordQuery, View } from '../port.ts';
import { recordOf, recordsOf, type MemoryState } from './state.ts';

/** Reads whatever `state` returns at the moment of the call. */
export function createMemoryView(state: () => MemoryState, now: number): View {
  const all = <K extends Kind>(kind: K): Body[] => recordsOf(state().records, kind);
  return {
    now,
    get epoch() {
      return state().epoch;
    },
    get lastSeq() {
      return state().lastSeq;
    },
    get: (kind, id) => typed(recordOf(state().records, kind, id)),
    list: (kind, query = {}) => typed(selected(kind, all(kind), query)),
    count: (kind, index) => {
      const counts: Record<string, number> = {};
      for (const body of all(kind)) {
        for (const value of indexValues(body[index])) counts[value] = (counts[value] ?? 0) + 1;
      }
      return counts;
    },
    isAnyDue: () => kinds.some((kind) => dueRecords(kind, all(kind), now).length > 0),
    due: (kind, limit, until = now) => typed(dueRecords(kind, all(kind), until).slice(0, limit)),
    buckets: (kind, index) => {
      const { bucket } = rankedFields(kind, index);
      const values = all(kind).map((body) => body[bucket]);
      return [...new Set(values.filter((value) => typeof value === 'string'))].toSorted(compareKeys);
    },
    ranked: (kind, index, bucket, limit) =>
      typed(bucketRecords(kind, index, all(kind), bucket).slice(0, limit)),
  };
}

/** The fields of a declared ranked index. */
export function rankedFields(kind: Kind, index: string): { readonly bucket: string; readonly rank: string } {
  const fields = kindSpecs[kind].ranked?.[index];
  if (fields === undefined) throw new TypeError(`${kind} has no ranked index ${index}`);
  return fields;
}

/** Records of one bucket: lower rank first, then the older id. */
export function bucketRecords(kind: Kind, index: string, bodies: readonly Body[], bucket: string): Body[] {
  const fields = rankedFields(kind, index);
  const inBucket = bodies.filter((body) => body[fields.bucket] === bucket);
  return inBucket.toSorted((a, b) => Number(a[fields.rank]) - Number(b[fields.rank]));
}

/** The earliest due instant of a kind's records. */
export function earliestDue(kind: Kind, bodies: readonly Body[]): number | undefined {
  const field = kindSpecs[kind].due;
  if (field === undefined) return undefined;
  const instants = bodies.map((body) => body[field]).filter((value) => typeof value === 'number');
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function dueRecords(kind: Kind, bodies: readonly Body[], now: number): Body[] {
  const field = kindSpecs[kind].due;
  if (field === undefined) return [];
  const due = bodies.filter((body) => typeof body[field] === 'number' && Number(body[field]) <= now);
  return due.toSorted((a, b) => Number(a[field]) - Number(b[field]));
}

function selected<K extends Kind>(kind: K, bodies: readonly Body[], query: RecordQuery<K>): Body[] {
  const wanted = Object.entries(query.where ?? {});
  for (const [field] of wanted) checkIndex(kind, field);
  const found = bodies.filter((body) =>
    wanted.every(([field, value]) => indexValues(body[field]).includes(String(value))),
  );
  const ordered = query.newestFirst === true ? found.toReversed() : found;
  const rest = query.after === undefined ? ordered : following(kind, ordered, query.after, query.newestFirst);
  return rest.slice(0, query.limit ?? defaultLimit);
}

function following(kind: Kind, bodies: readonly Body[], after: string, newestFirst = false): Body[] {
  const key = orderKey(kind, after);
  if (key === undefined) return [];
  const direction = newestFirst ? -1 : 1;
  return bodies.filter((body) => direction * compareKeys(orderKey(kind, String(body['id'])) ?? '', key) > 0);
}

function checkIndex(kind: Kind, field: string): void {
  const indexes: readonly string[] = kindSpecs[kind].indexes;
  if (!indexes.includes(field)) throw new TypeError(`${kind} has no index ${field}`);
}

/** A record's kind is known from where it is kept, which types cannot follow. */
function typed<K extends Kind, T>(value: T): T extends readonly unknown[] ? readonly ByKind<K>[] : ByKind<K> {
  return value as never as T extends readonly unknown[] ? readonly Kinds[K][] : Kinds[K];
}
