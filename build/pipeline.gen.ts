import { pipelineSchemaText } from '../src/surfaces/pipelines/json-schema.ts';

/** The JSON Schema of pipelines, for editors. */
export default function generate(): Record<string, string> {
  return { 'docs/reference/pipeline.schema.json': pipelineSchemaText() };
}
