import type { FileDiff, SessionSpec, Sink, TurnInput } from '../driver.ts';
import { jsonLine } from '../ndjson.ts';
import type { OpenRequest } from './ask.ts';
import type { RpcError, RpcId } from './wire.ts';

/** All that a connection knows; JSON-pure, for it is the snapshot. */
export interface State {
  phase: 'starting' | 'ready' | 'failed';
  nextId: number;
  /** Our requests that Codex has not answered, by id. */
  pending: Record<string, Pending>;
  version: string | null;
  /** The agent's own thread; all others are of its subagents. */
  thread: string | null;
  turn: RunningTurn | null;
  /** Inputs that the model has not been given yet, by the supervisor's name for them. */
  inputs: Record<string, 'accepted' | 'recorded'>;
  /** Tool calls without a result, by item. */
  tools: Record<string, OpenTool>;
  /** What Codex waits for, by the driver's name for it. */
  requests: Record<string, OpenRequest>;
  /** Threads of subagents, and the tool call that made each. */
  children: Record<string, string>;
  /** Sums of a thread's whole life, as last told. */
  totals: Record<string, Tokens>;
  /** Tokens that the conversation takes up, after the last request. */
  context: number | null;
  contextBeforeCompaction: number | null;
  limits: RateLimits;
}

export interface RunningTurn {
  readonly id: string;
  /** The input that began it; null for a turn that Codex began by itself. */
  readonly input: string | null;
  /** The blocks of the last message so far. */
  message: MessageBlock[];
  /** The model's response with the message has ended, or something followed it: the next block begins another one. */
  isMessageOver: boolean;
  /** A tool call or the like followed the message. */
  hasActedSince: boolean;
  usage: TurnUsage | null;
  isInterrupted: boolean;
  /** Codex said that this kind of turn takes no further input. */
  isSteerable: boolean;
}

interface MessageBlock {
  readonly text: string;
  /** What Codex calls commentary: said on the way, not the answer. */
  readonly isNarration: boolean;
}

interface OpenTool {
  readonly name: string;
  readonly title: string;
  readonly paths: readonly string[];
  readonly diffs: readonly FileDiff[];
  readonly parent: string | null;
}

export interface Tokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** Subagents' tokens count in the sums, for they were spent in the turn; the context is the agent's own. */
export interface TurnUsage extends Tokens {
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
}

export interface RateLimits {
  readonly windows: readonly RateWindow[];
  /** What was last said of them: an update after each request mostly repeats it. */
  readonly said: string | null;
}

export interface RateWindow {
  readonly usedPercent: number;
  readonly minutes: number | null;
  /** Epoch ms. */
  readonly resetsAt: number | null;
}

export type Pending =
  | { readonly kind: 'initialize' | 'config' | 'thread' | 'interrupt' }
  | { readonly kind: 'start'; readonly input: TurnInput; readonly isInterrupted?: boolean }
  | { readonly kind: 'steer'; readonly input: TurnInput };

/** One connection to one process. */
export interface Connection {
  readonly spec: SessionSpec;
  readonly sink: Sink;
  readonly state: State;
}

export function initialState(): State {
  return {
    phase: 'starting',
    nextId: 1,
    pending: {},
    version: null,
    thread: null,
    turn: null,
    inputs: {},
    tools: {},
    requests: {},
    children: {},
    totals: {},
    context: null,
    contextBeforeCompaction: null,
    limits: { windows: [], said: null },
  };
}

export function call({ sink, state }: Connection, method: string, params: object, pending: Pending): void {
  const id = state.nextId++;
  state.pending[id] = pending;
  sink.write(jsonLine({ id, method, params }));
}

export function notify({ sink }: Connection, method: string): void {
  sink.write(jsonLine({ method }));
}

export function respond({ sink }: Connection, id: RpcId, result: object): void {
  sink.write(jsonLine({ id, result }));
}

export function refuse({ sink }: Connection, id: RpcId, error: RpcError): void {
  sink.write(jsonLine({ id, error }));
}

/** Whose words an event of this thread is: null is the agent itself, else the tool call of its subagent. */
export function parentOf({ state }: Connection, thread: string | null): string | null {
  if (thread === null || thread === state.thread) return null;
  return state.children[thread] ?? thread;
}
