import type { Tool } from '@modelcontextprotocol/server';
import { allOperations, type Operation } from '../../operations/manifest.ts';
import { ShoalError } from '../../domain/errors.ts';
import type { Profile } from '../../domain/profile.ts';
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

/** `default`: at most 20 for the daily work. `all`: every one. `read`: those that change nothing, and what it takes to talk. */
export type ToolsetName = Profile['toolset'];

/** What one who only reads may do all the same: be asked, answer, and say how far it is. */
const TALK: ReadonlySet<string> = new Set([
  'event.poll',
  'event.subscribe',
  'message.ask',
  'message.inbox',
  'message.reply',
  'message.send',
  'task.progress',
]);

const BREADTH: readonly ToolsetName[] = ['read', 'default', 'all'];

/** The toolset that is asked for, but none beyond `most`. Default: `default`, or less. */
export function narrowed(most: ToolsetName, asked: string | null): ToolsetName {
  const wanted = BREADTH.indexOf((asked ?? 'default') as ToolsetName); // one that is none has index -1
  if (wanted === -1)
    throw new ShoalError('INVALID_INPUT', `There is no toolset ${JSON.stringify(asked)}.`, {
      hint: `There are ${BREADTH.join(', ')}.`,
    });
  return BREADTH[Math.min(wanted, BREADTH.indexOf(most))] ?? 'read';
}

/** Whether one with this toolset may call the operation at all. */
export function isAllowed(name: ToolsetName, operation: Operation): boolean {
  return name !== 'read' || operation.kind !== 'command' || TALK.has(operation.name);
}

/** The tools of a toolset: none of a person's own. */
export function toolset(name: ToolsetName): readonly OfferedTool[] {
  return allOperations()
    .filter((operation) => operation.access !== 'human' && operation.kind !== 'stream')
    .filter((operation) => operation.mcp !== undefined && isAllowed(name, operation))
    .filter(({ mcp }) => name !== 'default' || mcp?.default === true)
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
