import type { HarnessName, HookEvent } from '../hooks/dialect.ts';
import { hookCommand } from './hook-commands.ts';
import type { ArrayEntry, JsonEntries } from './json-hooks.ts';

/** Events by the name that a harness has for them. */
type EventNames = Readonly<Record<string, HookEvent>>;

/** In seconds. A hook answers within 2; the rest is for a machine under load. */
const timeoutSeconds = 5;
/** Codex allows no more at the end of a session. */
const endTimeoutSeconds = 3;

const claudeEvents: EventNames = {
  SessionStart: 'session-start',
  UserPromptSubmit: 'user-prompt-submit',
  PreToolUse: 'pre-tool-use',
  PostToolUse: 'post-tool-use',
  Stop: 'stop',
  SessionEnd: 'session-end',
};

const geminiEvents: EventNames = {
  SessionStart: 'session-start',
  BeforeAgent: 'user-prompt-submit',
  BeforeTool: 'pre-tool-use',
  AfterTool: 'post-tool-use',
  AfterAgent: 'stop',
  SessionEnd: 'session-end',
};

const copilotEvents: EventNames = {
  sessionStart: 'session-start',
  userPromptSubmitted: 'user-prompt-submit',
  preToolUse: 'pre-tool-use',
  postToolUse: 'post-tool-use',
  agentStop: 'stop',
  sessionEnd: 'session-end',
};

/** Tools of Claude Code that can write; for every other one no process is started. */
const claudeWriters = 'Edit|Write|MultiEdit|NotebookEdit|Bash';

const server = { command: 'shoal', args: ['mcp'] } as const;

export const claudeHooks: JsonEntries = {
  allowsComments: false,
  arrays: groupsOf('claude', claudeEvents, (event) => ({
    matcher: event === 'pre-tool-use' ? claudeWriters : '',
    timeout: timeoutSeconds,
  })),
  keys: [],
};

/** Events for which Codex knows no matcher: it leaves one out of what it asks the person to vet. */
const codexUnmatched: readonly HookEvent[] = ['user-prompt-submit', 'stop'];

export const codexHooks: JsonEntries = {
  allowsComments: false,
  arrays: groupsOf('codex', claudeEvents, (event) => ({
    ...(codexUnmatched.includes(event) ? {} : { matcher: '' }),
    timeout: event === 'session-end' ? endTimeoutSeconds : timeoutSeconds,
  })),
  keys: [],
};

export const geminiSettings: JsonEntries = {
  allowsComments: true,
  // A pattern for tools; for the other events it would have to be the very word that the event brings.
  arrays: groupsOf('gemini', geminiEvents, (event) => ({
    matcher: event.endsWith('-tool-use') ? '.*' : '',
    name: 'shoal',
    timeout: timeoutSeconds * 1000,
  })),
  // Our tools ask for nothing that the same agent could not do by `shoal` in its shell.
  keys: [{ path: ['mcpServers', 'shoal'], value: { ...server, trust: true } }],
};

export const copilotHooks: JsonEntries = {
  allowsComments: false,
  arrays: Object.entries(copilotEvents).map(([name, event]) => ({
    path: ['hooks', name],
    value: { type: 'command', bash: hookCommand('copilot', event), timeoutSec: timeoutSeconds },
  })),
  keys: [{ path: ['version'], value: 1 }],
};

/** Claude Code and Copilot CLI read the same file; Copilot offers only the tools that are listed. */
export const mcpJson: JsonEntries = {
  allowsComments: false,
  arrays: [],
  keys: [{ path: ['mcpServers', 'shoal'], value: { ...server, tools: ['*'] } }],
};

export const opencodeJson: JsonEntries = {
  allowsComments: true,
  arrays: [],
  keys: [{ path: ['mcp', 'shoal'], value: { type: 'local', command: ['shoal', 'mcp'], enabled: true } }],
};

/** Codex, `.codex/config.toml`. Without the approval mode `codex exec` refuses every call of an MCP tool. */
export function codexToml(extraRoot: string | null): string {
  const roots =
    extraRoot === null
      ? []
      : [
          '',
          '# The store is outside this checkout: the sandbox must let `shoal` write it.',
          '[sandbox_workspace_write]',
          `writable_roots = [${JSON.stringify(extraRoot)}]`,
        ];
  return [
    '[mcp_servers.shoal]',
    'command = "shoal"',
    'args = ["mcp"]',
    'default_tools_approval_mode = "approve"',
    ...roots,
  ].join('\n');
}

interface GroupForm {
  readonly matcher?: string;
  readonly timeout: number;
  readonly name?: string;
}

function groupsOf(
  harness: HarnessName,
  events: EventNames,
  form: (event: HookEvent) => GroupForm,
): readonly ArrayEntry[] {
  return Object.entries(events).map(([name, event]) => {
    const { matcher, timeout, name: label } = form(event);
    const command = hookCommand(harness, event);
    const matched = matcher === undefined ? {} : { matcher };
    const named = label === undefined ? {} : { name: label };
    return {
      path: ['hooks', name],
      value: { ...matched, hooks: [{ type: 'command', ...named, command, timeout }] },
    };
  });
}
