import { type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { placeAt } from './place.ts';
import { keysOf, type Offered, type Schema, schemasAt, valuesOf } from './schema.ts';

/** What may be written at the cursor, by the schema. */
export function completing(schema: Schema, more?: (path: readonly string[]) => readonly string[]) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos);
    const place = placeAt(state.doc.toString().split('\n'), line.number - 1, pos - line.from);
    if (place === null || (place.word === '' && !explicit && place.is === 'key')) return null;
    const schemas = schemasAt(schema, place.path);
    const own = (more?.(place.path) ?? []).map((label) => ({ label, description: null, isNested: false }));
    const options =
      place.is === 'key'
        ? place.path.at(-1) === '*' && own.length > 0
          ? own
          : keysOf(schemas).filter(({ label }) => label === place.word || !place.siblings.includes(label))
        : [...own, ...valuesOf(schemas)];
    if (options.length === 0) return null;
    return {
      from: pos - place.word.length,
      options: options.map((one) => optionOf(one, own.length > 0 ? 'value' : place.is)),
      validFor: /^[\w.$/@-]*$/,
    };
  };
}

function optionOf({ label, description, isNested }: Offered, is: 'key' | 'value'): Completion {
  const ending = isNested ? ':' : ': ';
  return {
    label,
    type: is === 'key' ? 'property' : 'enum',
    ...(is === 'key' ? { apply: `${label}${ending}` } : {}),
    ...(description === null ? {} : { info: description }),
  };
}
