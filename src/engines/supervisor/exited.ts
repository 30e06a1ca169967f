import type { SessionExit } from '../../domain/session.ts';
import type { DriverEvent } from '../../harness/driver.ts';
import type { ChildStatus } from '../../keeper/protocol.ts';
import type { ByKind } from '../../store/port.ts';
import { type AfterExit, afterExit, classifyExit, departureOf } from './exit.ts';
import { type Life, nowOf } from './life.ts';
import { ended, type RunState } from './run-state.ts';
import { commit, flush, leadTo } from './steps.ts';
import type { StoreChange } from './store-step.ts';

/** Of a process that the keeper knows nothing of. */
export const unknownChild: Omit<ChildStatus, 'child'> = {
  process: null,
  state: 'lost',
  code: null,
  signal: null,
  outputBytes: 0,
  ackedBytes: 0,
  inputBytes: 0,
  outputEnded: true,
  errorTail: '',
};

/**
 * A process has ended: what is left of it is told, and what follows decided. One step: of a daemon that died in between,
 * the next would not know what was cut off. `failure`: it could not even begin.
 */
export async function exited(life: Life, status: ChildStatus, failure?: string): Promise<void> {
  const isOneShot = life.wire?.inputEnded === true;
  const rest = life.wire?.rest() ?? [];
  const said = leadTo(life, rest);
  const before = life.run;
  const end = (life.wire?.end() ?? []).map((event) => toldByExit(event, before, status));
  const told = leadTo(life, end);
  const exit = life.redaction.value(classifyExit(before, life.run, status));
  const isCutOff = before.turn !== null && !isOneShot && exit.class !== 'killed-by-us';
  const unseen = isOneShot ? [] : before.inputs;
  life.wire?.close();
  life.wire = null;
  life.isExiting = false;
  life.run = afterProcess(life.run, unseen, isCutOff);
  const after = whatNext(life, {
    before,
    exit,
    hasWork: unseen.length > 0 || life.run.note !== null,
    failure,
  });
  const changes = [...said, ...told, ...changesAfter(life, { before, exit, after })];
  life.run = runAfter(life.run, after, nowOf(life));
  life.record = { ...life.record, child: null, process: null };
  const entry = { type: 'exit', child: status.child, ...exit, next: after.next };
  commit(life, [...rest, ...end, entry], changes);
  life.ports.log.info('ended', { session: life.session, child: status.child, ...exit, next: after.next });
  await flush(life);
  await forget(life, status.child);
}

/** A program whose end is its turn's end says by its exit whether that was a good one. */
function toldByExit(
  event: DriverEvent,
  run: RunState,
  { code, signal, errorTail }: ChildStatus,
): DriverEvent {
  if (event.type !== 'turn-end' || event.reason !== 'completed' || code === 0) return event;
  if (run.ending !== null || run.interrupting !== null) return { ...event, reason: 'interrupted' };
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `ended by ${signal}`;
  // Programs that check things, as tests do, say what is wrong on either of the two.
  const said = [errorTail, event.result]
    .map((text) => text.trim().slice(-saidMax))
    .filter((text) => text !== '');
  return { ...event, reason: 'error', error: said.length === 0 ? how : `${how}: ${said.join('\n')}` };
}

const saidMax = 2_000;

/** What was given and not seen is given again; a turn that was cut off is told so once. */
function afterProcess(run: RunState, unseen: RunState['inputs'], isCutOff: boolean): RunState {
  const again = new Set(unseen.flatMap(({ deliveries }) => deliveries));
  return {
    ...ended(run),
    blocked: run.blocked,
    doubtful: run.doubtful.filter((id) => !again.has(id)),
    openedFor: unseen.some(({ isOpening }) => isOpening) ? null : run.openedFor,
    note: isCutOff ? cutOffNote(run) : run.note,
  };
}

/** The store knows that its process has ended, its transcript has lost that: what it was in the middle of is owed. */
export function afterLostEnd(
  run: RunState,
  isOneShot: boolean,
  { state, parkedUntil, why, lastReason }: ByKind<'session'>,
): RunState {
  const isOwed = !isOneShot && lastReason !== 'completed';
  const unseen = isOwed ? run.inputs : [];
  const after = afterProcess(run, unseen, isOwed && run.turn !== null);
  const hasWork = unseen.length > 0 || after.note !== null;
  return {
    ...after,
    blocked: state === 'parked' ? { until: parkedUntil, text: why ?? '' } : null,
    resting: hasWork ? null : { why: null },
  };
}

function cutOffNote({ lastGiven }: RunState): string {
  const given = lastGiven === null ? '' : ` You had been given:\n${lastGiven}`;
  return `Your program ended unexpectedly in the middle of a turn and was started again. Look at what is done already before you go on.${given}`;
}

interface End {
  /** The run as it was when the process ended. */
  readonly before: RunState;
  readonly exit: SessionExit;
}

function whatNext(
  life: Life,
  {
    before,
    exit,
    hasWork,
    failure,
  }: End & { readonly hasWork: boolean; readonly failure: string | undefined },
): AfterExit {
  if (life.halting !== null) return { next: 'end', why: life.halting };
  // It begins once there is room.
  if (failure !== undefined && exit.class !== 'disk-full')
    return { next: 'end', why: `${failure}: ${exit.text ?? ''}` };
  return afterExit({ session: life.record, run: before, exit, hasWork, now: nowOf(life) });
}

function changesAfter(
  { halting, record }: Life,
  { before, exit, after }: End & { readonly after: AfterExit },
): readonly StoreChange[] {
  const changes: StoreChange[] = [{ do: 'no-child' }];
  if (exit.class === 'crash') changes.push({ do: 'crashes', count: record.crashes + 1 });
  if (after.next !== 'end') return changes;
  const departure = departureOf(exit, halting !== null);
  return [...changes, { do: 'end', exit, why: before.ending ?? after.why, departure }];
}

function runAfter(run: RunState, after: AfterExit, now: number): RunState {
  switch (after.next) {
    case 'rest':
      return { ...run, resting: { why: after.why } };
    case 'restart':
      if (after.afterMs === 0) return run;
      return { ...run, blocked: { until: now + after.afterMs, text: 'it crashed and is started again' } };
    case 'park':
      return { ...run, blocked: { until: after.until, text: after.why } };
    case 'end':
      return { ...run, blocked: null };
  }
}

async function forget({ ports }: Life, child: string): Promise<void> {
  try {
    await (await ports.keeper()).forget(child);
  } catch (error) {
    ports.log.debug('nothing to forget', { child, error: String(error) });
  }
}
