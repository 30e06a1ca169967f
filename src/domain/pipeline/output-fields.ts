import type { FieldOf } from './expression.ts';
import { objectsIn } from './json-in-text.ts';
import { spokenLines } from './lines.ts';

/** Fields of an agent's output: of the last JSON object in it, else of lines such as `severity: high`. */
export function fieldsOf(output: string): FieldOf {
  const object = objectsIn(output).at(-1);
  return (path) => {
    const found = path.reduce<unknown>(stepInto, object);
    return found === undefined ? fromLines(output, path.join('.')) : found;
  };
}

function stepInto(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** The last such line counts: what was said before was perhaps only thought about. */
function fromLines(output: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const line of spokenLines(output).toReversed()) {
    const [, key = '', value = ''] = /^([\w.-]+(?: [\w.-]+)?)\s*[:=]\s*(\S.*)$/.exec(line) ?? [];
    if (key.toLowerCase().replaceAll(' ', '_') === wanted)
      return value.replace(/^[*_`"']+|[*_`"'.,;]+$/g, '').trim();
  }
  return undefined;
}
