import { ShoalError } from '../../domain/errors.ts';
import { kinds, type Kind } from '../../domain/kinds.ts';
import { replayed } from '../change.ts';
import { checkLine, notEmpty, readHeader, twice, type Header } from '../export-lines.ts';
import type { ExportLine, LogEvent, PortableStore } from '../port.ts';
import { raisedEpoch, recordOf, recordsOf, withRecord, type MemoryState } from './state.ts';

export function* exported(state: MemoryState): Generator<ExportLine> {
  yield {
    t: 'header',
    format: 1,
    schema: 1,
    epoch: state.epoch,
    seq: state.lastSeq,
    fence: state.fence,
    counters: Object.fromEntries(state.counters),
    snapshotSeq: state.snapshotSeq,
  };
  for (const kind of kinds)
    for (const body of recordsOf(state.snapshot, kind)) yield { t: 'snapshot', kind, body };
  for (const kind of kinds)
    for (const body of recordsOf(state.records, kind)) yield { t: 'record', kind, body };
  for (const event of state.events) yield { t: 'event', ...event };
}

export async function imported(state: MemoryState, lines: AsyncIterable<ExportLine>): Promise<MemoryState> {
  if (state.lastSeq > 0 || [...state.records.values()].some((ofKind) => ofKind.size > 0)) throw notEmpty();
  let header: Header | undefined;
  let next = state;
  for await (const line of lines) {
    if (header === undefined) {
      header = readHeader(line);
      next = withHeader(next, header);
      continue;
    }
    checkLine(line);
    next = withLine(next, line);
  }
  if (header === undefined)
    throw new ShoalError('INVALID_INPUT', 'The export is empty: it has no header line.');
  return raisedEpoch(next, Math.max(header.epoch, state.epoch) + 1);
}

/** Folds all but the newest `keep` events into the snapshot. */
export function compacted(state: MemoryState, keep: number): MemoryState {
  const dropped = state.events.slice(0, Math.max(0, state.events.length - keep));
  const last = dropped.at(-1);
  if (last === undefined) return state;
  return {
    ...state,
    snapshot: dropped.reduce(replayOne, state.snapshot),
    snapshotSeq: last.seq,
    events: state.events.slice(dropped.length),
  };
}

export async function snapshotOf(state: MemoryState): ReturnType<PortableStore['snapshot']> {
  const records = kinds.flatMap((kind) => recordsOf(state.snapshot, kind).map((body) => ({ kind, body })));
  return { seq: state.snapshotSeq, records };
}

function replayOne(records: MemoryState['snapshot'], event: LogEvent): MemoryState['snapshot'] {
  const body = replayed(recordOf(records, event.kind, event.id), event.change);
  return withRecord(records, event.kind, event.id, body);
}

function withHeader(state: MemoryState, header: Header): MemoryState {
  const counters = new Map(Object.entries(header.counters) as [Kind, number][]);
  return { ...state, counters, fence: header.fence, lastSeq: header.seq, snapshotSeq: header.snapshotSeq };
}

function withLine(state: MemoryState, line: ExportLine): MemoryState {
  switch (line.t) {
    case 'record':
      if (recordOf(state.records, line.kind, String(line.body['id'])) !== undefined) {
        throw twice(line.kind, String(line.body['id']));
      }
      return { ...state, records: withRecord(state.records, line.kind, String(line.body['id']), line.body) };
    case 'snapshot':
      return {
        ...state,
        snapshot: withRecord(state.snapshot, line.kind, String(line.body['id']), line.body),
      };
    case 'event': {
      const { t: _, ...event } = line;
      return { ...state, events: [...state.events, event] };
    }
    case 'header':
      return state;
  }
}
