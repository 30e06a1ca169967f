import { kinds } from '../../domain/kinds.ts';
import type { Kind } from '../../domain/kinds.ts';
import { replayed, type Body } from '../change.ts';
import type { LogEvent, PortableStore } from '../port.ts';
import { compareKeys, orderKey } from '../order.ts';
import type { Connection } from './connection.ts';
import { toEvent } from './events.ts';
import { lastSeq, readMeta, writeMeta } from './meta.ts';

/*
 * Compaction folds the oldest events into the snapshot and drops them, in the same transaction and in chunks, so that
 * at every instant the snapshot and the events that are left replay to the state (law 9).
 */

const oldestSql = 'SELECT * FROM event ORDER BY seq LIMIT ?';
const snapshotBodySql = 'SELECT body FROM snapshot WHERE kind = ? AND id = ?';
const chunkEvents = 1000;

/** True when more events are kept than `eventsMax`. */
export function isOverLimit(connection: Connection, lastEventSeq: number, eventsMax: number): boolean {
  const { snapshotSeq, skippedSeqs } = readMeta(connection);
  return lastEventSeq - snapshotSeq - skippedSeqs > eventsMax;
}

/** Folds and drops at most `limit` of the oldest events; returns how many. */
export function compactChunk(connection: Connection, limit: number): number {
  const events = connection.rows(oldestSql, limit).map(toEvent);
  const last = events.at(-1);
  if (last === undefined) return 0;
  for (const event of events) foldIntoSnapshot(connection, event);
  connection.run('DELETE FROM event WHERE seq <= ?', last.seq);
  const { snapshotSeq, skippedSeqs, seqFloor } = readMeta(connection);
  writeMeta(connection, {
    snapshotSeq: last.seq,
    skippedSeqs: skippedSeqs - (last.seq - snapshotSeq - events.length),
    seqFloor: Math.max(seqFloor, last.seq),
  });
  return events.length;
}

/** Drops all but the newest `keep` events, one bounded transaction after the other. */
export async function compactAll(
  keep: number,
  inTransaction: (chunk: (connection: Connection) => number) => Promise<number>,
): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await inTransaction((connection) => {
      const { snapshotSeq, skippedSeqs } = readMeta(connection);
      const surplus = lastSeq(connection) - snapshotSeq - skippedSeqs - Math.max(0, keep);
      return surplus <= 0 ? 0 : compactChunk(connection, Math.min(surplus, chunkEvents));
    });
    if (count === 0) return dropped;
    dropped += count;
  }
}

export function readSnapshot(connection: Connection): Awaited<ReturnType<PortableStore['snapshot']>> {
  const { snapshotSeq } = readMeta(connection);
  return { seq: snapshotSeq, records: kinds.flatMap((kind) => snapshotOf(connection, kind)) };
}

function snapshotOf(connection: Connection, kind: Kind): { kind: Kind; body: Body }[] {
  const rows = connection.rows('SELECT id, body FROM snapshot WHERE kind = ?', kind);
  const byOrder = rows.toSorted((a, b) => compareKeys(keyOf(kind, a['id']), keyOf(kind, b['id'])));
  return byOrder.map((row) => ({ kind, body: JSON.parse(String(row['body'])) as Body }));
}

function foldIntoSnapshot(connection: Connection, event: LogEvent): void {
  const row = connection.row(snapshotBodySql, event.kind, event.id);
  const before = row === undefined ? undefined : (JSON.parse(String(row['body'])) as Body);
  const after = replayed(before, event.change);
  if (after === undefined)
    connection.run('DELETE FROM snapshot WHERE kind = ? AND id = ?', event.kind, event.id);
  else
    connection.run(
      'INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?)',
      event.kind,
      event.id,
      JSON.stringify(after),
    );
}

function keyOf(kind: Kind, id: unknown): number | string {
  return orderKey(kind, String(id)) ?? '';
}
