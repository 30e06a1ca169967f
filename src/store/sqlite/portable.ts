import { kinds } from '../../domain/kinds.ts';
import { ShoalError } from '../../domain/errors.ts';
import type { Kind } from '../../domain/kinds.ts';
import type { Body } from '../change.ts';
import { checkLine, notEmpty, readHeader, twice, type Header } from '../export-lines.ts';
import { orderKey } from '../order.ts';
import type { ExportLine, PortableStore } from '../port.ts';
import { readSnapshot } from './compact.ts';
import { openConnection, type Connection, type Row, type Value } from './connection.ts';
import { raiseCounter } from './counters.ts';
import { readEvents } from './events.ts';
import { lastSeq, raiseEpoch, readMeta, writeMeta } from './meta.ts';
import type { Patience } from './patience.ts';
import { insertRecord } from './records.ts';
import type { Steady } from './steady.ts';
import { tableOf } from './tables.ts';

const pageRows = 1_000;

/** One consistent state, read page by page through a connection of its own, whose snapshot nobody's writes change. */
export async function* readExport(file: string): AsyncGenerator<ExportLine> {
  const connection = openConnection(file);
  try {
    connection.run('BEGIN');
    yield* exportLines(connection);
  } finally {
    connection.close();
  }
}

/** All or nothing. */
export async function importLines(
  connection: Connection,
  patience: Patience,
  steady: Steady,
  lines: AsyncIterable<ExportLine>,
): ReturnType<PortableStore['import']> {
  const all: ExportLine[] = [];
  for await (const line of lines) all.push(line);
  return patience.withLock(() => {
    connection.run('BEGIN IMMEDIATE');
    try {
      const counts = importAll(connection, all);
      connection.run('COMMIT');
      steady.forget();
      return counts;
    } catch (error) {
      connection.run('ROLLBACK');
      throw error;
    }
  });
}

function* exportLines(connection: Connection): Generator<ExportLine> {
  const meta = readMeta(connection);
  const counters = Object.fromEntries(connection.rows('SELECT * FROM counter ORDER BY name').map(toCounter));
  const { fence = 0, ...ids } = counters;
  const seq = lastSeq(connection);
  const { schema, epoch, snapshotSeq } = meta;
  yield { t: 'header', format: 1, schema, epoch, seq, fence, counters: ids, snapshotSeq };
  for (const record of readSnapshot(connection).records) yield { t: 'snapshot', ...record };
  for (const kind of kinds) yield* recordLines(connection, kind);
  let after = 0;
  for (;;) {
    const events = readEvents(connection, { after, limit: pageRows });
    for (const event of events) yield { t: 'event', ...event };
    const last = events.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

function* recordLines(connection: Connection, kind: Kind): Generator<ExportLine> {
  const { name, isCounted } = tableOf(kind);
  let after: Value = isCounted ? 0 : '';
  for (;;) {
    const sql = `SELECT key, body FROM ${name} WHERE key > ? ORDER BY key LIMIT ${pageRows}`;
    const rows: readonly Row[] = connection.rows(sql, after);
    for (const row of rows) yield { t: 'record', kind, body: JSON.parse(String(row['body'])) as Body };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last['key'] ?? null;
  }
}

function importAll(
  connection: Connection,
  [first, ...rest]: readonly ExportLine[],
): { records: number; events: number } {
  if (first === undefined)
    throw new ShoalError('INVALID_INPUT', 'The export is empty: it has no header line.');
  const header = readHeader(first);
  if (lastSeq(connection) > 0 || kinds.some((kind) => hasRecords(connection, kind))) throw notEmpty();
  const counts = { records: 0, events: 0 };
  for (const line of rest) {
    checkLine(line);
    importLine(connection, line);
    if (line.t === 'record') counts.records += 1;
    if (line.t === 'event') counts.events += 1;
  }
  importHeader(connection, header, counts.events);
  return counts;
}

function importLine(connection: Connection, line: ExportLine): void {
  switch (line.t) {
    case 'record': {
      const id = String(line.body['id']);
      const key = orderKey(line.kind, id) ?? '';
      if (connection.row(tableOf(line.kind).getSql, key) !== undefined) throw twice(line.kind, id);
      insertRecord(connection, line.kind, key, line.body);
      return;
    }
    case 'snapshot':
      connection.run(
        'INSERT INTO snapshot VALUES (?, ?, ?)',
        line.kind,
        String(line.body['id']),
        JSON.stringify(line.body),
      );
      return;
    case 'event': {
      const { seq, at, command, actor, type, kind, id, task, agent } = line;
      const texts = [line.data, line.change].map((value) => (value === null ? null : JSON.stringify(value)));
      const fields = [seq, at, command, actor, type, kind, id, task, agent, ...texts];
      connection.run('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...fields);
      return;
    }
    case 'header':
      return;
  }
}

function importHeader(connection: Connection, header: Header, events: number): void {
  for (const [kind, value] of Object.entries(header.counters)) raiseCounter(connection, kind, value);
  if (header.fence > 0) raiseCounter(connection, 'fence', header.fence);
  const own = readMeta(connection);
  const { seq, snapshotSeq } = header;
  writeMeta(connection, { seqFloor: seq, snapshotSeq, skippedSeqs: seq - snapshotSeq - events });
  raiseEpoch(connection, Math.max(own.epoch, header.epoch) + 1);
}

function hasRecords(connection: Connection, kind: Kind): boolean {
  return connection.row(`SELECT 1 FROM ${tableOf(kind).name} LIMIT 1`) !== undefined;
}

function toCounter(row: Row): [string, number] {
  return [String(row['name']), Number(row['value'])];
}
