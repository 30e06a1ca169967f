import { ShoalError } from '../../domain/errors.ts';
import { kindSpecs, type Kind, type Kinds } from '../../domain/kinds.ts';
import { checkId, difference, epochSpan, missing, numberOf, toJson, type Body } from '../change.ts';
import { taskOf } from '../event-filter.ts';
import type { ByKind, EventNote, LogEvent, Transaction } from '../port.ts';
import { recordOf, withRecord, type MemoryState } from './state.ts';
import { createMemoryView } from './view.ts';

/** A transaction on its own copy of the state; whoever runs it commits `state()` or forgets it. */
export interface MemoryTransaction {
  readonly tx: Transaction;
  readonly state: () => MemoryState;
}

export function beginMemoryTransaction(start: MemoryState, now: number): MemoryTransaction {
  let state = start;

  const write = (
    kind: Kind,
    id: string,
    body: Body | undefined,
    change: LogEvent['change'],
    note: EventNote,
  ): void => {
    state = { ...state, records: withRecord(state.records, kind, id, body) };
    if (kindSpecs[kind].logged) append(kind, id, change, note);
  };
  const append = (kind: Kind, id: string, change: LogEvent['change'], note: EventNote): void => {
    const seq = state.lastSeq + 1;
    const event: LogEvent = {
      seq,
      at: now,
      command: start.lastSeq + 1,
      actor: tx.actor,
      type: note.type,
      kind,
      id,
      task: taskOf(kind, id, note),
      agent: note.agent ?? null,
      data: note.data === undefined ? null : toJson(note.data),
      change,
    };
    state = { ...state, lastSeq: seq, events: [...state.events, Object.freeze(event)] };
  };

  const nextNumber = (kind: Kind): number => {
    const next = (state.counters.get(kind) ?? 0) + 1;
    state = { ...state, counters: new Map(state.counters).set(kind, next) };
    return next;
  };

  const view = createMemoryView(() => state, now);
  const tx: Transaction = {
    ...view,
    actor: null,
    epoch: start.epoch,
    lastSeq: start.lastSeq,
    nextId: (kind) => {
      const prefix = kindSpecs[kind].prefix;
      if (prefix === undefined) throw new TypeError(`${kind} has no counted ids`);
      return prefix + String(nextNumber(kind));
    },
    nextNumber,
    nextFence: () => {
      state = { ...state, fence: Math.max(state.fence, start.epoch * epochSpan) + 1 };
      return state.fence;
    },
    loggedSeq: () => state.lastSeq,
    create: <K extends Kind>(kind: K, given: Kinds[K], note: EventNote) => {
      const body = toJson<Body>({ ...given } as never);
      const id = body['id'];
      checkId(kind, id);
      if (recordOf(state.records, kind, id) !== undefined) {
        throw new ShoalError('CONFLICT', `There is already a ${kind} ${JSON.stringify(id)}.`);
      }
      state = { ...state, counters: countersWith(state.counters, kind, id) };
      write(kind, id, body, body, note);
    },
    update: <K extends Kind>(kind: K, id: string, patch: Partial<Kinds[K]>, note: EventNote) => {
      const body = recordOf(state.records, kind, id);
      if (body === undefined) throw missing(kind, id);
      const change = difference(body, toJson({ ...patch }));
      if (change === null) return body as never as ByKind<K>;
      if ('id' in change) checkId(kind, undefined);
      const changed = { ...body, ...change };
      write(kind, id, changed, change, note);
      return changed as never as ByKind<K>;
    },
    remove: (kind, id, note) => {
      if (recordOf(state.records, kind, id) === undefined) throw missing(kind, id);
      write(kind, id, undefined, null, note);
    },
  };
  return { tx, state: () => state };
}

/** A record that was made with a number above the counter moves the counter, so that the number is not given again. */
function countersWith(counters: MemoryState['counters'], kind: Kind, id: string): MemoryState['counters'] {
  const prefix = kindSpecs[kind].prefix;
  const number = prefix === undefined ? undefined : numberOf(prefix, id);
  if (number === undefined || number <= (counters.get(kind) ?? 0)) return counters;
  return new Map(counters).set(kind, number);
}
