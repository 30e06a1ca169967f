import type { ParamDefinition, ParamValue, ParamValues } from '../../domain/pipeline/definition.ts';
import { closest } from '../cli/suggest.ts';
import type { ParamData } from './schema.ts';

/** As a file declares it: a plain value is its default. */
export function toParam(name: string, data: ParamData): ParamDefinition {
  if (typeof data !== 'object' || data === null)
    return { ...plain, name, type: typeOf(data), fallback: data };
  const type = data.type ?? typeOf(data.default ?? null);
  return {
    name,
    type,
    fallback: data.default === undefined || data.default === null ? null : coerced(type, data.default),
    required: data.required ?? false,
    description: data.description ?? null,
    prompt: data.prompt ?? null,
    autoDetect: data.auto_detect ?? null,
  };
}

const plain = { required: false, description: null, prompt: null, autoDetect: null } as const;

function typeOf(value: ParamValue | null): ParamDefinition['type'] {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
}

/** Throws ParamError for what is no number, or neither true nor false. */
function coerced(type: ParamDefinition['type'], value: ParamValue): ParamValue {
  if (type === 'string') return String(value);
  if (typeof value === type) return value;
  const text = String(value).trim().toLowerCase();
  if (type === 'number') {
    if (text !== '' && Number.isFinite(Number(text))) return Number(text);
    throw new ParamError(`${JSON.stringify(value)} is no number`);
  }
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw new ParamError(`${JSON.stringify(value)} is neither true nor false`);
}

export class ParamError extends Error {}

/** Later ones first: flag, file, answer; then the default. Those without any are left out. */
export function valuesOf(params: readonly ParamDefinition[], ...given: readonly ParamValues[]): ParamValues {
  const entries = params.flatMap(({ name, type, fallback, required }) => {
    const from = given.find((values) => Object.hasOwn(values, name));
    const value = from?.[name];
    if (value !== undefined) return [[name, valueOf(name, type, value)] as const];
    if (fallback !== null) return [[name, fallback] as const];
    return required ? [] : [[name, ''] as const];
  });
  return Object.fromEntries(entries);
}

function valueOf(name: string, type: ParamDefinition['type'], value: ParamValue): ParamValue {
  try {
    return coerced(type, value);
  } catch (error) {
    throw error instanceof ParamError ? new ParamError(`the value of ${name}: ${error.message}`) : error;
  }
}

const reference = /\$\{\{\s*params\.([A-Za-z_]\w*)\s*\}\}/g;

/** Whether it still holds a reference: to a parameter that has no value yet. */
export function isOpen(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${{') && new RegExp(reference).test(value);
}

/** Puts parameters in; a text that is one reference becomes the value itself, such as a number. */
export function withParams(data: unknown, values: ParamValues): unknown {
  if (typeof data === 'string') return inText(data, values);
  if (Array.isArray(data)) return data.map((item) => withParams(item, values));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withParams(value, values)]));
}

function inText(text: string, values: ParamValues): ParamValue {
  if (!text.includes('${{')) return text;
  const [whole, name] = new RegExp(`^${reference.source}$`).exec(text.trim()) ?? [];
  if (whole !== undefined && name !== undefined && Object.hasOwn(values, name)) return values[name] ?? '';
  return text.replace(reference, (found, one: string) =>
    Object.hasOwn(values, one) ? String(values[one]) : found,
  );
}

/** Every reference to a parameter that nobody has declared. */
export function undeclared(
  data: unknown,
  names: readonly string[],
  path: readonly string[] = [],
): readonly Undeclared[] {
  if (typeof data === 'string' && !data.includes('${{')) return [];
  if (typeof data === 'string')
    return [...data.matchAll(reference)].flatMap(([, name = '']) => {
      if (names.includes(name)) return [];
      const near = closest(name, names);
      const hint =
        near !== undefined
          ? `did you mean ${near}?`
          : names.length === 0
            ? 'none is declared'
            : `known: ${names.join(', ')}`;
      const fix = near === undefined ? null : { wrong: name, right: near };
      return [{ path, text: `there is no param "${name}"; ${hint}`, fix }];
    });
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => undeclared(value, names, [...path, key]));
}

interface Undeclared {
  readonly path: readonly string[];
  readonly text: string;
  readonly fix: { readonly wrong: string; readonly right: string } | null;
}
