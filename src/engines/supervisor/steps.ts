import type { DriverEvent, Protocol } from '../../harness/driver.ts';
import type { Draft } from './journal.ts';
import { type Life, nowOf } from './life.ts';
import { reduce } from './reduce.ts';
import { stateOf } from './run-state.ts';
import { type StoreChange, storeSteps } from './store-step.ts';
import type { WirePosition } from './wire.ts';

/*
 * R1: what happened is in the journal before anything follows from it. A step is what one cause leads to: events, what
 * they make of the run, what the store must know of it, and bytes for the program.
 */

/** So much output at most is read again after the daemon has died; more where the checkpoint itself is big. */
const uncheckedBytesMax = 64 * 1_024;
const checkpointShare = 4;
const noPosition: WirePosition = {
  child: null,
  outputOffset: 0,
  inputOffset: 0,
  unsent: '',
  inputEnded: false,
  snapshot: null,
};

/** What the protocol does is written, then it goes out. */
export function step(
  life: Life,
  run: (protocol: Protocol) => void,
  more: Pick<More, 'drafts' | 'changes'> = {},
): void {
  if (life.wire !== null) takeEvents(life, life.wire.events(run), more);
}

/** `offset`: of the data, in all that the process has said. */
export function takeOutput(life: Life, offset: number, data: Uint8Array): void {
  const known = Math.min(Math.max(0, storedOutput(life) - offset), data.length);
  if (known > 0) takeRead(life, data.subarray(0, known), true);
  if (known < data.length) takeRead(life, data.subarray(known), false);
}

/** What the store has heard of: more than stands in a transcript that has lost its end. */
function storedOutput({ record: { journalledOutput }, wire }: Life): number {
  return journalledOutput?.child === wire?.child ? (journalledOutput?.offset ?? 0) : 0;
}

/** `isStored`: its changes were made by a step that is lost. Its entries are written again. */
function takeRead(life: Life, data: Uint8Array, isStored: boolean): void {
  const { wire } = life;
  if (wire === null) return;
  life.elapsed = { ...life.elapsed, silence: 0 };
  if (life.run.isSuspect) life.run = { ...life.run, isSuspect: false };
  const { inputOffset } = wire;
  const events = wire.output(data);
  life.uncheckedBytes += data.length;
  takeEvents(life, events, { mayWait: wire.inputOffset === inputOffset, isStored });
}

interface More {
  /** Entries before those of the events. */
  readonly drafts?: readonly Draft[];
  /** Before those that the events lead to. */
  readonly changes?: readonly StoreChange[];
  /** Nothing outside waits for this step's checkpoint, unless its events say so. */
  readonly mayWait?: boolean;
  /** The store knows what the events lead to. */
  readonly isStored?: boolean;
}

function takeEvents(
  life: Life,
  events: readonly DriverEvent[],
  { drafts = [], changes: first = [], mayWait = false, isStored = false }: More = {},
): void {
  const led = leadTo(life, events);
  const changes = isStored ? first : [...first, ...led];
  const entries = [...drafts, ...events];
  // Parts of a message, and whatever else leads to nothing, are read again if need be.
  if (mayWait && changes.length === 0 && !isCheckpointDue(life) && stateChange(life, changes) === null)
    life.journal?.append(entries);
  else commit(life, entries, changes);
  if (events.some(changesWhatCanBeSent)) life.queue.poke();
}

/** What events make of the run, before it is written; gives what the store must know of them. */
export function leadTo(life: Life, events: readonly DriverEvent[]): readonly StoreChange[] {
  return events.flatMap((event) => {
    const reduced = reduce(life.run, leadsOn(event) ? life.redaction.value(event) : event, nowOf(life));
    life.run = reduced.run;
    return reduced.changes;
  });
}

/** One that is as long as a quarter of the output before it keeps the journal as short as the output, more or less. */
function isCheckpointDue({ uncheckedBytes, journal }: Life): boolean {
  const bytesMax = Math.max(uncheckedBytesMax, checkpointShare * (journal?.checkpointBytes ?? 0));
  return uncheckedBytes >= bytesMax;
}

export function commit(life: Life, entries: readonly Draft[], changes: readonly StoreChange[] = []): void {
  const state = stateChange(life, changes);
  if (state !== null) life.run = { ...life.run, told: { state: state.state, why: state.why } };
  const all = state === null ? changes : [...changes, state];
  const position = life.wire?.position() ?? { ...noPosition, child: life.record.child };
  if (all.length > 0) {
    const number = life.run.steps + 1;
    const { wire } = life;
    const read = wire === null ? {} : { output: { child: wire.child, offset: position.outputOffset } };
    const unstored = [...life.run.unstored, { step: number, ...read, changes: all }];
    life.run = { ...life.run, steps: number, unstored };
  }
  life.uncheckedBytes = 0;
  life.journal?.write(entries, { ...position, state: life.run });
  life.wire?.send();
  life.wire?.ack();
  if (all.length > 0) life.queue.enqueue(() => flush(life));
}

type StateChange = Extract<StoreChange, { do: 'state' }>;

/** null: the store knows it, or is told it otherwise. */
function stateChange({ run }: Life, changes: readonly StoreChange[]): StateChange | null {
  if (changes.some((change) => change.do === 'end')) return null;
  const now = stateOf(run);
  if (run.told?.state === now.state && run.told.why === now.why) return null;
  const parkedUntil = now.state === 'parked' ? (run.blocked?.until ?? null) : null;
  return { do: 'state', ...now, parkedUntil };
}

/** Brings the store up to the journal. */
export async function flush(life: Life): Promise<void> {
  const { unstored } = life.run;
  if (unstored.length === 0) return;
  const { store, parts } = life.ports;
  const record = await store.transact((tx) => storeSteps(tx, parts, life.session, unstored));
  const last = unstored.at(-1)?.step ?? 0;
  life.run = { ...life.run, unstored: life.run.unstored.filter((one) => one.step > last) };
  if (record !== undefined) life.record = record;
  if (record === undefined || record.state === 'ended') life.queue.finish(record);
}

/** Something of it stays, in the store or in a later step: more than its place in the transcript. */
function leadsOn({ type }: DriverEvent): boolean {
  return ['ready', 'input', 'request', 'rate-limit', 'turn-end', 'plan'].includes(type);
}

function changesWhatCanBeSent({ type }: DriverEvent): boolean {
  return ['ready', 'turn-end', 'turn-start', 'input', 'request', 'rate-limit'].includes(type);
}
