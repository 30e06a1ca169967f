import type { z } from 'zod';
import type { ParamValues } from '../../domain/pipeline/definition.ts';
import { isOpen, withParams } from './params.ts';

export type Fitted<T> =
  | { readonly data: T }
  | { readonly issues: readonly z.core.$ZodIssue[]; readonly value: unknown };

/** Parameters put in and checked. What stands for a parameter becomes what its place wants: a text `3` a number. */
export function fitted<T>(schema: z.ZodType<T>, raw: unknown, values: ParamValues): Fitted<T> {
  const value = withParams(raw, values);
  const first = schema.safeParse(value);
  if (first.success) return { data: first.data };
  const fixed = first.error.issues.reduce<unknown>((whole, issue) => fixedAt(whole, raw, issue), value);
  const second = schema.safeParse(fixed);
  return second.success ? { data: second.data } : { issues: second.error.issues, value: fixed };
}

function fixedAt(value: unknown, raw: unknown, { path, ...issue }: z.core.$ZodIssue): unknown {
  if (!isOpen(valueAt(raw, path))) return value;
  const wanted = wantedOf(issue as z.core.$ZodIssue);
  return wanted === null ? value : withValueAt(value, path, toWanted(valueAt(value, path), wanted));
}

function wantedOf(issue: z.core.$ZodIssue): 'number' | 'boolean' | 'string' | null {
  if (issue.code === 'invalid_union') return 'number';
  if (issue.code !== 'invalid_type') return null;
  if (issue.expected === 'number' || issue.expected === 'int') return 'number';
  return (['boolean', 'string'] as const).find((type) => type === issue.expected) ?? null;
}

/** One without a value yet becomes anything of the kind: only whether the rest is right is asked then. */
function toWanted(value: unknown, wanted: 'number' | 'boolean' | 'string'): unknown {
  if (wanted === 'string') return String(value);
  if (isOpen(value)) return wanted === 'number' ? 1 : false;
  const text = String(value).trim().toLowerCase();
  if (wanted === 'boolean') return text === 'true' ? true : text === 'false' ? false : value;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : value;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    data,
  );
}

function withValueAt(data: unknown, [key, ...rest]: readonly PropertyKey[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(data))
    return data.map((item: unknown, index) => (index === key ? withValueAt(item, rest, value) : item));
  const fields = data as Readonly<Record<PropertyKey, unknown>>; // the path was found in it
  return { ...fields, [key]: withValueAt(fields[key], rest, value) };
}
