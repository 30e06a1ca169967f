import { ShoalError } from '../../domain/errors.ts';
import type { Kind } from '../../domain/kinds.ts';
import type { Body } from '../change.ts';
import { checkLine, notEmpty, readHeader, type Header } from '../export-lines.ts';
import { orderKey } from '../order.ts';
import type { ExportLine, PortableStore } from '../port.ts';
import { readSnapshot } from './compact.ts';
import type { Connection, Row } from './connection.ts';
import { raiseCounter } from './counters.ts';
import { readEvents } from './events.ts';
import { lastSeq, raiseEpoch, readMeta, writeMeta } from './meta.ts';
import type { Patience } from './patience.ts';
import { insertRecord } from './records.ts';
import { kinds, tableOf } from './tables.ts';

type Read = <T>(look: () => T) => Promise<T>;

/** One consistent state, read at once: what is exported belongs together. */
export async function* readExport(connection: Connection, read: Read): AsyncGenerator<ExportLine> {
  yield* await read(() => [...exportLines(connection)]);
}

/** All or nothing. */
export async function importLines(
  connection: Connection,
  patience: Patience,
  lines: AsyncIterable<ExportLine>,
): ReturnType<PortableStore['import']> {
  const all: ExportLine[] = [];
  for await (const line of lines) all.push(line);
  return patience.withLock(() => {
    connection.run('BEGIN IMMEDIATE');
    try {
      const counts = importAll(connection, all);
      connection.run('COMMIT');
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
  for (const kind of kinds) {
    for (const row of connection.rows(`SELECT body FROM ${tableOf(kind).name} ORDER BY key`)) {
      yield { t: 'record', kind, body: JSON.parse(String(row['body'])) as Body };
    }
  }
  for (const event of readEvents(connection, { limit: -1 })) yield { t: 'event', ...event };
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
    case 'record':
      insertRecord(connection, line.kind, orderKey(line.kind, String(line.body['id'])) ?? '', line.body);
      return;
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
