import type { Kind } from '../../domain/kinds.ts';
import type { RecordQuery } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Stored } from './records.ts';
import { tableOf } from './tables.ts';

/*
 * Who calls, who lives and who leads is asked by every command and seldom changes; so is where the log ends, what is due
 * first, and whether there is any lock or memory at all. A long-lived process keeps what it has read of these for as
 * long as `PRAGMA data_version`, read inside the transaction, says that no other connection has committed; its own
 * writes are kept up here, and a rollback forgets everything. So an answer from here is what the database would answer.
 */
const steadyKinds: ReadonlySet<Kind> = new Set<Kind>([
  'agent',
  'liveness',
  'leader',
  'workspace',
  'session',
  'subscription',
]);

/** A process that lives for one command is spared the bookkeeping. */
const beginAfter = 8;
const entriesMax = 1_000;

/** What every transaction begins with. */
export interface Start {
  readonly epoch: number;
  readonly lastSeq: number;
  readonly clockOffset: number;
}

export interface Steady {
  /** First thing in a transaction: itself its first read. */
  begin(): void;
  start(read: () => Start): Start;
  /** Last thing before a commit. */
  endsAt(lastSeq: number): void;
  /** Undefined when it must be read; null when there is no such record. */
  record(kind: Kind, id: string): Stored | null | undefined;
  keep(kind: Kind, id: string, stored: Stored | null): void;
  list<K extends Kind>(kind: K, query: RecordQuery<K>, read: () => readonly unknown[]): readonly unknown[];
  /** Whether there is no record of the kind at all; false when nobody has looked. */
  isEmpty(kind: Kind, read: () => boolean): boolean;
  /** The earliest due instant or one before it, which may be past; undefined when it must be read. */
  due(read: () => number | undefined): number | undefined;
  /** What `due` gave has passed: it is to be read anew. */
  dueHasPassed(): void;
  /** This transaction has written it; null is removed. */
  changed(kind: Kind, id: string, stored: Stored | null): void;
  /** The transaction was rolled back, or something else was written. */
  forget(): void;
}

export function createSteady(connection: Connection): Steady {
  const records = new Map<Kind, Map<string, Stored | null>>();
  const lists = new Map<Kind, Map<string, readonly unknown[]>>();
  const empty = new Map<Kind, boolean>();
  let begun = 0;
  let version: unknown;
  let start: Start | undefined;
  let due: number | undefined;

  const forget = (): void => {
    records.clear();
    lists.clear();
    empty.clear();
    start = undefined;
    due = undefined;
  };
  const isKeeping = (): boolean => begun > beginAfter;
  const isKept = (kind: Kind): boolean => isKeeping() && steadyKinds.has(kind);
  const keep = (kind: Kind, id: string, stored: Stored | null): void => {
    if (isKept(kind)) bounded(ofKind(records, kind)).set(id, stored);
  };
  return {
    begin: () => {
      begun += 1;
      if (begun < beginAfter) return;
      const current = connection.row('PRAGMA data_version')?.['data_version'];
      if (current !== version) forget();
      version = current;
    },
    start: (read) => (isKeeping() ? (start ??= read()) : read()),
    endsAt: (lastSeq) => {
      if (start !== undefined) start = { ...start, lastSeq };
    },
    record: (kind, id) => records.get(kind)?.get(id),
    keep,
    list: (kind, query, read) => {
      if (!isKept(kind)) return read();
      const kept = bounded(ofKind(lists, kind));
      const key = JSON.stringify(query);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const found = read();
      kept.set(key, found);
      return found;
    },
    isEmpty: (kind, read) => {
      if (!isKeeping() || steadyKinds.has(kind)) return false;
      const known = empty.get(kind) ?? read();
      empty.set(kind, known);
      return known;
    },
    due: (read) => (isKeeping() ? (due ??= read() ?? Number.POSITIVE_INFINITY) : undefined),
    dueHasPassed: () => {
      due = undefined;
    },
    changed: (kind, id, stored) => {
      lists.delete(kind);
      if (stored !== null) empty.set(kind, false);
      due = earlier(due, kind, stored);
      keep(kind, id, stored);
    },
    forget,
  };
}

function earlier(due: number | undefined, kind: Kind, stored: Stored | null): number | undefined {
  const field = tableOf(kind).due;
  const own = field === null ? undefined : stored?.body[field];
  return due === undefined || typeof own !== 'number' ? due : Math.min(due, own);
}

function ofKind<T>(all: Map<Kind, Map<string, T>>, kind: Kind): Map<string, T> {
  const known = all.get(kind);
  if (known !== undefined) return known;
  const fresh = new Map<string, T>();
  all.set(kind, fresh);
  return fresh;
}

function bounded<T>(kept: Map<string, T>): Map<string, T> {
  if (kept.size >= entriesMax) kept.clear();
  return kept;
}
