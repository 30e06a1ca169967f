/** What of JSON Schema tells which keys and values may stand where. Source: JSON Schema 2020-12. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface Offered {
  readonly label: string;
  readonly description: string | null;
  /** Of a key: its value goes on the next lines. */
  readonly isNested: boolean;
}

const depthMax = 32;

/** Every schema that may hold at the path. */
export function schemasAt(root: Schema, path: readonly string[]): readonly Schema[] {
  let found = alternatives(root, root);
  for (const step of path) found = found.flatMap((schema) => alternatives(root, stepInto(schema, step)));
  return found;
}

/** Keys that a mapping there may have. */
export function keysOf(schemas: readonly Schema[]): readonly Offered[] {
  const keys = schemas.flatMap(({ properties = {} }) => Object.entries(properties));
  return unique(
    keys.map(([label, { description = null, type, properties, items }]) => ({
      label,
      description,
      isNested: properties !== undefined || items !== undefined || type === 'object' || type === 'array',
    })),
  );
}

/** Values that are known by name. */
export function valuesOf(schemas: readonly Schema[]): readonly Offered[] {
  const values = schemas.flatMap(({ enum: some = [], const: one, type }) => [
    ...some,
    ...(one === undefined ? [] : [one]),
    ...(type === 'boolean' ? [true, false] : []),
  ]);
  return unique(values.map((value) => ({ label: String(value), description: null, isNested: false })));
}

function stepInto({ properties, additionalProperties, items }: Schema, step: string): Schema | undefined {
  if (step === '*') return items;
  const named = properties?.[step];
  return named ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

/** A schema and all that it is a choice or a sum of, its references followed. */
function alternatives(root: Schema, schema: Schema | undefined, depth = 0): readonly Schema[] {
  if (schema === undefined || depth > depthMax) return [];
  const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema;
  const referred = $ref === undefined ? [] : [resolved(root, $ref)];
  const others = [...referred, ...anyOf, ...oneOf, ...allOf];
  return [schema, ...others.flatMap((one) => alternatives(root, one, depth + 1))];
}

function resolved(root: Schema, ref: string): Schema | undefined {
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1];
  return name === undefined ? root : root.$defs?.[name];
}

function unique(offered: readonly Offered[]): readonly Offered[] {
  return [...new Map(offered.map((one) => [one.label, one])).values()];
}
