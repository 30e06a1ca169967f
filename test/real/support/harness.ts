import { claude } from './harnesses/claude.ts';
import { codex } from './harnesses/codex.ts';
import { copilot } from './harnesses/copilot.ts';
import { gemini } from './harnesses/gemini.ts';
import { opencode } from './harnesses/opencode.ts';
import type { ModelServer } from './model-server.ts';
import type { Turn } from './protocols/protocol.ts';
import type { World } from './world.ts';

export type HarnessName = 'claude' | 'codex' | 'gemini' | 'opencode' | 'copilot';

/** A real CLI: how to install it, drive it without a person, and name its tools. */
export interface Harness {
  readonly name: HarnessName;
  /** The npm package and the exact version this suite was measured with. */
  readonly package: string;
  readonly version: string;
  /** The command that starts the installed program itself, past its npm shim. */
  readonly command: (installDir: string) => readonly string[];
  /** Arguments for one headless run that reads its prompt from stdin and prints JSON lines. */
  readonly argv: (server: ModelServer, mode: RunMode) => readonly string[];
  /** What the harness needs in its environment besides the world's own. */
  readonly env: (server: ModelServer) => Record<string, string>;
  /** Writes what must be in HOME: signed in, and this repository trusted. */
  readonly prepare: (world: World) => Promise<void>;
  readonly turns: TurnMakers;
}

export interface RunMode {
  /** Skip every permission question (and Codex's sandbox). */
  readonly bypass: boolean;
}

/** The tool calls of this harness, as its model would make them. Paths are absolute. */
export interface TurnMakers {
  readonly shell: (command: string) => Turn;
  readonly write: (path: string, content: string) => Turn;
  readonly edit: (path: string, from: string, to: string) => Turn;
  readonly mcp: (server: string, tool: string, input: Record<string, unknown>) => Turn;
}

export const harnesses: readonly Harness[] = [claude, codex, gemini, opencode, copilot];

/** What the model must say to be told of the tools of MCP servers: Codex shows only those that were searched for. */
export function looksFor({ name }: Harness): readonly Turn[] {
  return name === 'codex' ? [{ tool: 'tool_search', input: { query: 'task add list', limit: 50 } }] : [];
}
