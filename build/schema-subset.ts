// Reduces a contract's input schema to the subset of src/operations/schema.ts; throws on what the subset cannot say.
import { z } from 'zod';
import type { FieldSchema, ObjectSchema } from '../src/operations/schema.ts';

type Json = Readonly<Record<string, unknown>>;

const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'enum'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
};

export function inputSchema(operation: string, input: z.ZodType): ObjectSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: 'input' });
  const reduced = reduce(schema, operation);
  if (reduced.type !== 'object') throw new Error(`${operation}: the input must be an object`);
  for (const [field, { description }] of Object.entries(reduced.properties)) {
    if (description === undefined) throw new Error(`${operation}: ${field} needs a description`);
  }
  return reduced;
}

function reduce(schema: Json, where: string): FieldSchema {
  if (Array.isArray(schema['anyOf'])) return reduceNullable(schema, where);
  const { description, ...rest } = schema;
  return { ...reduceType(rest, where), ...(typeof description === 'string' ? { description } : {}) };
}

/** `anyOf [X, null]` is X that may be null; there is no other union. */
function reduceNullable({ anyOf, ...rest }: Json, where: string): FieldSchema {
  const options = anyOf as readonly Json[]; // an array, by the caller; of schemas, by JSON Schema
  const [only, ...more] = options.filter((option) => option['type'] !== 'null');
  if (only === undefined || more.length > 0 || options.length !== 2)
    throw new Error(`${where}: a union is only possible with null`);
  return { ...reduce({ ...only, ...rest }, where), nullable: true };
}

function reduceType(schema: Json, where: string): FieldSchema {
  const { type, const: constant, ...rest } = schema;
  if (typeof constant === 'string') return { type: 'string', enum: [constant] };
  if (type === undefined && Object.keys(schema).length === 0) return {};
  if (type === 'object') return reduceObject(rest, where);
  if (type === 'array') return reduceArray(rest, where);
  const known = KEYWORDS[String(type)];
  if (known === undefined) throw new Error(`${where}: unsupported schema ${JSON.stringify(schema)}`);
  refuseOthers(rest, known, where);
  return { type, ...withoutSafeBounds(rest) } as FieldSchema; // exactly the keywords of its type, checked above
}

function reduceObject({ properties, required, ...rest }: Json, where: string): ObjectSchema {
  if (rest['additionalProperties'] !== false)
    throw new Error(`${where}: use z.strictObject, unknown keys must be refused`);
  refuseOthers(rest, ['additionalProperties'], where);
  const entries = Object.entries((properties ?? {}) as Readonly<Record<string, Json>>); // by JSON Schema
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, value]) => [key, reduce(value, `${where}.${key}`)])),
    required: (required ?? []) as readonly string[], // by JSON Schema
  };
}

function reduceArray({ items, ...rest }: Json, where: string): FieldSchema {
  refuseOthers(rest, ['minItems', 'maxItems'], where);
  return { type: 'array', items: reduce(items as Json, `${where}[]`), ...rest }; // by JSON Schema
}

function refuseOthers(schema: Json, known: readonly string[], where: string): void {
  const other = Object.keys(schema).find((key) => !known.includes(key));
  if (other !== undefined) throw new Error(`${where}: the keyword ${other} is not supported`);
}

/** The bounds of a safe integer are implied by the type. */
function withoutSafeBounds(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER),
  );
}
