import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../domain/errors.ts';
import { agentRow } from '../../operations/contracts/agent.ts';
import * as contracts from '../../operations/contracts/index.ts';
import { task } from '../../operations/contracts/task/task-object.ts';
import type { Contract } from '../../operations/define.ts';
import type { Operation } from '../../operations/manifest.ts';
import type { FieldSchema } from '../../operations/schema.ts';
import { extraPaths } from './openapi-extra.ts';
import { isOwners } from './owners.ts';
import { type Route, routesOf } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Objects that many answers hold. */
const SHARED = { Task: task, Agent: agentRow, Lock: contracts.lockList.output.element };

/** Every route can refuse so, whatever its operation does. */
const COMMON: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'NOT_JOINED',
  'NOT_ALLOWED',
  'LIMIT',
  'BUSY',
  'INTERNAL',
];

/**
 * OpenAPI 3.1 of everything that is served, from the contracts. Loads zod and every contract: only the daemon does, when it
 * is asked for.
 */
export function openApiOf(operations: readonly Operation[], version: string): Json {
  const byName = new Map(
    Object.values<unknown>(contracts)
      .filter(isContract)
      .map((one) => [one.name, one]),
  );
  const { schemas, answers } = componentsOf(operations.flatMap(({ name }) => byName.get(name) ?? []));
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (path: string, method: string, operation: Json) => {
    (paths[path] ??= {})[method] = operation;
  };
  for (const route of routesOf(operations))
    add(route.resource, route.method.toLowerCase(), operationOf(route, answers));
  for (const { path, method, operation } of extraPaths(problems(COMMON))) add(path, method, operation);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Shoal',
      version,
      description: 'One coordination plane for many coding agents in one codebase.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: "An agent's own token, or the owner's in .shoal/human-token.",
        },
      },
      schemas: { ...schemas, Problem: problem },
    },
  };
}

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'name' in value && 'output' in value;
}

interface Components {
  readonly schemas: Readonly<Record<string, Json>>;
  /** Component of an operation's answer, by the operation's name. */
  readonly answers: ReadonlyMap<string, string>;
}

/** Objects that many answers hold are components, and so is each answer that is not one of them. */
function componentsOf(all: readonly Contract[]): Components {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SHARED)) registry.add(schema, { id });
  const answers = new Map<string, string>();
  for (const { name, output } of all) {
    const id = registry.get(output)?.id ?? outputName(name);
    if (!registry.has(output)) registry.add(output, { id });
    answers.set(name, id);
  }
  const { schemas } = z.toJSONSchema(registry, {
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  const plain = Object.entries(schemas).map(([id, schema]) => [id, withoutMeta(schema)] as const);
  return { schemas: Object.fromEntries(plain), answers };
}

function withoutMeta({ $schema: _dialect, $id: _id, ...schema }: Json): Json {
  return schema;
}

function operationOf(route: Route, answers: Components['answers']): Json {
  const { operation, method, resource, field } = route;
  const { name, summary, errors, kind, input } = operation;
  const inPath = resource.includes('{') ? field : undefined;
  const others = Object.entries(input.properties).filter(([key]) => key !== inPath);
  const pathParameters =
    inPath === undefined
      ? []
      : [parameter(inPath, 'path', input.properties[inPath] ?? { type: 'string' }, true)];
  const queryParameters = others.map(([key, schema]) =>
    parameter(key, 'query', schema, input.required.includes(key)),
  );
  const body = {
    required: others.some(([key]) => input.required.includes(key)),
    content: { 'application/json': { schema: objectOf(others, input.required) } },
  };
  return {
    operationId: idOf(name),
    tags: [name.split('.')[0]],
    summary,
    description: isOwners(operation) ? 'Only with the token of the owner.' : undefined,
    parameters: [
      ...pathParameters,
      ...(method === 'GET' ? queryParameters : []),
      ...(kind === 'command' ? [idempotencyKey] : []),
      ...(kind === 'stream' && Object.hasOwn(input.properties, 'after') ? [lastEventId] : []),
    ],
    ...(method === 'POST' ? { requestBody: body } : {}),
    responses: { '200': success(operation, answers), ...problems([...COMMON, ...errors]) },
  };
}

function parameter(name: string, where: 'path' | 'query', schema: FieldSchema, required: boolean): Json {
  const { description, ...type } = schema;
  const isJson = schema.type === 'object' || schema.type === undefined;
  return {
    name,
    in: where,
    required,
    ...(description === undefined ? {} : { description }),
    ...(isJson
      ? { content: { 'application/json': { schema: toJsonSchema(type) } } }
      : { schema: toJsonSchema(type) }),
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same command with the same key is done once, for 24 h.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
} as const;

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Goes on after this event.',
  schema: { type: 'string', pattern: '^[0-9]+$' },
} as const;

function success({ name, kind, errors }: Operation, answers: Components['answers']): Json {
  const id = answers.get(name);
  if (id === undefined) throw new Error(`${name} has no schema of its answer`);
  const schema = { $ref: `#/components/schemas/${id}` };
  if (kind === 'stream')
    return {
      description: 'Each value as it comes: as an event, or as a line with `Accept: application/x-ndjson`.',
      content: { 'text/event-stream': { schema: { type: 'string' } }, 'application/x-ndjson': { schema } },
    };
  const isNullable = errors.includes('NOTHING_TO_DO');
  return {
    description: isNullable
      ? 'Done; `null` when there is nothing, and `Shoal-Message` (percent-encoded) says why.'
      : 'Done.',
    content: {
      'application/json': { schema: isNullable ? { anyOf: [schema, { type: 'null' }] } : schema },
    },
  };
}

/** Errors by their status, each with the codes that it may carry. */
function problems(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, Set<ErrorCode>>();
  for (const code of codes) {
    const status = statusOf(code);
    if (status >= 400) byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries([
    ...[...byStatus].map(([status, all]) => [String(status), problemAnswer([...all].join(', '))] as const),
    ['default', problemAnswer('Any other refusal')],
  ]);
}

function problemAnswer(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

const problem = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened, with which values' },
    code: { type: 'string', enum: Object.keys(errorCodes) },
    hint: { type: 'string', description: 'What to do next' },
    details: { type: 'object', additionalProperties: true },
  },
} as const;

function objectOf(fields: readonly (readonly [string, FieldSchema])[], required: readonly string[]): Json {
  const needed = fields.flatMap(([key]) => (required.includes(key) ? [key] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, schema]) => [key, toJsonSchema(schema)])),
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: false,
  };
}

/** Our subset as standard JSON Schema. */
function toJsonSchema({ nullable, ...schema }: FieldSchema): Json {
  const plain =
    schema.type === 'array'
      ? { ...schema, items: toJsonSchema(schema.items) }
      : schema.type === 'object'
        ? { ...schema, ...objectOf(Object.entries(schema.properties), schema.required) }
        : schema;
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : { ...plain };
}

function statusOf(code: ErrorCode): number {
  return errorCodes[code].http;
}

/** `leader.step-down` → `leaderStepDown`. */
function idOf(name: string): string {
  return name.replaceAll(/[.-]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `task.claim` → `TaskClaimOutput`. */
function outputName(name: string): string {
  const id = idOf(name);
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Output`;
}
