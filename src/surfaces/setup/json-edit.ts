import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { ShoalError } from '../../domain/errors.ts';

/*
 * Settings files belong to others. They are edited as text: what is not ours keeps every byte, comments, order and layout
 * included. Taking out what was put in last gives back the text from before.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Path = readonly (string | number)[];

const withCommas = { allowTrailingComma: true };

/** The file's content. Throws CONFLICT for a text that is no JSON: it is somebody's work in progress. */
export function readJson(text: string, file: string, allowsComments: boolean): unknown {
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: allowsComments, disallowComments: !allowsComments };
  const value: unknown = parse(text, errors, options);
  const [error] = errors;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (error === undefined && isObject) return value;
  const where =
    error === undefined
      ? 'it holds no object'
      : `${printParseErrorCode(error.error)} in line ${lineOf(text, error.offset)}`;
  throw new ShoalError('CONFLICT', `${file} is not valid JSON: ${where}.`, {
    hint: 'Put it right, then run `shoal setup` again. Nothing was changed.',
  });
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), // any object is such a record
    value,
  );
}

export function arrayAt(value: unknown, path: Path): readonly unknown[] | undefined {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : undefined;
}

/** Puts a value under a key that is not there, with the objects that lead to it. */
export function addKey(text: string, path: readonly string[], value: Json): string {
  const depth = deepest(text, path);
  const [key = '', ...inner] = path.slice(depth);
  const nested = inner.reduceRight<Json>((wrapped, name) => ({ [name]: wrapped }), value);
  return insert(text, path.slice(0, depth), nested, key);
}

/** Appends to the array at the path; makes the array, and what leads to it, if there is none. */
export function append(text: string, path: readonly string[], value: Json): string {
  const isThere = deepest(text, path) === path.length;
  return isThere ? insert(text, path, value) : addKey(text, path, [value]);
}

/** Takes out what is at the path, with the comma and the line that it needed. */
export function takeOut(text: string, path: Path): string {
  const node = findNodeAtLocation(rootOf(text), [...path]);
  if (node?.parent === undefined) return text;
  const entry = node.parent.type === 'property' ? node.parent : node;
  const container = entry.parent;
  return container === undefined ? text : withoutEntry(text, container, entry);
}

function withoutEntry(text: string, container: Node, entry: Node): string {
  const siblings = container.children ?? [];
  const at = siblings.indexOf(entry);
  const before = siblings[at - 1];
  const end = endOf(entry);
  const comma = commaAfter(text, end);
  const start = startOfGap(text, entry.offset);
  if (siblings.length === 1) return withoutOnly(text, container, start, comma ?? end);
  if (comma !== undefined)
    return before === undefined ? cut(text, entry.offset, skipSpace(text, comma)) : cut(text, start, comma);
  const separator = before === undefined ? undefined : commaAfter(text, endOf(before));
  if (separator === undefined) return cut(text, start, end);
  const rest = cut(text, Math.max(start, separator), end);
  return cut(rest, separator - 1, separator);
}

/** An empty container is written as `{}` unless somebody's comment is in it. */
function withoutOnly(text: string, container: Node, start: number, end: number): string {
  const [open, close] = [container.offset + 1, endOf(container) - 1];
  const isBare = `${text.slice(open, start)}${text.slice(end, close)}`.trim() === '';
  return isBare ? cut(text, open, close) : cut(text, start, end);
}

function insert(text: string, path: readonly string[], value: Json, key?: string): string {
  const container = findNodeAtLocation(rootOf(text), [...path]) ?? rootOf(text);
  const layout = layoutOf(text, container);
  const entry = `${key === undefined ? '' : `${JSON.stringify(key)}:${layout.isTight ? '' : ' '}`}${printed(value, layout)}`;
  const last = container.children?.at(-1);
  if (last === undefined) return intoEmpty(text, container, entry, layout);
  const end = endOf(last);
  const comma = commaAfter(text, end);
  if (!layout.isMultiline) {
    const space = layout.isTight ? '' : ' ';
    return comma === undefined ? put(text, end, `,${space}${entry}`) : put(text, comma, `${space}${entry},`);
  }
  const line = `${layout.newline}${layout.indent}${entry}`;
  if (comma !== undefined) return put(text, endOfLine(text, comma), `${line},`);
  return put(put(text, endOfLine(text, end), line), end, ',');
}

function intoEmpty(
  text: string,
  container: Node,
  entry: string,
  { newline, indent, outerIndent }: Layout,
): string {
  const [open, close] = [container.offset + 1, endOf(container) - 1];
  const inner = text.slice(open, close);
  const line = `${newline}${indent}${entry}`;
  if (inner.trim() === '') return `${text.slice(0, open)}${line}${newline}${outerIndent}${text.slice(close)}`;
  return put(text, skipSpaceBack(text, close), `${line}`);
}

interface Layout {
  readonly newline: string;
  /** Of entries of the container. */
  readonly indent: string;
  /** Of the line that the container begins in. */
  readonly outerIndent: string;
  /** One level. */
  readonly unit: string;
  readonly isMultiline: boolean;
  /** Without spaces after colons and commas. */
  readonly isTight: boolean;
}

function layoutOf(text: string, container: Node): Layout {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const outerIndent = indentAt(text, container.offset);
  const first = container.children?.[0];
  const isMultiline = first === undefined || text.slice(container.offset, first.offset).includes('\n');
  const indent = first === undefined || !isMultiline ? outerIndent + unit : indentAt(text, first.offset);
  const isTight = !isMultiline && !/[:,]\s/.test(text.slice(container.offset, endOf(container)));
  return { newline, indent, outerIndent, unit, isMultiline, isTight };
}

function printed(value: Json, { isMultiline, isTight, unit, newline, indent }: Layout): string {
  if (isTight) return JSON.stringify(value);
  if (isMultiline) return JSON.stringify(value, null, unit).replaceAll('\n', `${newline}${indent}`);
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}

/** How many steps of the path are there already. */
function deepest(text: string, path: readonly string[]): number {
  const root = rootOf(text);
  let depth = 0;
  while (depth < path.length && findNodeAtLocation(root, path.slice(0, depth + 1)) !== undefined) depth += 1;
  return depth;
}

function rootOf(text: string): Node {
  const root = parseTree(text, [], withCommas);
  if (root === undefined) throw new ShoalError('INTERNAL', 'A settings file was edited before it was read.');
  return root;
}

/** The place after the comma that follows; undefined when none does. Comments in between are skipped. */
function commaAfter(text: string, from: number): number | undefined {
  const skipped = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))?.[0].length ?? 0;
  return text[from + skipped] === ',' ? from + skipped + 1 : undefined;
}

/** The end of the line, if only white space and one comment are left in it; else the place itself. */
function endOfLine(text: string, from: number): number {
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?(?=[ \t]*\r?\n)/.exec(text.slice(from))?.[0];
  return rest === undefined || rest.trim() === '' ? from : from + rest.length;
}

/** Where the white space before begins, but not before the line break of its own line. */
function startOfGap(text: string, offset: number): number {
  return offset - (/(?:\r?\n)?[ \t]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
}

function skipSpace(text: string, from: number): number {
  return from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
}

function skipSpaceBack(text: string, to: number): number {
  return text.slice(0, to).trimEnd().length;
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}

function put(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
