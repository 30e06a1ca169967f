import type { Tool } from '@modelcontextprotocol/server';
import { allOperations, type Operation } from '../../operations/manifest.ts';
import type { FieldSchema, ObjectSchema } from '../../operations/schema.ts';

/** One operation as a tool. */
export interface OfferedTool {
  readonly operation: Operation;
  readonly tool: Tool;
  /** It may wait for something: a call of more than 25 s is answered with a handle. */
  readonly blocks: boolean;
  /** It has a durable answer of its own for that, when it is told after how long. */
  readonly answersPending: boolean;
}

/** Field by which an operation is told to answer "pending" instead of waiting on. */
export const PENDING_FIELD = 'pendingAfterMs';

/** Field by which an operation is told how long its answer may be, so that nothing that counts as shown is cut off. */
export const BYTES_FIELD = 'bytesMax';

/** The default toolset, or every operation that is none of a person's own. */
export function toolset(isAll: boolean): readonly OfferedTool[] {
  return allOperations()
    .filter((operation) => operation.access !== 'human' && operation.kind !== 'stream')
    .filter(({ mcp }) => mcp !== undefined && (isAll || mcp.default))
    .map(toTool);
}

/** `task.claim` → `task_claim`. */
export function toolName(operation: string): string {
  return operation.replace(/[.-]/g, '_');
}

function toTool(operation: Operation): OfferedTool {
  const { input, name, summary, kind, mcp } = operation;
  const answersPending = Object.hasOwn(input.properties, PENDING_FIELD);
  const blocks = !answersPending && Object.hasOwn(input.properties, 'waitMs');
  const { [PENDING_FIELD]: _pending, [BYTES_FIELD]: _bytes, ...properties } = propertiesOf(input);
  const handle = {
    type: 'string',
    description: 'Of a pending call: repeat the call with it to go on waiting',
  };
  return {
    operation,
    blocks,
    answersPending,
    tool: {
      name: toolName(name),
      description: mcp?.note === undefined ? `${summary}.` : `${summary}. ${mcp.note}`,
      inputSchema: {
        type: 'object',
        properties: blocks ? { ...properties, handle } : properties,
        required: [...input.required],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: kind === 'query', openWorldHint: false },
    },
  };
}

type Properties = NonNullable<Tool['inputSchema']['properties']>;

function propertiesOf({ properties }: ObjectSchema): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => [field, toJsonSchema(schema)]),
  ) as Properties; // plain JSON
}

/** Our subset as standard JSON Schema. */
function toJsonSchema({ nullable, ...schema }: FieldSchema): unknown {
  const plain =
    schema.type === 'array'
      ? { ...schema, items: toJsonSchema(schema.items) }
      : schema.type === 'object'
        ? { ...schema, properties: propertiesOf(schema), additionalProperties: false }
        : schema;
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
}
