import { ShoalError } from '../../domain/errors.ts';
import type { ConfigChange } from '../../operations/ports.ts';
import { docOf, parsePath } from './explain.ts';
import { type JsonSchema, schemaAt } from './json-schema.ts';

/** `serve.port` and `9000` → a number; what the key wants says what the text means. */
export function parseChange(key: string, text: string): ConfigChange {
  const path = parsePath(key);
  docOf(path);
  return { path, value: toValue(schemaAt(path), key, text) };
}

function toValue(schema: JsonSchema | undefined, key: string, text: string): unknown {
  if (isText(schema)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (schema?.anyOf?.some(isText) === true) return text;
    if (schema?.type === 'array' && schema.items?.type === 'string')
      return text.split(',').map((one) => one.trim());
    throw new ShoalError('INVALID_INPUT', `${key} cannot be ${JSON.stringify(text.slice(0, 80))}.`, {
      hint: `${schema?.description ?? 'It wants JSON'}. Give a number, true or false, or JSON.`,
      cause,
    });
  }
}

/** Or text that may be left out. */
function isText(schema: JsonSchema | undefined): boolean {
  if (schema?.type === 'string') return true;
  const forms = schema?.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  return forms.length > 0 && forms.every(({ type }) => type === 'string');
}
