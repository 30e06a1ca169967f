import type { Timers } from '../../domain/profile.ts';
import type { RunState } from './run-state.ts';

/** What has been going on for how long, in ms of a clock that stands still while the machine sleeps. */
export interface Elapsed {
  start: number;
  silence: number;
  tool: number;
  turn: number;
  afterResult: number;
  interrupt: number;
  ending: number;
}

export type Verdict =
  | { readonly do: 'nothing' }
  | { readonly do: 'suspect' }
  | { readonly do: 'interrupt'; readonly why: string }
  /** `isFault`: it counts as a crash. */
  | { readonly do: 'terminate'; readonly why: string; readonly isFault: boolean }
  | { readonly do: 'kill'; readonly why: string };

export const notElapsed: Elapsed = {
  start: 0,
  silence: 0,
  tool: 0,
  turn: 0,
  afterResult: 0,
  interrupt: 0,
  ending: 0,
};

/** From an interrupt to SIGTERM, and from SIGTERM to SIGKILL. */
const interruptGraceMs = 10_000;
const endingGraceMs = 5_000;

const nothing: Verdict = { do: 'nothing' };

/** What only the wire knows. */
export interface Waits {
  /** The program was told that no input follows, and has given its result. */
  readonly isAfterResult: boolean;
  /** It has taken input, and begins no turn with it. */
  readonly isTurnOwed: boolean;
}

/** Counts on what goes on, forgets what does not. */
export function elapse(elapsed: Elapsed, run: RunState, waits: Waits, ms: number): Elapsed {
  const isWaiting = run.requests.length > 0;
  const hasTool = run.tools.length > 0;
  const when = (goesOn: boolean, before: number): number => (goesOn ? before + ms : 0);
  return {
    start: when(!run.isReady && run.turn === null, elapsed.start),
    // Whoever waits for a decision, or for a tool, is silent with reason.
    silence: isWaiting || hasTool ? 0 : when(run.turn !== null || waits.isTurnOwed, elapsed.silence),
    tool: isWaiting ? elapsed.tool : when(hasTool, elapsed.tool),
    turn: isWaiting ? elapsed.turn : when(run.turn !== null, elapsed.turn),
    afterResult: when(waits.isAfterResult, elapsed.afterResult),
    interrupt: when(run.interrupting !== null, elapsed.interrupt),
    ending: when(run.ending !== null, elapsed.ending),
  };
}

/** Suspect comes before dead: first a word, then an interrupt, then a signal. */
export function verdict(elapsed: Elapsed, run: RunState, timers: Timers): Verdict {
  if (run.ending !== null) return elapsed.ending >= endingGraceMs ? { do: 'kill', why: run.ending } : nothing;
  if (elapsed.interrupt >= interruptGraceMs)
    return { do: 'terminate', why: 'it did not stop its turn when it was interrupted', isFault: false };
  if (run.interrupting !== null) return nothing;
  if (elapsed.start >= timers.startMs)
    return { do: 'terminate', why: 'it gave no sign after its start', isFault: true };
  if (elapsed.afterResult >= timers.afterResultMs)
    return { do: 'terminate', why: 'it gave its result and did not end', isFault: false };
  if (elapsed.turn >= timers.turnMs) return { do: 'interrupt', why: 'its turn took too long' };
  if (elapsed.silence >= 2 * timers.silenceMs) return { do: 'interrupt', why: 'it fell silent in its turn' };
  if (elapsed.tool >= 2 * timers.toolMs) return { do: 'interrupt', why: 'its tool took too long' };
  const isLate = elapsed.silence >= timers.silenceMs || elapsed.tool >= timers.toolMs;
  return isLate && !run.isSuspect ? { do: 'suspect' } : nothing;
}
