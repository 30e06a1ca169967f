import type { Kind } from '../../domain/kinds.ts';
import { epochSpan, type Body } from '../change.ts';
import { compareKeys, orderKey } from '../order.ts';
import type { LogEvent } from '../port.ts';

type Records = ReadonlyMap<Kind, ReadonlyMap<string, Body>>;

/** Everything a memory store holds. Never changed in place: a commit replaces it. */
export interface MemoryState {
  readonly records: Records;
  readonly events: readonly LogEvent[];
  readonly counters: ReadonlyMap<Kind, number>;
  readonly fence: number;
  readonly epoch: number;
  readonly lastSeq: number;
  /** State at `snapshotSeq`, from which `events` replay. */
  readonly snapshot: Records;
  readonly snapshotSeq: number;
}

export const emptyState: MemoryState = {
  records: new Map(),
  events: [],
  counters: new Map(),
  fence: 0,
  epoch: 0,
  lastSeq: 0,
  snapshot: new Map(),
  snapshotSeq: 0,
};

export function recordOf(records: Records, kind: Kind, id: string): Body | undefined {
  return records.get(kind)?.get(id);
}

/** Records of a kind in the order of their ids. */
export function recordsOf(records: Records, kind: Kind): Body[] {
  const bodies = [...(records.get(kind)?.values() ?? [])];
  return bodies.toSorted((a, b) => compareKeys(keyOf(kind, a), keyOf(kind, b)));
}

/** The same records but for one, which is replaced, or removed when `body` is undefined. */
export function withRecord(records: Records, kind: Kind, id: string, body: Body | undefined): Records {
  const ofKind = new Map(records.get(kind));
  if (body === undefined) ofKind.delete(id);
  else ofKind.set(id, deepFreeze(body));
  return new Map(records).set(kind, ofKind);
}

export function raisedEpoch(state: MemoryState, epoch: number): MemoryState {
  return { ...state, epoch, lastSeq: Math.max(state.lastSeq, epoch * epochSpan) };
}

function keyOf(kind: Kind, body: Body): number | string {
  return orderKey(kind, String(body['id'])) ?? '';
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
