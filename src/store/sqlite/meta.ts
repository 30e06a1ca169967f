import { epochSpan } from '../change.ts';
import type { Connection, Value } from './connection.ts';

/** Facts about the database itself, one row each. */
export interface Meta {
  readonly schema: number;
  readonly databaseId: string;
  readonly epoch: number;
  /** No event was ever given a seq above the greater of this and the last event's. */
  readonly seqFloor: number;
  readonly snapshotSeq: number;
  /** Seqs after `snapshotSeq` that no event has, because an epoch jumped over them. */
  readonly skippedSeqs: number;
  readonly bootId: string;
  /** Wall clock minus uptime, ms, as of the last look. */
  readonly clockOffset: number;
  /** 1 when a writer has used relaxed durability since `bootId`: a power cut may have cost the end of the log. */
  readonly relaxed: number;
}

/** The greatest seq ever given. Compaction moves `seqFloor` along, so that emptying the log does not lower it. */
export const lastSeqSql = `SELECT max((SELECT value FROM meta WHERE key = 'seqFloor'),
  coalesce((SELECT max(seq) FROM event), 0)) AS seq`;

export function readMeta(connection: Connection): Meta {
  const rows = connection.rows('SELECT key, value FROM meta');
  const values = new Map(rows.map((row) => [String(row['key']), row['value'] ?? null]));
  const number = (key: keyof Meta): number => Number(values.get(key) ?? 0);
  return {
    schema: number('schema'),
    databaseId: String(values.get('databaseId') ?? ''),
    epoch: number('epoch'),
    seqFloor: number('seqFloor'),
    snapshotSeq: number('snapshotSeq'),
    skippedSeqs: number('skippedSeqs'),
    bootId: String(values.get('bootId') ?? ''),
    clockOffset: number('clockOffset'),
    relaxed: number('relaxed'),
  };
}

export function writeMeta(connection: Connection, changes: Partial<Meta>): void {
  for (const [key, value] of Object.entries(changes) as [string, Value][]) {
    connection.run(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      key,
      value,
    );
  }
}

export function lastSeq(connection: Connection): number {
  return Number(connection.row(lastSeqSql)?.['seq'] ?? 0);
}

/** Jumps past every seq and fence that a lost tail could have held. */
export function raiseEpoch(connection: Connection, epoch: number): void {
  const { skippedSeqs } = readMeta(connection);
  const last = lastSeq(connection);
  const seqFloor = Math.max(last, epoch * epochSpan);
  writeMeta(connection, { epoch, seqFloor, skippedSeqs: skippedSeqs + seqFloor - last });
}
