import type { Dialect } from '../dialect.ts';
import type { ToolTable } from '../tool-writes.ts';
import { parseSnakeCase, printClaude } from './claude.ts';

/** A patch given to the shell shows as Bash: the here-document of `apply_patch` is read there. */
const tools: ToolTable = {
  apply_patch: { patch: 'command' },
  Edit: { file: 'file_path' },
  Write: { file: 'file_path' },
  Bash: { shell: 'command', directory: 'workdir' },
};

export const codex: Dialect = { parse: (payload) => parseSnakeCase(payload, tools), print: printClaude };
