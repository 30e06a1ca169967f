import type { Write } from './shell-writes.ts';

export const hookEvents = [
  'session-start',
  'user-prompt-submit',
  'pre-tool-use',
  'post-tool-use',
  'stop',
  'session-end',
] as const;
export type HookEvent = (typeof hookEvents)[number];

export const harnessNames = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;
export type HarnessName = (typeof harnessNames)[number];

/** What a harness says when it calls a hook, in one form. */
export interface HookCall {
  readonly session: string | null;
  readonly cwd: string | null;
  /** What the tool call would write; empty for a tool that writes nothing that we can name. */
  readonly writes: readonly Write[];
  /** The tool can write, whether or not we can tell what: an edit or a shell command, but none of ours. */
  readonly isWorking: boolean;
  /** The session only goes on because an earlier stop was held. */
  readonly isHeldAlready: boolean;
}

/** What Shoal answers; `warning` is for the person, beside the answer. */
export interface HookAnswer {
  /** Text for the model. */
  readonly context?: string;
  /** The tool call is refused. */
  readonly deny?: string;
  /** The session must not stop yet. */
  readonly hold?: string;
  readonly warning?: string;
}

/** How one harness calls hooks and wants its answers. */
export interface Dialect {
  parse(payload: Payload): HookCall;
  /** Standard output; '' when there is nothing to say. */
  print(event: HookEvent, answer: HookAnswer): string;
}

/** A JSON object from a harness: nothing in it is trusted to be there. */
export type Payload = Readonly<Record<string, unknown>>;

export function textOf(payload: Payload, key: string): string | null {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function objectOf(payload: Payload, key: string): Payload {
  const value = payload[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {}; // just checked
}

/** One JSON document, or nothing when no field has a value. */
export function printJson(fields: Readonly<Record<string, unknown>>): string {
  return Object.values(fields).every((value) => value === undefined) ? '' : JSON.stringify(fields);
}
