import { ShoalError } from '../../domain/errors.ts';
import type { FieldSchema, ObjectSchema } from '../../operations/schema.ts';

/** Query parameters as the input they mean. A list is given by repeating its name; JSON and objects are written as JSON. */
export function inputOfQuery(schema: ObjectSchema, query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const values = query.getAll(name);
    // A name that is not known is refused with all others by the check of the input.
    input[name] = field?.type === 'array' ? values.map((text) => convert(field.items, text, name)) : single();
    function single(): unknown {
      if (values.length > 1)
        throw new ShoalError('INVALID_INPUT', `${name} is given ${values.length} times.`, {
          hint: 'Give it once.',
        });
      return convert(field ?? { type: 'string' }, values[0] ?? '', name);
    }
  }
  return input;
}

/** Text that means nothing of its type stays text: the check of the input says what would have been right. */
export function convert(field: FieldSchema, text: string, name: string): unknown {
  switch (field.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return toBoolean(text);
    case 'array':
    case 'object':
    case undefined:
      return parsed(text, name);
    default:
      return field satisfies never;
  }
}

/** `?another` alone is a switch that is on. */
function toBoolean(text: string): unknown {
  if (text === 'true' || text === '1' || text === '') return true;
  return text === 'false' || text === '0' ? false : text;
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ShoalError('INVALID_INPUT', `${name} is no JSON: ${String(error)}`, {
      hint: 'Write it as JSON, or send a body with POST.',
      cause: error,
    });
  }
}
