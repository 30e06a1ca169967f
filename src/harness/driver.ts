import type { HarnessKind, Profile } from '../domain/profile.ts';
import type { RequestOption } from '../domain/request.ts';

/*
 * A driver turns one harness's protocol into one vocabulary. It owns no process, no clock and no file: it is given whole
 * lines of the program's output and gives text for its input. That makes it a plain state machine, so that a daemon that
 * was killed can go on: the supervisor writes each line's events together with `snapshot()` to the transcript, and
 * `connect` with that snapshot and the lines after it does again exactly what was done before.
 *
 * D1  A protocol does nothing but in answer to a call; equal calls on equal snapshots write and emit the same.
 * D2  What it cannot understand becomes a `malformed` or `notice` event, never an exception.
 * D3  Each `turn-start` is followed by exactly one `turn-end`, the next prompt's answer is never the last prompt's.
 * D4  A result carries the whole last message of the agent itself: no narration, no subagent's words, no lost block.
 */

/** What the supervisor asks of a driver for one start of a process. */
export interface SessionSpec {
  readonly profile: Profile;
  /** Absolute; the process's current directory. */
  readonly directory: string;
  readonly agentName: string;
  /** What the agent must know of Shoal: given as system prompt where the harness takes one. */
  readonly briefing: string;
  /** The harness's session to go on with; null for a new one. */
  readonly resume: string | null;
  /** With `resume`: branch off instead of going on. */
  readonly fork: boolean;
  /** A UUID for harnesses that let the caller choose the session's id. */
  readonly sessionId: string;
  readonly mcpServers: readonly McpServer[];
  /** Absolute; directories besides `directory` that a sandbox must let it write: the store's. Default: none */
  readonly writableRoots?: readonly string[];
  /** What the installed version was measured to do; what is absent is unknown and not relied on. */
  readonly capabilities: Partial<Capabilities>;
}

