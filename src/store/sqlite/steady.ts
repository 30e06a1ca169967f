import type { Kind } from '../../domain/kinds.ts';
import type { RecordQuery } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Stored } from './records.ts';

/*
 * Who calls, who lives and who leads is asked by every command and seldom changes. A long-lived process keeps what it
 * has read of these kinds for as long as `PRAGMA data_version`, read inside the transaction, says that no other
 * connection has committed; its own writes are kept up here, and a rollback forgets everything. So an answer from here
 * is what the database would answer.
 */
const steadyKinds: ReadonlySet<Kind> = new Set<Kind>(['agent', 'liveness', 'leader', 'workspace', 'session']);

/** A process that lives for one command is spared the bookkeeping. */
const beginAfter = 8;
const entriesMax = 1_000;

export interface Steady {
  /** First thing after a transaction's first read. */
  begin(): void;
  /** Undefined when it must be read; null when there is no such record. */
  record(kind: Kind, id: string): Stored | null | undefined;
  keep(kind: Kind, id: string, stored: Stored | null): void;
  list<K extends Kind>(kind: K, query: RecordQuery<K>, read: () => readonly unknown[]): readonly unknown[];
  /** This transaction has written it; null is removed. */
  changed(kind: Kind, id: string, stored: Stored | null): void;
  /** The transaction was rolled back. */
  forget(): void;
}

export function createSteady(connection: Connection): Steady {
  const records = new Map<Kind, Map<string, Stored | null>>();
  const lists = new Map<Kind, Map<string, readonly unknown[]>>();
  let begun = 0;
  let version: unknown;

  const forget = (): void => {
    records.clear();
    lists.clear();
  };
  const isKept = (kind: Kind): boolean => begun > beginAfter && steadyKinds.has(kind);
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
    changed: (kind, id, stored) => {
      lists.delete(kind);
      keep(kind, id, stored);
    },
    forget,
  };
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
