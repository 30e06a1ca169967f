import { quoteWord, quoteWords } from './words.ts';

export interface StartScript {
  readonly directory: string;
  readonly commandLine: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it writes its process id, which stays that of the program. */
  readonly pidFile: string;
}

/** What a window must not inherit from a session that opened it: the new agent is none of them. */
const foreign =
  'SHOAL_DIR SHOAL_SESSION SHOAL_JSON CLAUDECODE CLAUDE_PID CLAUDE_CODE_SESSION_ID CLAUDE_ENV_FILE CODEX_THREAD_ID CODEX_SESSION_ID CODEX_SANDBOX GEMINI_CLI GEMINI_SESSION_ID OPENCODE OPENCODE_PID COPILOT_CLI COPILOT_AGENT_SESSION_ID CURSOR_AGENT AI_AGENT';
/** Those of the window itself are right. */
const ownOfTerminal = /^(TERM|COLORTERM|DISPLAY|WAYLAND_DISPLAY)$/;

/** Run by a window: becomes the program, under the same process id. It holds the token, so it removes itself first. */
export function startScript({ directory, commandLine, environment, pidFile }: StartScript): string {
  const exports = Object.entries(environment)
    .filter(([name]) => !ownOfTerminal.test(name))
    .map(([name, value]) => `export ${name}=${quoteWord(value)}`);
  return [
    '#!/bin/sh',
    'rm -f -- "$0"',
    `unset ${foreign}`,
    ...exports,
    `cd -- ${quoteWord(directory)} || exit 1`,
    `echo $$ > ${quoteWord(`${pidFile}.new`)} && mv -f -- ${quoteWords([`${pidFile}.new`, pidFile])}`,
    `exec ${quoteWords(commandLine)}`,
    '',
  ].join('\n');
}
