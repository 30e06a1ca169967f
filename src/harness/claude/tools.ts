import { resolve } from 'node:path';
import type { FileDiff, ToolKind } from '../driver.ts';
import type { Call } from './state.ts';
import { list, object, oneLine, text, type Json } from './wire.ts';

const kinds: Readonly<Record<string, ToolKind>> = {
  Read: 'read',
  NotebookRead: 'read',
  Edit: 'edit',
  MultiEdit: 'edit',
  Write: 'edit',
  NotebookEdit: 'edit',
  Bash: 'execute',
  BashOutput: 'execute',
  KillShell: 'execute',
  Monitor: 'execute',
  Glob: 'search',
  Grep: 'search',
  LS: 'search',
  ToolSearch: 'search',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
  Task: 'think',
  Agent: 'think',
  TodoWrite: 'think',
  TaskCreate: 'think',
  TaskUpdate: 'think',
  TaskList: 'think',
};

export function toolKind(name: string): ToolKind {
  return kinds[name] ?? 'other';
}

/** One line: `Bash: rm -rf build`. */
export function toolTitle(name: string, input: Json): string {
  const subject = subjectKeys.map((key) => text(input[key])).find((value) => value !== null);
  const told = subject ?? Object.values(input).find((value) => typeof value === 'string');
  return typeof told === 'string' && told !== '' ? `${name}: ${oneLine(told)}` : name;
}

const subjectKeys = ['command', 'file_path', 'notebook_path', 'pattern', 'url', 'query', 'description'];

/** Absolute. A shell command's files are not known from its input. */
export function toolPaths(input: Json, directory: string): string[] {
  const named = [input['file_path'], input['notebook_path'], input['path']];
  return named.filter((path) => typeof path === 'string').map((path) => resolve(directory, path));
}

export function toolCommand(input: Json): string | null {
  return text(input['command']);
}

/** Whether a result is told together with the call's input. */
export function isInputKept(name: string): boolean {
  return toolKind(name) === 'edit' || name === 'TaskUpdate';
}

export function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((block) => {
      const { type, text: said } = object(block);
      if (typeof said === 'string') return said;
      return type === 'image' ? '[image]' : JSON.stringify(block);
    })
    .join('\n');
}

/** What a successful edit changed: as the program says, else from the call's input. Empty when neither tells. */
export function diffsOf(call: Call, detail: Json, said: string, directory: string): FileDiff[] {
  if (toolKind(call.name) !== 'edit') return [];
  const input = call.input ?? {};
  const named = text(detail['filePath']) ?? text(input['file_path']);
  if (named === null) return [];
  const path = resolve(directory, named);

  if (call.name === 'Write') return written(path, detail, input, said);
  const edits = call.name === 'MultiEdit' ? list(input['edits']).map(object) : [input];
  const oldString = text(detail['oldString']);
  const newString = text(detail['newString']);
  if (oldString !== null && newString !== null) return [{ path, before: oldString, after: newString }];
  return edits.flatMap((edit) => {
    const before = text(edit['old_string']);
    const after = text(edit['new_string']);
    return before === null || after === null ? [] : [{ path, before, after }];
  });
}

function written(path: string, detail: Json, input: Json, said: string): FileDiff[] {
  const after = text(detail['content']) ?? text(input['content']);
  if (after === null) return [];
  const original = text(detail['originalFile']);
  if (original !== null) return [{ path, before: original, after }];
  // Without the old content it can only be told that a file is new, not what an old one was.
  const isNew = detail['type'] === 'create' || said.startsWith('File created');
  return isNew ? [{ path, before: null, after }] : [];
}
