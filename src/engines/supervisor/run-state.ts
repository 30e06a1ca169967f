import type { Session, SessionState } from '../../domain/session.ts';
import type { StoreStep } from './store-step.ts';

/** What the supervisor knows of a session besides its record; JSON-pure, for it stands in every checkpoint. */
export interface RunState {
  /** Given to harnesses that let the caller choose the session's id. */
  readonly sessionId: string;
  /** The harness's session that this start goes on with. */
  readonly resume: string | null;
  readonly fork: boolean;
  readonly harnessSession: string | null;
  readonly model: string | null;
  /** The handshake is over. */
  readonly isReady: boolean;
  readonly turn: RunningTurn | null;
  /** Given to the harness, not yet known to be seen. */
  readonly inputs: readonly GivenInput[];
  /** Deliveries of turns that failed: the harness had them; whether the model saw them is not known. */
  readonly doubtful: readonly string[];
  readonly tools: readonly string[];
  /** Requests that wait for a decision. */
  readonly requests: readonly WaitingRequest[];
  readonly isSuspect: boolean;
  /** Its vendor lets no turn run before this instant; null when it may. */
  readonly blocked: { readonly until: number | null; readonly text: string } | null;
  readonly lastEnd: { readonly reason: string; readonly error: string | null } | null;
  /** No process runs, none is needed until there is something to send; null while one runs or is to be started. */
  readonly resting: { readonly why: string | null } | null;
  /** The beginning of what it was given last. */
  readonly lastGiven: string | null;
  /** What the next turn must be told first. */
  readonly note: string | null;
  /** What it is told with whatever it is given next; none of it begins a turn. Absent in checkpoints of an earlier version. */
  readonly asides?: readonly string[];
  /** The agent that has been given its opening. */
  readonly openedFor: string | null;
  /** How many inputs were given: makes their names unique. */
  readonly sends: number;
  /** Turns in a row that the harness would not take. */
  readonly refusals: number;
  /** A turn is to stop, on behalf of so many interrupts. */
  readonly interrupting: number | null;
  /** Why we end the process; null when we do not. */
  readonly ending: string | null;
  /** What a watchdog found wrong with it; its end is then a crash. */
  readonly fault: string | null;
  readonly told: { readonly state: SessionState; readonly why: string | null } | null;
  readonly steps: number;
  /** Steps whose changes may not be in the store yet. */
  readonly unstored: readonly StoreStep[];
}

interface WaitingRequest {
  /** The driver's name for it. */
  readonly id: string;
  /** The tool call of the subagent that asks; null is the agent itself. */
  readonly parent: string | null;
}

interface RunningTurn {
  readonly id: string | null;
  readonly startedAt: number;
  readonly tools: number;
  readonly toolErrors: number;
}

interface GivenInput {
  readonly turn: string;
  readonly deliveries: readonly string[];
  readonly isOpening: boolean;
  readonly asides?: readonly string[];
  readonly isAccepted: boolean;
  /** The keeper has all of its bytes. */
  readonly isDelivered: boolean;
}

export function freshRun(session: Session): RunState {
  return {
    sessionId: '',
    resume: null,
    fork: false,
    harnessSession: session.harnessSession,
    model: null,
    ...idle,
    doubtful: [],
    lastGiven: null,
    note: null,
    openedFor: null,
    sends: 0,
    lastEnd: null,
    told: null,
    steps: session.journalled,
    unstored: [],
  };
}

/** What is over with the process that it was of. */
const idle = {
  isReady: false,
  turn: null,
  inputs: [],
  tools: [],
  requests: [],
  isSuspect: false,
  blocked: null,
  refusals: 0,
  interrupting: null,
  ending: null,
  resting: null,
  fault: null,
} as const;

/** At the start of a process; what the session remembers stays. */
export function restarted(run: RunState, start: Pick<RunState, 'sessionId' | 'resume' | 'fork'>): RunState {
  return { ...run, ...idle, ...start, lastEnd: null };
}

/** At the end of a process. */
export function ended(run: RunState): RunState {
  return { ...run, ...idle };
}

/** After so many in a row it is given nothing more. */
export const refusalsMax = 3;

export function stateOf(run: RunState): { state: SessionState; why: string | null } {
  if (run.ending !== null) return { state: 'stopping', why: run.ending };
  if (run.isSuspect) return { state: 'suspect', why: 'nothing was heard of it for too long' };
  if (run.requests.length > 0) return { state: 'waiting', why: 'for a decision' };
  if (run.blocked !== null && run.turn === null) return { state: 'parked', why: run.blocked.text };
  if (run.turn !== null) return { state: 'working', why: null };
  if (run.refusals >= refusalsMax) return { state: 'idle', why: 'it takes nothing of what it is given' };
  if (run.resting !== null) return { state: 'idle', why: run.resting.why };
  return run.isReady ? { state: 'idle', why: null } : { state: 'starting', why: null };
}

const passedLimitMs = 60_000;

/** When a vendor's limit ends. One that has passed and still holds says nothing: without a pause it would be met without end. */
export function limitEnd(until: number | null, now: number): number | null {
  return until !== null && until <= now ? now + passedLimitMs : until;
}

/** A driver's name for a request is unique in one start of a process; the record's must be in the whole session. */
export function requestKey({ sessionId }: Pick<RunState, 'sessionId'>, id: string): string {
  return `${sessionId.slice(0, 8)}:${id}`;
}
