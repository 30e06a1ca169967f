type Json = Readonly<Record<string, unknown>>;

export interface ExtraPath {
  readonly path: string;
  readonly method: 'get' | 'post';
  readonly operation: Json;
}

/** What is served besides the operations. */
export function extraPaths(problems: Json): readonly ExtraPath[] {
  return [
    {
      path: '/health',
      method: 'get',
      operation: open('health', 'Whether the daemon is well: its store can be read', {
        status: { type: 'string', enum: ['ok'] },
        version: { type: 'string' },
        counts: { type: 'object', additionalProperties: true },
      }),
    },
    {
      path: '/ready',
      method: 'get',
      operation: open('ready', 'Whether it serves everything already', {
        status: { type: 'string', enum: ['ready'] },
        version: { type: 'string' },
      }),
    },
    {
      path: '/v1/openapi.json',
      method: 'get',
      operation: open('openapi', 'This document', { openapi: { type: 'string' } }),
    },
    { path: '/v1/events', method: 'get', operation: events(problems) },
  ];

  function open(operationId: string, summary: string, properties: Json): Json {
    const schema = {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: true,
    };
    return {
      operationId,
      tags: ['service'],
      summary,
      security: [],
      responses: {
        '200': { description: 'It is.', content: { 'application/json': { schema } } },
        default: problems['default'],
      },
    };
  }
}

function events(problems: Json): Json {
  const text = { type: 'string' };
  return {
    operationId: 'events',
    tags: ['events'],
    summary: 'The log as it grows, as server-sent events; the id of each is its seq',
    description:
      'Begins with `event: open`; `event: overflow` and `event: end` are the last of a connection: connect again with Last-Event-ID.',
    parameters: [
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'Goes on after this event. Default: from now on',
        schema: { type: 'string', pattern: '^[0-9]+$' },
      },
      {
        name: 'after',
        in: 'query',
        required: false,
        description: 'The same, where no header can be set',
        schema: { type: 'integer', minimum: 0 },
      },
      {
        name: 'type',
        in: 'query',
        required: false,
        description: 'Only these: task.done, task.*',
        schema: { type: 'array', items: text },
      },
      {
        name: 'task',
        in: 'query',
        required: false,
        description: 'Only events about this task',
        schema: text,
      },
      {
        name: 'agent',
        in: 'query',
        required: false,
        description: 'Only events by or about this agent',
        schema: text,
      },
    ],
    responses: {
      '200': {
        description: 'Events, until one of both sides ends it.',
        content: { 'text/event-stream': { schema: text } },
      },
      ...problems,
    },
  };
}
