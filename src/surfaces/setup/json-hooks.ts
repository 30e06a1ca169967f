import { hookMark } from './hook-commands.ts';
import { addKey, append, arrayAt, type Json, type Path, readJson, takeOut, valueAt } from './json-edit.ts';

/** One entry of ours in an array of a settings file. */
export interface ArrayEntry {
  /** To the array. */
  readonly path: readonly string[];
  readonly value: Json;
}

/** One key of ours: what is there under that name belongs to us. */
interface KeyEntry {
  readonly path: readonly string[];
  readonly value: Json;
}

/** All that is ours in one JSON file. */
export interface JsonEntries {
  readonly allowsComments: boolean;
  readonly arrays: readonly ArrayEntry[];
  readonly keys: readonly KeyEntry[];
}

const emptyFile = '{}\n';

/** The text with our entries added. `text` must have none of them, see `withoutEntries`. */
export function withEntries(text: string | null, entries: JsonEntries, file: string): string {
  let next = text ?? emptyFile;
  readJson(next, file, entries.allowsComments);
  for (const { path, value } of entries.arrays) next = append(next, path, value);
  for (const { path, value } of entries.keys) next = addKey(next, path, value);
  return next.endsWith('\n') || text !== null ? next : `${next}\n`;
}

/** The text without any of our entries, whatever their version; null when nothing else is left. */
export function withoutEntries(text: string, entries: JsonEntries, file: string): string | null {
  readJson(text, file, entries.allowsComments);
  let next = text;
  for (const path of unique(entries.arrays.map((entry) => entry.path))) next = withoutHooks(next, path);
  for (const { path } of entries.keys) next = removeWithEmptyParents(next, path);
  return next !== text && isEmptyFile(next, entries) ? null : next;
}

/** Whether every entry is there already, as it is written today, and nothing older beside it. */
export function isComplete(text: string, entries: JsonEntries, file: string): boolean {
  const value = readJson(text, file, entries.allowsComments);
  const hasKeys = entries.keys.every((entry) => isEqual(valueAt(value, [...entry.path]), entry.value));
  const hasHooks = unique(entries.arrays.map(({ path }) => path)).every((path) => {
    const wanted = entries.arrays.filter((entry) => isEqual(entry.path, path)).map((entry) => entry.value);
    const ours = (arrayAt(value, [...path]) ?? []).filter(isOurs);
    return isEqual(ours, wanted);
  });
  return hasKeys && hasHooks;
}

/** Hook groups of ours, last first so that indexes stay true; a group shared with others keeps theirs. */
function withoutHooks(text: string, path: readonly string[]): string {
  const groups = arrayAt(readJson(text, '', true), [...path]) ?? [];
  let next = text;
  for (let at = groups.length - 1; at >= 0; at -= 1) {
    const group = groups[at];
    if (isOurs(group)) next = takeOut(next, [...path, at]);
    else next = withoutOwnHooks(next, [...path, at], group);
  }
  return arrayAt(readJson(next, '', true), [...path])?.length === 0 && next !== text
    ? removeWithEmptyParents(next, path)
    : next;
}

function withoutOwnHooks(text: string, path: Path, group: unknown): string {
  const hooks = arrayAt(group, ['hooks']) ?? [];
  let next = text;
  for (let at = hooks.length - 1; at >= 0; at -= 1)
    if (isOurs(hooks[at])) next = takeOut(next, [...path, 'hooks', at]);
  return next;
}

/** A hook whose command is ours, or a group in which every hook is. */
function isOurs(entry: unknown): boolean {
  const hooks = arrayAt(entry, ['hooks']);
  if (hooks !== undefined) return hooks.length > 0 && hooks.every(isOurs);
  const command = valueAt(entry, ['command']) ?? valueAt(entry, ['bash']);
  return typeof command === 'string' && hookMark.test(command);
}

function removeWithEmptyParents(text: string, path: readonly string[]): string {
  if (valueAt(readJson(text, '', true), [...path]) === undefined) return text;
  const next = takeOut(text, path);
  const parent = path.slice(0, -1);
  const left = valueAt(readJson(next, '', true), [...parent]);
  const isEmpty = typeof left === 'object' && left !== null && Object.keys(left).length === 0;
  return parent.length > 0 && isEmpty ? removeWithEmptyParents(next, parent) : next;
}

/** Only what we wrote ourselves is left: no key, or the version number that the format demands. No comment either. */
function isEmptyFile(text: string, { allowsComments }: JsonEntries): boolean {
  const keys = Object.keys(readJson(text, '', true) as object); // readJson gives an object or throws
  return keys.length === 0 && !(allowsComments && /\/[/*]/.test(text));
}

function unique(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return paths.filter((path, at) => paths.findIndex((other) => isEqual(other, path)) === at);
}

/** JSON values; the order of keys does not matter to any reader, but ours are always written in the same one. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