export type McpServer =
  | {
      readonly type: 'http';
      readonly name: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'stdio';
      readonly name: string;
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** How the process is started. Prompts are never in `argv`. */
export interface ProcessPlan {
  readonly argv: readonly string[];
  /** Added to the allowlisted environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What of the profile this harness cannot take, each as a sentence for people; said, never dropped. */
  readonly untaken: readonly string[];
}

/** What a version of a harness really does, as `doctor --probe` measured it. */
export interface Capabilities {
  /** Text arrives while the turn runs. */
  readonly streams: boolean;
  readonly asksPermission: boolean;
  readonly honoursDeny: boolean;
  /** Takes a message while a turn runs. */
  readonly steers: boolean;
  readonly interrupts: boolean;
  readonly resumes: boolean;
  readonly forks: boolean;
  readonly reportsUsage: boolean;
}

export interface HarnessDriver {
  readonly harness: HarnessKind;
  /** What it can do at best; the measured matrix may only take away. */
  readonly capabilities: Capabilities;
  /** Its protocol carries why a request was rejected; otherwise the supervisor tells it. */
  readonly tellsReasons: boolean;
  plan(spec: SessionSpec): ProcessPlan;
  /** `snapshot`: from `Protocol.snapshot()` of the same program start; null at a start. */
  connect(spec: SessionSpec, sink: Sink, snapshot: unknown): Protocol;
}

export interface Sink {
  /** Text for the program's standard input, in order. */
  write(text: string): void;
  /** No more input will follow. */
  endInput(): void;
  emit(event: DriverEvent): void;
}

export interface Protocol {
  /** Once per start, before any line: handshakes. */
  begin(): void;
  /** One line of standard output, without its newline. */
  line(text: string): void;
  /** Standard output has ended. */
  end(): void;
  /** Begins a turn, or steers the running one. Only when `canSend` says so. */
  send(turn: TurnInput): void;
  /** `idle`: begins a turn. `steer`: reaches the running one. `no`: wait for the turn's end (or for the handshake). */
  canSend(): 'idle' | 'steer' | 'no';
  /** Asks the harness to stop the running turn; the turn still ends with a `turn-end`. Nothing when none runs. */
  interrupt(): void;
  /** Answers a `request` event. Unknown or withdrawn ids are ignored. */
  answer(request: string, decision: RequestDecision): void;
  /** Asks the program to end by itself, as its protocol has it. */
  close(): void;
  /** JSON-pure state from which `connect` goes on. */
  snapshot(): unknown;
}

export interface TurnInput {
  /** The supervisor's name for it, unique in the session. */
  readonly id: string;
  readonly text: string;
}

export interface RequestDecision {
  readonly outcome: 'approve' | 'reject';
  readonly option: string | null;
  readonly text: string | null;
}

export type ToolKind = 'read' | 'edit' | 'execute' | 'search' | 'fetch' | 'think' | 'other';

export interface FileDiff {
  readonly path: string;
  /** null: the file is new. */
  readonly before: string | null;
  readonly after: string;
}

/** `parent` names the tool call of the subagent that an event belongs to; null is the agent itself. */
export type DriverEvent =
  | {
      readonly type: 'ready';
      readonly harnessSession: string | null;
      readonly model: string | null;
      readonly version: string | null;
    }
  /** The harness took the input (`accepted`), and the model was given it (`seen`): each only on evidence. */
  | {
      readonly type: 'input';
      readonly turn: string;
      readonly state: 'accepted' | 'seen' | 'refused';
      readonly why?: string;
    }
  | { readonly type: 'turn-start'; readonly turn: string | null }
  /** A part of a message as it is made; the whole follows as `text` with the same id. */
  | {
      readonly type: 'text-delta';
      readonly id: string;
      readonly text: string;
      readonly parent: string | null;
    }
  | { readonly type: 'text'; readonly id: string; readonly text: string; readonly parent: string | null }
  | { readonly type: 'thinking'; readonly text: string; readonly parent: string | null }
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      readonly kind: ToolKind;
      readonly title: string;
      readonly input: unknown;
      readonly paths: readonly string[];
      readonly parent: string | null;
    }
  | {
      readonly type: 'tool-result';
      readonly id: string;
      readonly ok: boolean;
      readonly text: string;
      readonly diffs: readonly FileDiff[];
      readonly parent: string | null;
    }
  | {
      readonly type: 'plan';
      readonly entries: readonly { readonly text: string; readonly state: 'pending' | 'active' | 'done' }[];
    }
  | {
      readonly type: 'request';
      readonly id: string;
      readonly kind: 'permission' | 'question';
      readonly title: string;
      readonly tool: string | null;
      readonly command: string | null;
      readonly paths: readonly string[];
      readonly detail: unknown;
      readonly options: readonly RequestOption[];
      readonly parent: string | null;
    }
  | { readonly type: 'request-withdrawn'; readonly id: string }
  /** During a turn; what `turn-end` says counts. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'compaction';
      readonly trigger: string;
      readonly tokensBefore: number | null;
      readonly tokensAfter: number | null;
    }
  /** `until` epoch ms; null when the vendor does not say. `blocked`: no turn can run before it. */
  | {
      readonly type: 'rate-limit';
      readonly blocked: boolean;
      readonly until: number | null;
      readonly text: string;
    }
  | { readonly type: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly text: string }
  | { readonly type: 'malformed'; readonly text: string }
  | {
      readonly type: 'turn-end';
      readonly turn: string | null;
      readonly reason: TurnEndReason;
      /** The whole last message; '' when there is none. */
      readonly result: string;
      readonly error: string | null;
      readonly usage: Usage | null;
    };

export type TurnEndReason =
  | 'completed'
  | 'interrupted'
  | 'refused'
  | 'max-tokens'
  | 'max-turns'
  | 'budget'
  | 'rate-limited'
  | 'auth'
  | 'context-overflow'
  | 'error';

/** Sums over the turn, but for the context, which is the largest single request. null is unknown. */
export interface Usage {
  /** All that went in: uncached, cache read and cache write. */
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  /** As the harness itself says. */
  readonly costUsd: number | null;
}
