import { z } from 'zod';
import { type JsonSchema, wholeOf } from '../config/json-schema.ts';
import { pipelineSchema } from './schema.ts';

let made: JsonSchema | undefined;

export function pipelineJsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(pipelineSchema, { io: 'input' }) as JsonSchema; // of the zod types used there
  return made;
}

export function pipelineSchemaText(): string {
  return `${JSON.stringify({ title: 'A pipeline of Shoal', ...pipelineJsonSchema() }, null, 2)}\n`;
}

/** Keys that may stand at a path. */
export function knownPipelineKeys(path: readonly string[]): readonly string[] {
  const found = path.reduce<JsonSchema | undefined>((schema, key) => {
    const whole = wholeOf(schema);
    if (whole?.properties !== undefined)
      return Object.hasOwn(whole.properties, key) ? whole.properties[key] : undefined;
    if (typeof whole?.additionalProperties === 'object') return whole.additionalProperties;
    return whole?.items;
  }, pipelineJsonSchema());
  return Object.keys(wholeOf(found)?.properties ?? {});
}
