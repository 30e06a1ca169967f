import type { Condition } from './condition.ts';
import { fieldsIn, type FieldOf } from './expression.ts';
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

/** What an output says as data: its last JSON object, and of its lines those that the conditions ask for. */
export function dataOf(
  output: string,
  handoffs: readonly { readonly condition: Condition }[],
): Record<string, unknown> {
  const fieldOf = fieldsOf(output);
  const asked = handoffs.flatMap(({ condition }) =>
    condition.type === 'expression' ? fieldsIn(condition.expression) : [],
  );
  const found = asked.map((path) => [path.join('.'), fieldOf(path)] as const);
  return {
    ...objectsIn(output).at(-1),
    ...Object.fromEntries(found.filter(([, value]) => value !== undefined)),
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
