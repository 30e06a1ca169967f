import {
  applyEdits,
  type FormattingOptions,
  type JSONPath,
  modify,
  type ParseError,
  parse,
  printParseErrorCode,
} from 'jsonc-parser';
import { ShoalError } from '../../domain/errors.ts';

/*
 * Settings files belong to others. They are edited as text, span by span: entries, comments, order and layout that are
 * not ours stay byte for byte.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The file's content. Throws CONFLICT for a text that is no JSON: it is somebody's work in progress. */
export function readJson(text: string, file: string, allowsComments: boolean): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, {
    allowTrailingComma: allowsComments,
    disallowComments: !allowsComments,
  });
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

/** Sets or, with undefined, removes what is at the path. */
export function edit(text: string, path: JSONPath, value: Json | undefined): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: layoutOf(text) }));
}

/** Appends to the array at the path; makes the array, and what leads to it, if there is none. */
export function append(text: string, path: JSONPath, value: Json): string {
  const length = arrayAt(parse(text, [], { allowTrailingComma: true }), path)?.length;
  if (length === undefined || length === 0) return edit(text, path, [value]);
  const edits = modify(text, [...path, length], value, {
    formattingOptions: layoutOf(text),
    isArrayInsertion: true,
  });
  return applyEdits(text, edits);
}

export function arrayAt(value: unknown, path: JSONPath): readonly unknown[] | undefined {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : undefined;
}

export function valueAt(value: unknown, path: JSONPath): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  ); // any object is such a record
}

/** The indentation that the file has, so that what is added looks like the rest. */
function layoutOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const insertSpaces = !indent.startsWith('\t');
  return {
    insertSpaces,
    tabSize: insertSpaces ? indent.length : 1,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
