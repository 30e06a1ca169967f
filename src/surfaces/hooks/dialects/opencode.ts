import { type Dialect, printJson } from '../dialect.ts';
import type { ToolTable } from '../tool-writes.ts';
import { parseSnakeCase } from './claude.ts';

const tools: ToolTable = {
  write: { file: 'filePath' },
  edit: { file: 'filePath' },
  multiedit: { file: 'filePath' },
  apply_patch: { patch: 'patchText' },
  patch: { patch: 'patchText' },
  bash: { shell: 'command', directory: 'workdir' },
};

/** OpenCode has plugins instead of hooks: ours speaks this form, see `setup`. */
export const opencode: Dialect = {
  parse: (payload) => parseSnakeCase(payload, tools),
  print: (_event, { context, deny, hold, warning }) => printJson({ context, deny, hold, warning }),
};
