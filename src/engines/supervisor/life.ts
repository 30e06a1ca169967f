import type { HarnessDriver, SessionSpec } from '../../harness/driver.ts';
import type { ByKind } from '../../store/port.ts';
import type { Journal } from './journal.ts';
import { lessMeasured } from './less-measured.ts';
import type { Launch, SupervisorPorts } from './ports.ts';
import { noRedaction, type Redaction } from './redact.ts';
import { freshRun, type RunState } from './run-state.ts';
import { type Elapsed, notElapsed } from './timers.ts';
import type { Wire } from './wire.ts';

/** One session as all that deals with it sees it. It belongs to its runner, and changes only in the runner's queue. */
export interface Life {
  readonly ports: SupervisorPorts;
  readonly session: string;
  readonly queue: Queue;
  /** As last read or written. */
  record: ByKind<'session'>;
  run: RunState;
  /** null: it is let go of, and begins again from its transcript. */
  journal: Journal | null;
  /** null: no process runs. */
  wire: Wire | null;
  launch: Launch | null;
  redaction: Redaction;
  /** Of its agent: what its processes are known by. */
  marker: string | null;
  elapsed: Elapsed;
  /** Bytes of output whose steps have no checkpoint yet. */
  uncheckedBytes: number;
  /** Why it is to end for good; null while it is not. */
  halting: string | null;
  /** The process has ended; its last output is waited for. */
  isExiting: boolean;
  /** Nothing is done for it any more. */
  isLeft: boolean;
}

export interface Queue {
  /** After all that came before. What it throws ends this beginning of the session: R3. */
  enqueue(work: () => void | Promise<void>): void;
  /** What is wanted is looked at, once for all that has asked for it. */
  poke(): void;
  /** The session has ended, or its record is gone. */
  finish(record: ByKind<'session'> | undefined): void;
}

export function newLife(ports: SupervisorPorts, record: ByKind<'session'>, queue: Queue): Life {
  return {
    ports,
    session: record.id,
    queue,
    record,
    run: freshRun(record),
    journal: null,
    wire: null,
    launch: null,
    redaction: noRedaction,
    marker: null,
    elapsed: notElapsed,
    uncheckedBytes: 0,
    halting: null,
    isExiting: false,
    isLeft: false,
  };
}

/** The process and the transcript are somebody else's from now on. */
export function letGo(life: Life): void {
  const { wire, journal, ports } = life;
  life.wire = null;
  life.journal = null;
  life.isExiting = false;
  life.elapsed = notElapsed;
  wire?.close();
  journal?.close();
  if (wire === null) return;
  void ports
    .keeper()
    .then((keeper) => keeper.detach(wire.child))
    .catch(() => undefined); // it may be gone
}

export function nowOf({ ports }: Life): number {
  return ports.store.now();
}

export function driverOf({ ports, record, launch }: Life): HarnessDriver {
  const driver = ports.driverFor(record.profile.harness);
  return launch === null ? driver : lessMeasured(driver, launch.spec.capabilities);
}

export function specOf({ run: { sessionId, resume, fork } }: Life, launch: Launch): SessionSpec {
  return { ...launch.spec, sessionId, resume, fork };
}

export function signal(life: Life, name: NodeJS.Signals): void {
  const child = life.wire?.child;
  if (child === undefined) return;
  life.ports
    .keeper()
    .then((keeper) => keeper.signal(child, name))
    .catch((error: unknown) => logError(life, 'a process could not be signalled', error));
}

export function logError({ ports, session, redaction }: Life, message: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  ports.log.error(message, { session, error: redaction.value(text) });
}
