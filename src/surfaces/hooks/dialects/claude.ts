import {
  type Dialect,
  type HookAnswer,
  type HookEvent,
  objectOf,
  type Payload,
  printJson,
  textOf,
} from '../dialect.ts';
import { isWorkingTool, type ToolTable, toolWrites } from '../tool-writes.ts';

const tools: ToolTable = {
  Edit: { file: 'file_path' },
  Write: { file: 'file_path' },
  MultiEdit: { file: 'file_path' },
  NotebookEdit: { file: 'notebook_path' },
  Bash: { shell: 'command' },
};

/** Names of the events in Claude Code's answers. Codex uses the same. */
const eventNames: Readonly<Record<HookEvent, string>> = {
  'session-start': 'SessionStart',
  'user-prompt-submit': 'UserPromptSubmit',
  'pre-tool-use': 'PreToolUse',
  'post-tool-use': 'PostToolUse',
  stop: 'Stop',
  'session-end': 'SessionEnd',
};

export const claude: Dialect = { parse: (payload) => parseSnakeCase(payload, tools), print: printClaude };

/** The payload that Claude Code, Codex and Gemini CLI share. */
export function parseSnakeCase(payload: Payload, table: ToolTable): ReturnType<Dialect['parse']> {
  const cwd = textOf(payload, 'cwd');
  const tool = textOf(payload, 'tool_name');
  const input = payload['tool_input'];
  const args = typeof input === 'string' ? input : objectOf(payload, 'tool_input');
  return {
    session: textOf(payload, 'session_id'),
    cwd,
    writes: toolWrites(table, tool, args, cwd ?? process.cwd()),
    isWorking: isWorkingTool(table, tool, args),
    isHeldAlready: payload['stop_hook_active'] === true,
  };
}

/** A deny in this form holds with permissions bypassed, and its reason is the tool's result. */
export function printClaude(event: HookEvent, { context, deny, hold, warning }: HookAnswer): string {
  const hookEventName = eventNames[event];
  const refusal = deny === undefined ? {} : { permissionDecision: 'deny', permissionDecisionReason: deny };
  const says = deny !== undefined || context !== undefined;
  return printJson({
    systemMessage: warning,
    decision: hold === undefined ? undefined : 'block',
    reason: hold,
    hookSpecificOutput: says ? { hookEventName, ...refusal, additionalContext: context } : undefined,
  });
}
