import type { FileDiff, ToolKind } from '../driver.ts';

/** Everything that a connection remembers; JSON-pure, so that it is its own snapshot. */
export interface State {
  phase: 'handshake' | 'ready' | 'ended';
  /** Id of our next JSON-RPC request. */
  nextRpc: number;
  /** Our requests that wait for an answer, by id. */
  pending: Record<string, Pending>;
  agent: AgentFacts;
  session: string | null;
  model: string | null;
  /** What is still to be set before the session is ready. */
  setup: SetupStep[];
  /** Updates since the last barrier: what an agent tells of the past when it loads a session. */
  replayed: number;
  /** The first prompt still has to carry the briefing. */
  isBriefingDue: boolean;
  turn: Turn | null;
  /** The message that is being made. */
  message: { id: string; agentId: string | null; text: string; parent: string | null } | null;
  thought: string;
  messages: number;
  /** Calls without a result. */
  calls: Record<string, Call>;
  /** Calls of this turn that were told to their end, the last of them. */
  closed: string[];
  /** Ids of the turn before, the last of them: what still comes under them is late. */
  past: { calls: string[]; messages: string[] };
  requests: Record<string, OpenRequest>;
  /** What the agent has counted up to the last turn's end, where it counts on and on. */
  counted: { inputTokens: number; cachedTokens: number; outputTokens: number };
  /** Cost of the session up to the last turn's end; null when it is not known. */
  costUsd: number | null;
  /** Whether `counted` is true: an agent that goes on with a session may count from its beginning. */
  isCounted: boolean;
  /** Oddities that were told once. */
  told: string[];
}

export type Pending = 'initialize' | 'new' | 'resume' | 'load' | 'fork' | 'setup' | 'prompt' | 'close';

export interface AgentFacts {
  name: string;
  version: string | null;
  canLoad: boolean;
  canResume: boolean;
  canFork: boolean;
  canClose: boolean;
  takesHttpMcp: boolean;
}

/** `barrier`: asks something that changes nothing, until no update comes in between. */
export type SetupStep =
  | { readonly kind: 'barrier' }
  | { readonly kind: 'mode'; readonly id: string }
  | { readonly kind: 'model'; readonly id: string }
  | { readonly kind: 'option'; readonly id: string; readonly value: string; readonly isModel: boolean };

export interface Turn {
  readonly id: string;
  readonly isInterrupted: boolean;
  isSeen: boolean;
  /** The last message, unless a tool call came after it: then it was narration. */
  last: string;
  /** What the agent called an error in the place of a message, and nothing came after it. */
  error: string | null;
  tools: number;
  contextTokens: number | null;
  contextWindow: number | null;
  /** Of the whole session, as last said in this turn. */
  costUsd: number | null;
  messages: string[];
}

export interface Call {
  name: string;
  kind: ToolKind;
  title: string;
  input: unknown;
  paths: string[];
  text: string;
  diffs: FileDiff[];
  parent: string | null;
  isSubagent: boolean;
  /** `held`: not told yet, for its input is still to come. */
  stage: 'held' | 'open';
}

export interface OpenRequest {
  /** The agent's JSON-RPC id, as it came. */
  readonly rpc: string | number;
  readonly kind: 'permission' | 'form';
  readonly call: string | null;
  readonly options: readonly { readonly id: string; readonly kind: string }[];
  /** Of a form: its fields by name, and their types. */
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

/** The call whose subagent is at work; null when none is. */
export function workingSubagent({ calls }: State): string | null {
  return Object.keys(calls).find((id) => calls[id]?.isSubagent === true) ?? null;
}

/** How many ids of what is over are kept: the state stands in every checkpoint. */
const idsMax = 100;

export function remember(ids: string[], id: string): void {
  if (ids.includes(id)) return;
  ids.push(id);
  if (ids.length > idsMax) ids.shift();
}

export function initialState(): State {
  return {
    phase: 'handshake',
    nextRpc: 0,
    pending: {},
    agent: {
      name: 'The agent',
      version: null,
      canLoad: false,
      canResume: false,
      canFork: false,
      canClose: false,
      takesHttpMcp: false,
    },
    session: null,
    model: null,
    setup: [],
    replayed: 0,
    isBriefingDue: false,
    turn: null,
    message: null,
    thought: '',
    messages: 0,
    calls: {},
    closed: [],
    past: { calls: [], messages: [] },
    requests: {},
    counted: { inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
    costUsd: null,
    isCounted: true,
    told: [],
  };
}
