import type { DriverEvent, SessionSpec, Sink } from '../driver.ts';
import type { Json } from './wire.ts';

/*
 * All that a conversation with the program depends on, JSON-pure, so that it can be written down at any line.
 *
 * An input goes sent → accepted (queued by the program) → taken (part of the conversation) → seen (the model answers
 * after it). A turn starts when the program says that it works on an input, or by itself when a background task ends,
 * never because we wrote something: so no answer is taken for that of another prompt.
 */
export interface State {
  phase: 'starting' | 'open' | 'ended';
  /** Whether the program's own account of itself has been passed on. */
  isIntroduced: boolean;
  inputs: Input[];
  /** `id` null: a turn that nobody asked for. */
  turn: { id: string | null } | null;
  /** Whether this version tells what becomes of each input. */
  hasLifecycle: boolean;
  interrupts: number;
  interrupt: { id: string; isAnswered: boolean } | null;
  /** The block of each conversation (by the subagent's tool call, '' is the agent's own) that is being made. */
  blocks: Record<string, { message: string; index: number; isStreamed: boolean }>;
  answer: { message: string; text: string; hasGap: boolean };
  calls: Record<string, Call>;
  requests: Record<string, Asked>;
  plan: Record<string, PlanEntry>;
  usage: Tally;
  model: string | null;
  /** What the session had cost at the last result; null when that cannot be known. */
  costUsd: number | null;
  /** Epoch ms, of the limit that the vendor last said was reached. */
  limitedUntil: number | null;
  /** Kinds of messages that were reported as unknown, so that each is said once. */
  unknown: string[];
}

export interface Input {
  readonly uuid: string;
  readonly turn: string;
  state: 'sent' | 'accepted' | 'taken';
}

/** A tool call whose result has not come. */
export interface Call {
  readonly name: string;
  readonly parent: string | null;
  /** Kept for tools whose result is told with it, unless it is large. */
  readonly input: Json | null;
}

/** A control request of the program that waits for an answer. */
export interface Asked {
  readonly subtype: 'can_use_tool' | 'elicitation';
  readonly tool: string;
  /** null: the answer does not need it. */
  readonly input: Json | null;
  readonly suggestions: readonly unknown[];
}

export interface PlanEntry {
  readonly text: string;
  readonly state: 'pending' | 'active' | 'done';
}

/** Of the running turn, the agent's own requests only. */
export interface Tally {
  input: number;
  cached: number;
  output: number;
  peak: number | null;
  request: { message: string; input: number; cached: number; output: number } | null;
}

export interface Context {
  readonly spec: SessionSpec;
  readonly sink: Sink;
  readonly state: State;
  readonly emit: (event: DriverEvent) => void;
  /** Writes one JSON line. */
  readonly say: (message: Json) => void;
}

export const noAnswer: State['answer'] = { message: '', text: '', hasGap: false };

export const emptyTally: Tally = { input: 0, cached: 0, output: 0, peak: null, request: null };

export function newState(spec: SessionSpec): State {
  return {
    phase: 'starting',
    isIntroduced: false,
    inputs: [],
    turn: null,
    hasLifecycle: false,
    interrupts: 0,
    interrupt: null,
    blocks: {},
    answer: { ...noAnswer },
    calls: {},
    requests: {},
    plan: {},
    usage: { ...emptyTally },
    model: spec.profile.model,
    costUsd: spec.resume === null ? 0 : null,
    limitedUntil: null,
    unknown: [],
  };
}

/** Inputs that the program has not begun to work on. */
export function pending(state: State): Input[] {
  return state.inputs.filter((input) => input.state !== 'taken');
}
