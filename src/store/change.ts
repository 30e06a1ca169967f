import { ShoalError } from '../domain/errors.ts';
import { kindSpecs, type Kind } from '../domain/kinds.ts';
import type { LogEvent } from './port.ts';

/** A record's body as a store sees it: JSON, whatever the kind. */
export type Body = Readonly<Record<string, unknown>>;

/** Seqs, generations and fences of an epoch start above this times the epoch, so that none repeats after a lost tail. */
export const epochSpan = 2 ** 32;

/** The fields of `patch` that differ from `body`; null when there are none. An undefined field is no change. */
export function difference(body: Body, patch: Body): Record<string, unknown> | null {
  const changed: Record<string, unknown> = {};
  let isEmpty = true;
  for (const field of Object.keys(patch)) {
    const value = patch[field];
    if (value === undefined || isSame(body[field], value)) continue;
    changed[field] = value;
    isEmpty = false;
  }
  return isEmpty ? null : changed;
}

/** What a body looks like to whoever reads it next: no undefined fields, nothing shared with the writer. */
export function toJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The same for a body, whose fields are simple for the most part: these need not become text and be read again. */
export function toBody(fields: Readonly<Record<string, unknown>>): Body {
  const body: Record<string, unknown> = {};
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    const read = isSimple(value) ? value : copied(value);
    if (read !== undefined) body[field] = read;
  }
  return body;
}

function copied(value: unknown): unknown {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? Array.from<unknown>(value) : undefined;
  return list?.every(isSimple) === true ? list : toJson({ value }).value;
}

/** Means the same before and after it was JSON: not so -0, and numbers that are none. */
function isSimple(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** The values under which a record is found by an index field. */
export function indexValues(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [...new Set(value.map(String))];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** Fields after `patch.add`: raised to at least `atLeast` first. */
export function raised(
  body: Body,
  add: Readonly<Record<string, number | undefined>>,
  atLeast: Readonly<Record<string, number | undefined>>,
): Record<string, number> {
  const fields: Record<string, number> = {};
  for (const [field, by] of Object.entries(add)) {
    if (by === undefined) continue;
    fields[field] = Math.max(Number(body[field] ?? 0), atLeast[field] ?? Number.NEGATIVE_INFINITY) + by;
  }
  return fields;
}

/** Does to one record what an event of it says: the whole of replaying the log. */
export function replayed(body: Body | undefined, change: LogEvent['change']): Body | undefined {
  return change === null ? undefined : { ...body, ...change };
}

export function missing(kind: Kind, id: string): ShoalError {
  return new ShoalError('NOT_FOUND', `There is no ${kind} ${JSON.stringify(id)} to change.`);
}

/** Refuses a body whose id cannot be a record's of this kind. */
export function checkId(kind: Kind, id: unknown): asserts id is string {
  const prefix = kindSpecs[kind].prefix;
  if (typeof id !== 'string' || id === '') throw badId(kind, id);
  if (prefix !== undefined && numberOf(prefix, id) === undefined) throw badId(kind, id);
}

/** The counted part of an id, or undefined when it is not an id with this prefix. */
export function numberOf(prefix: string, id: string): number | undefined {
  if (!id.startsWith(prefix)) return undefined;
  const digits = id.slice(prefix.length);
  const number = Number(digits);
  // The one way to write it: no sign, leading zero, exponent or space.
  return number > 0 && Number.isSafeInteger(number) && String(number) === digits ? number : undefined;
}

function badId(kind: Kind, id: unknown): ShoalError {
  return new ShoalError('INVALID_INPUT', `${JSON.stringify(id)} cannot be the id of a ${kind}.`);
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
