import { ShoalError } from '../../domain/errors.ts';
import { kindSpecs, type Kind, type Kinds } from '../../domain/kinds.ts';
import { checkId, difference, epochSpan, missing, toBody } from '../change.ts';
import { taskOf } from '../event-filter.ts';
import { orderKey } from '../order.ts';
import type { ByKind, EventNote, LogEvent, Transaction } from '../port.ts';
import type { Connection, Value } from './connection.ts';
import { raiseCounter, nextOfCounter } from './counters.ts';
import type { Steady } from './steady.ts';
import { createView, readRecord } from './view.ts';
import { deleteRecord, insertRecord, updateRecord, type Stored } from './records.ts';

/** What is known of the database when a transaction begins. */
export interface Head {
  readonly epoch: number;
  readonly lastSeq: number;
}

export interface SqliteTransaction {
  readonly tx: Transaction;
  /** True when a logged record was made: such a transaction may not use the space kept back for a full disk. */
  hasGrown(): boolean;
  /** True when something is to be rolled back. */
  hasWritten(): boolean;
}

const insertEventSql = 'INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const fenceCounter = 'fence';

/** Writes go to the database at once, inside the caller's BEGIN IMMEDIATE; the caller commits or rolls back. */
export function createTransaction(
  connection: Connection,
  steady: Steady,
  head: Head,
  now: number,
): SqliteTransaction {
  let seq = head.lastSeq;
  let hasGrown = false;
  let hasWritten = false;
  const seen = new Map<string, Map<Kind, Stored>>();

  const remember = (kind: Kind, id: string, stored: Stored): void => {
    const ofId = seen.get(id) ?? new Map<Kind, Stored>();
    seen.set(id, ofId.set(kind, stored));
  };
  const find = (kind: Kind, id: string): Stored | undefined => {
    const kept = steady.record(kind, id);
    if (kept !== undefined) return kept ?? undefined;
    const known = seen.get(id)?.get(kind);
    if (known !== undefined) return known;
    const stored = readRecord(connection, steady, kind, id);
    if (stored !== undefined) remember(kind, id, stored);
    return stored;
  };
  const written = (kind: Kind, id: string, stored: Stored): void => {
    remember(kind, id, stored);
    steady.changed(kind, id, stored);
  };
  const counted = (name: string, floor: number): number => {
    hasWritten = true;
    return nextOfCounter(connection, name, floor);
  };
  const log = (kind: Kind, id: string, change: LogEvent['change'], note: EventNote): void => {
    if (!kindSpecs[kind].logged) return;
    seq += 1;
    const data = note.data === undefined ? null : JSON.stringify(note.data);
    const changeText = change === null ? null : JSON.stringify(change);
    const task = taskOf(kind, id, note);
    const agent = note.agent ?? null;
    const command = head.lastSeq + 1;
    const fields: Value[] = [seq, now, command, tx.actor, note.type, kind, id, task, agent, data, changeText];
    connection.run(insertEventSql, ...fields);
  };

  const tx: Transaction = {
    ...createView(connection, steady, now, head.epoch, head.lastSeq),
    actor: null,
    get: <K extends Kind>(kind: K, id: string) => find(kind, id)?.body as ByKind<K> | undefined,
    nextId: (kind) => {
      const prefix = kindSpecs[kind].prefix;
      if (prefix === undefined) throw new TypeError(`${kind} has no counted ids`);
      hasGrown = true;
      return prefix + String(counted(kind, 0));
    },
    nextNumber: (kind) => counted(kind, 0),
    nextFence: () => counted(fenceCounter, head.epoch * epochSpan),
    loggedSeq: () => seq,
    create: <K extends Kind>(kind: K, given: Kinds[K], note: EventNote) => {
      const body = toBody({ ...given });
      const id = body['id'];
      checkId(kind, id);
      if (find(kind, id) !== undefined) {
        throw new ShoalError('CONFLICT', `There is already a ${kind} ${JSON.stringify(id)}.`);
      }
      hasWritten = true;
      if (kindSpecs[kind].logged) hasGrown = true;
      const key = orderKey(kind, id) ?? id;
      if (typeof key === 'number') raiseCounter(connection, kind, key);
      insertRecord(connection, kind, key, body);
      written(kind, id, { key, version: 1, body });
      log(kind, id, body, note);
    },
    update: <K extends Kind>(kind: K, id: string, patch: Partial<Kinds[K]>, note: EventNote) => {
      const stored = find(kind, id);
      if (stored === undefined) throw missing(kind, id);
      const change = difference(stored.body, toBody({ ...patch }));
      if (change === null) return stored.body as ByKind<K>;
      if ('id' in change) checkId(kind, undefined);
      hasWritten = true;
      const changed = updateRecord(connection, kind, stored, change);
      written(kind, id, changed);
      log(kind, id, change, note);
      return changed.body as ByKind<K>;
    },
    remove: (kind, id, note) => {
      const stored = find(kind, id);
      if (stored === undefined) throw missing(kind, id);
      hasWritten = true;
      deleteRecord(connection, kind, stored);
      seen.get(id)?.delete(kind);
      steady.changed(kind, id, null);
      log(kind, id, null, note);
    },
  };
  return { tx, hasGrown: () => hasGrown, hasWritten: () => hasWritten };
}
