import { isAbsolute, join } from 'node:path';
import { type Payload, textOf } from './dialect.ts';
import { patchPaths } from './patch-paths.ts';
import { shellWrites, type Write } from './shell-writes.ts';

/** What one tool writes, by its arguments: in a field that names the file, in a patch, or by a shell command. */
type ToolForm =
  | { readonly file: string }
  | { readonly patch: string }
  | { readonly shell: string; readonly directory?: string };

export type ToolTable = Readonly<Record<string, ToolForm>>;

export function toolWrites(
  table: ToolTable,
  tool: string | null,
  args: Payload | string,
  cwd: string,
): readonly Write[] {
  const form = tool !== null && Object.hasOwn(table, tool) ? table[tool] : undefined;
  if (form === undefined) return [];
  if (typeof args === 'string') return 'patch' in form ? filesIn(patchPaths(args), cwd) : [];
  if ('file' in form) return filesIn([textOf(args, form.file) ?? ''], cwd);
  if ('patch' in form) return filesIn(patchPaths(textOf(args, form.patch) ?? ''), cwd);
  const directory = form.directory === undefined ? null : textOf(args, form.directory);
  return shellWrites(textOf(args, form.shell) ?? '', directory === null ? cwd : absolute(directory, cwd));
}

function filesIn(paths: readonly string[], cwd: string): readonly Write[] {
  return paths.filter((path) => path !== '').map((path) => ({ path: absolute(path, cwd), isWide: false }));
}

function absolute(path: string, cwd: string): string {
  return isAbsolute(path) ? path : join(cwd, path);
}

/** A tool of the table; `shoal …` itself is how an agent answers us, so it counts as none. */
export function isWorkingTool(table: ToolTable, tool: string | null, args: Payload | string): boolean {
  const form = tool !== null && Object.hasOwn(table, tool) ? table[tool] : undefined;
  if (form === undefined || typeof args === 'string' || !('shell' in form)) return form !== undefined;
  return !/^\s*shoal\s/.test(textOf(args, form.shell) ?? '');
}
