import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** The part of JSON Schema that the file's schema uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

let made: JsonSchema | undefined;

export function jsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(fileSchema, { io: 'input' }) as JsonSchema; // of the zod types used there
  return made;
}

/** For editors: with the other spelling of each key. */
export function editorSchema(): JsonSchema {
  return { title: 'shoal.yaml', ...withSnakeCase(jsonSchema()) } as JsonSchema;
}

export function jsonSchemaText(): string {
  return `${JSON.stringify(editorSchema(), null, 2)}\n`;
}

function withSnakeCase(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf } = schema;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: bothSpellings(properties) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: withSnakeCase(additionalProperties) }
      : {}),
    ...(items === undefined ? {} : { items: withSnakeCase(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(withSnakeCase) }),
  };
}

function bothSpellings(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const entries = Object.entries(properties).map(([key, value]) => [key, withSnakeCase(value)] as const);
  const others = entries.flatMap(([key, value]) => {
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return snake === key ? [] : [[snake, { ...value, description: `The same as ${key}.` }] as const];
  });
  return Object.fromEntries([...entries, ...others]);
}

/** The map or list among the forms that a value may take. */
export function wholeOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  const inner = schema?.anyOf?.find(
    ({ properties, items, additionalProperties }) =>
      properties !== undefined || items !== undefined || typeof additionalProperties === 'object',
  );
  return inner ?? schema;
}

/** The schema of what stands at a path, whatever the name of a profile or queue. */
export function schemaAt(path: readonly string[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((schema, key) => {
    const whole = wholeOf(schema);
    if (whole?.properties !== undefined)
      return Object.hasOwn(whole.properties, key) ? whole.properties[key] : undefined;
    if (typeof whole?.additionalProperties === 'object') return whole.additionalProperties;
    return /^\d+$/.test(key) ? whole?.items : undefined;
  }, jsonSchema());
}

export function knownKeys(path: readonly string[]): readonly string[] {
  return Object.keys(wholeOf(schemaAt(path))?.properties ?? {});
}
