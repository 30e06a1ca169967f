/** Programs whose protocol a driver speaks; `acp` is any other ACP agent by command line, `command` any program. */
export const harnessKinds = ['claude', 'codex', 'gemini', 'opencode', 'copilot', 'acp', 'command'] as const;

/** How the program of a harness is installed; the others are whatever somebody has. */
export const installCommands = {
  claude: 'npm install -g @anthropic-ai/claude-code',
  codex: 'npm install -g @openai/codex',
  gemini: 'npm install -g @google/gemini-cli',
  opencode: 'npm install -g opencode-ai',
  copilot: 'npm install -g @github/copilot',
} as const satisfies Partial<Record<(typeof harnessKinds)[number], string>>;
export type HarnessKind = (typeof harnessKinds)[number];

/** What an agent may do unasked. read: look only · write: change files here · full: anything · auto: ask for what matters. */
export const permissions = ['read', 'write', 'full', 'auto'] as const;
export type Permission = (typeof permissions)[number];

export const efforts = ['low', 'medium', 'high', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** How to start an agent; resolved: nothing is left to a default. */
export interface Profile {
  readonly name: string;
  readonly harness: HarnessKind;
  /** Program and arguments instead of the harness's own; required for `acp` and `command`. */
  readonly command: readonly string[] | null;
  readonly model: string | null;
  readonly effort: Effort | null;
  readonly permission: Permission;
  /** Role prompt, added to the harness's own system prompt where it takes one, else before the first turn. */
  readonly prompt: string | null;
  readonly role: string | null;
  readonly capabilities: readonly string[];
  /** Names of variables passed on to the agent besides those that its program needs. */
  readonly env: readonly string[];
  /** `only-shoal`: the harness loads no MCP server but ours. `none`: not even ours. */
  readonly mcp: 'with-own' | 'only-shoal' | 'none';
  /** Tools of Shoal that the agent sees: `read` holds none that changes anything. */
  readonly toolset: 'default' | 'read' | 'all';
  /** MCP servers besides Shoal's and the harness's own; absent in sessions of older workspaces. */
  readonly servers?: readonly McpCommand[];
  readonly worktree: boolean;
  readonly timers: Timers;
  /** Crashes in a row after which it is not started again. Default: 3 */
  readonly crashesMax: number;
}

/** An MCP server that is run by a command and spoken to over its standard input. */
export interface McpCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Limits in ms, counted on a clock that stands still while the machine sleeps. */
export interface Timers {
  /** From the start of the process to its first sign. Default: 60 s */
  readonly startMs: number;
  /** Between two signs during a turn, while no tool runs. Default: 10 min */
  readonly silenceMs: number;
  /** One tool call. Default: 60 min */
  readonly toolMs: number;
  /** One whole turn. Default: 4 h */
  readonly turnMs: number;
  /** From the result of a program that ends by itself to its exit. Default: 30 s */
  readonly afterResultMs: number;
}

export const defaultTimers: Timers = {
  startMs: 60_000,
  silenceMs: 600_000,
  toolMs: 3_600_000,
  turnMs: 14_400_000,
  afterResultMs: 30_000,
};

/** With everything at its default but what is given. */
export function newProfile(given: Pick<Profile, 'name' | 'harness'> & Partial<Profile>): Profile {
  return {
    command: null,
    model: null,
    effort: null,
    permission: 'auto',
    prompt: null,
    role: null,
    capabilities: [],
    env: [],
    mcp: 'with-own',
    toolset: given.permission === 'read' ? 'read' : 'default',
    worktree: false,
    timers: defaultTimers,
    crashesMax: 3,
    ...given,
  };
}

/** A queue that is dispatched when it has a profile, claimed from when it has none. */
export interface QueueConfig {
  readonly name: string;
  readonly profile: string | null;
  /** Workers at once. Default: 1 */
  readonly maxParallel: number;
  readonly maxAttempts: number | null;
  /** Agents with less permission than the profile may add tasks too; a person decides that. Default: false */
  readonly open: boolean;
}
