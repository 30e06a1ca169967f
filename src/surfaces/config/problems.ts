import type { z } from 'zod';
import { closest } from '../cli/suggest.ts';

type Issue = z.core.$ZodIssue;

export interface Problem {
  readonly path: readonly string[];
  readonly text: string;
  /** The key itself is wrong, not what it holds. */
  readonly isKey: boolean;
  /** A word there, and the one that was most likely meant. */
  readonly fix?: { readonly wrong: string; readonly right: string } | null;
}

/** Problems that a schema found, each as one sentence about one place. */
export function problemsOf(issues: readonly Issue[], data: unknown, known: KnownKeys): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    const meant = issue.code === 'invalid_union' ? meantBranch(issue) : null;
    if (meant !== null) return problemsOf(meant, data, known);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey([...path, key], key, known(path)));
    if (issue.code === 'invalid_key') return [{ path, text: `"${path.at(-1)}" is no name`, isKey: true }];
    const value = valueAt(data, path);
    return [
      { path, text: `${named(path)}${sentence(issue, value)}`, isKey: false, fix: fixOf(issue, value) },
    ];
  });
}

/** Of several forms the one that fits but for what is in it: a map with a wrong key was meant to be a map. */
function meantBranch({ errors, path }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const fitting = errors.filter((branch) =>
    branch.every(
      (issue) =>
        issue.path.length > 0 || !['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code),
    ),
  );
  const [branch] = fitting.toSorted((a, b) => a.length - b.length);
  return branch?.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) ?? null;
}

/** Keys that may stand at a path. */
export type KnownKeys = (path: readonly string[]) => readonly string[];

function unknownKey(path: readonly string[], key: string, known: readonly string[]): Problem {
  const near = closest(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  const where = path.length > 1 ? ` in ${path.slice(0, -1).join('.')}` : '';
  const fix = near === undefined ? null : { wrong: key, right: near };
  return { path, text: `unknown key "${key}"${where}; ${hint}`, isKey: true, fix };
}

function named(path: readonly string[]): string {
  return path.length === 0 ? 'the file ' : `${path.join('.')} `;
}

function sentence(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${value === undefined ? 'is missing' : `is ${shown(value)}`}; it must be ${wanted(issue)}`;
    case 'invalid_value':
      return `is ${shown(value)}; it must be ${oneOf(issue.values.map(String))}${guess(value, issue.values)}`;
    case 'too_small':
      return `is ${shown(value)}; the least is ${String(issue.minimum)}${unit(issue.origin)}`;
    case 'too_big':
      return `is ${shown(value)}; the most is ${String(issue.maximum)}${unit(issue.origin)}`;
    case 'invalid_format':
      return `is ${shown(value)}; it must look like ${issue.format === 'regex' ? example(issue.path) : issue.format}`;
    case 'invalid_union':
      return `is ${shown(value)}; it must be ${oneOf(formsOf(issue.errors))}`;
    default:
      return `is ${shown(value)}: ${issue.message}`;
  }
}

/** What each form would be. */
function formsOf(branches: readonly (readonly Issue[])[]): readonly string[] {
  const forms = branches.flatMap((branch) =>
    branch
      .filter(({ path }) => path.length === 0)
      .flatMap((issue) => {
        if (issue.code === 'invalid_type') return [wanted(issue)];
        if (issue.code === 'invalid_value') return issue.values.map(String);
        return issue.code === 'invalid_union' ? formsOf(issue.errors) : [];
      }),
  );
  return [...new Set(forms)];
}

function example(path: readonly PropertyKey[]): string {
  return path.includes('timers') ? '90s, 10m or 1h30m' : 'A_NAME';
}

function guess(value: unknown, values: readonly unknown[]): string {
  const near = nearest(value, values);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function nearest(value: unknown, values: readonly unknown[]): string | undefined {
  return typeof value === 'string' ? closest(value, values.map(String)) : undefined;
}

function fixOf(issue: Issue, value: unknown): NonNullable<Problem['fix']> | null {
  const right = issue.code === 'invalid_value' ? nearest(value, issue.values) : undefined;
  return right === undefined ? null : { wrong: String(value), right };
}

function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map of keys',
  record: 'a map of names',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

function wanted({ expected, path }: Issue & { readonly expected: string }): string {
  if (expected === 'string' && path.includes('timers')) return 'a duration such as 90s, 10m or 1h30m';
  return types[expected] ?? expected;
}

const shownMax = 80;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    data,
  );
}
