import { ShoalError } from '../domain/errors.ts';
import type { FieldSchema, NumberSchema, ObjectSchema } from './schema.ts';

/** Throws INVALID_INPUT for the first thing in `input` that the schema does not allow (law 13). */
export function checkInput(schema: ObjectSchema, input: unknown): asserts input is Record<string, unknown> {
  const problem = inputProblem(schema, input);
  if (problem !== undefined) throw invalid(problem, problem.field === '' ? 'The input' : problem.field);
}

/** The first thing in `input` that the schema does not allow. */
export function inputProblem(schema: ObjectSchema, input: unknown): Problem | undefined {
  return problemWithObject(schema, input, '');
}

export interface Problem {
  /** Its path, such as `to[1]`; empty for the input itself. */
  readonly field: string;
  readonly value: unknown;
  /** What would have been right, to follow "must be". */
  readonly allowed: string;
  readonly description?: string | undefined;
}

/** `what`: how whoever gave the input calls it. `shownValue`: as they gave it. Default: as JSON */
export function invalid(
  { field, value, allowed, description }: Problem,
  what: string,
  shownValue = shown(value),
): ShoalError {
  const got = value === undefined ? 'it is missing' : `got ${shownValue}`;
  return new ShoalError('INVALID_INPUT', `${what} must be ${allowed}; ${got}.`, {
    hint: description === undefined ? adviceOf(allowed) : `${what}: ${description}`,
    details: { field, allowed },
  });
}

function adviceOf(allowed: string): string {
  return allowed.startsWith(LEFT_OUT) ? 'Leave it out.' : `Give ${allowed}.`;
}

const LEFT_OUT = 'left out';

function problemWith(schema: FieldSchema, value: unknown, field: string): Problem | undefined {
  if (schema.nullable === true && value === null) return undefined;
  const problem = problemOfType(schema, value, field);
  return problem === undefined ? undefined : { description: schema.description, ...problem };
}

function problemOfType(schema: FieldSchema, value: unknown, field: string): Problem | undefined {
  switch (schema.type) {
    case undefined:
      return value === undefined ? { field, value, allowed: 'given' } : undefined;
    case 'string':
      return problemWithString(schema, value, field);
    case 'integer':
    case 'number':
      return isNumberIn(schema, value) ? undefined : { field, value, allowed: allowedNumber(schema) };
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { field, value, allowed: 'true or false' };
    case 'array':
      return problemWithArray(schema, value, field);
    case 'object':
      return problemWithObject(schema, value, field);
    default:
      return schema satisfies never;
  }
}

function problemWithString(
  schema: FieldSchema & { type: 'string' },
  value: unknown,
  field: string,
): Problem | undefined {
  if (typeof value !== 'string') return { field, value, allowed: 'text' };
  if (schema.enum !== undefined)
    return schema.enum.includes(value)
      ? undefined
      : { field, value, allowed: `one of ${schema.enum.join(', ')}` };
  const min = schema.minLength ?? 0;
  const max = schema.maxLength ?? Number.POSITIVE_INFINITY;
  const length = codePoints(value);
  if (length < min || length > max) return { field, value, allowed: allowedLength(min, max, 'character') };
  if (schema.pattern === undefined || new RegExp(schema.pattern).test(value)) return undefined;
  return {
    field,
    value,
    allowed: schema.pattern === NOT_BLANK ? 'more than blanks' : `text that matches ${schema.pattern}`,
  };
}

const NOT_BLANK = String.raw`\S`;

/** Characters as JSON Schema counts them: a surrogate pair is one. */
function codePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

function problemWithArray(
  schema: FieldSchema & { type: 'array' },
  value: unknown,
  field: string,
): Problem | undefined {
  if (!Array.isArray(value)) return { field, value, allowed: 'a list' };
  const min = schema.minItems ?? 0;
  const max = schema.maxItems ?? Number.POSITIVE_INFINITY;
  if (value.length < min || value.length > max)
    return { field, value, allowed: allowedLength(min, max, 'item') };
  for (const [index, item] of value.entries()) {
    const problem = problemWith(schema.items, item, `${field}[${index}]`);
    if (problem !== undefined) return { ...problem, description: problem.description ?? schema.description };
  }
  return undefined;
}

function problemWithObject(schema: ObjectSchema, value: unknown, field: string): Problem | undefined {
  if (!isObject(value)) return { field, value, allowed: 'an object' };
  const path = (key: string) => (field === '' ? key : `${field}.${key}`);
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(schema.properties, key)) continue;
    return {
      field: path(key),
      value: value[key],
      allowed: `${LEFT_OUT} (known: ${Object.keys(schema.properties).join(', ') || 'nothing'})`,
    };
  }
  for (const [key, property] of Object.entries(schema.properties)) {
    if (value[key] === undefined && !schema.required.includes(key)) continue;
    const problem = problemWith(property, Object.hasOwn(value, key) ? value[key] : undefined, path(key));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumberIn(schema: NumberSchema, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (schema.type === 'integer' && !Number.isSafeInteger(value)) return false;
  return (
    value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
  );
}

/** `an integer from 1 to 10`, `a number of at least 0`. */
function allowedNumber({ type, minimum, maximum }: NumberSchema): string {
  const noun = type === 'integer' ? 'an integer' : 'a number';
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${noun} of at least ${minimum}`;
  return maximum === undefined ? noun : `${noun} of at most ${maximum}`;
}

function allowedLength(min: number, max: number, noun: string): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min} ${noun}${min === 1 ? '' : 's'} long`;
  return min === 0 ? `at most ${max} ${noun}s long` : `${min} to ${max} ${noun}s long`;
}

const SHOWN_MAX = 80;

/** The value as JSON, cut; a text's length is that which its limit is about. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= SHOWN_MAX) return text;
  const length = typeof value === 'string' ? codePoints(value) : text.length;
  return `${text.slice(0, SHOWN_MAX)}… (${length} characters)`;
}
