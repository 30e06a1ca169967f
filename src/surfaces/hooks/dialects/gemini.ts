import { type Dialect, type HookEvent, printJson } from '../dialect.ts';
import type { ToolTable } from '../tool-writes.ts';
import { parseSnakeCase } from './claude.ts';

const tools: ToolTable = {
  write_file: { file: 'file_path' },
  replace: { file: 'file_path' },
  run_shell_command: { shell: 'command', directory: 'dir_path' },
};

const eventNames: Readonly<Record<HookEvent, string>> = {
  'session-start': 'SessionStart',
  'user-prompt-submit': 'BeforeAgent',
  'pre-tool-use': 'BeforeTool',
  'post-tool-use': 'AfterTool',
  stop: 'AfterAgent',
  'session-end': 'SessionEnd',
};

export const gemini: Dialect = {
  parse: (payload) => parseSnakeCase(payload, tools),
  print: (event, { context, deny, hold, warning }) =>
    printJson({
      systemMessage: warning,
      decision: deny !== undefined ? 'deny' : hold !== undefined ? 'block' : undefined,
      reason: deny ?? hold,
      hookSpecificOutput:
        context === undefined ? undefined : { hookEventName: eventNames[event], additionalContext: context },
    }),
};
