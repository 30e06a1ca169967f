import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { key, keyFlag, time } from './fields.ts';
import { dependencies, details } from './task/task-object.ts';

const name = z.string().min(1).max(64);

export const queueEnqueue = defineOperation({
  name: 'queue.enqueue',
  summary: 'Give a queue a task: with a profile, a worker is started for it',
  kind: 'command',
  input: z.strictObject({
    queue: name.describe('Queue'),
    text: z
      .string()
      .max(1_000_000)
      .regex(/\S/)
      .describe("What is to be done, in full: the worker's first turn. Its first line is the title"),
    callback: z
      .boolean()
      .optional()
      .describe('Send the result to your inbox when it has ended. Default: false'),
    priority: details.priority,
    tags: details.tags,
    context: details.context,
    data: details.data,
    needs: details.needs,
    notBefore: details.notBefore,
    maxAttempts: details.maxAttempts,
    ...dependencies,
    key: key.optional(),
  }),
  output: z.strictObject({
    id: z.string(),
    position: z
      .int()
      .nullable()
      .describe('1: the next to be taken. null: not ready yet, or over 1,000 are before it'),
  }),
  errors: [
    'INVALID_INPUT',
    'NOT_FOUND',
    'AMBIGUOUS',
    'CYCLE',
    'NOT_JOINED',
    'NOT_ALLOWED',
    'LIMIT',
    'UNHEALTHY',
  ],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'enqueue',
    positionals: ['queue', 'text'],
    flags: [
      { field: 'callback' },
      { field: 'priority', short: 'p', form: 'priority', value: '1-10' },
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'context', value: 'TEXT' },
      { field: 'data', form: 'json', value: 'JSON' },
      { field: 'needs', value: 'CAPABILITY' },
      { field: 'notBefore', form: 'instant', value: 'TIME' },
      { field: 'maxAttempts', form: 'integer', value: 'N' },
      { field: 'dependsOn', value: 'ID' },
      { field: 'after', value: '"TITLE"' },
      keyFlag,
    ],
    fileInto: 'text',
    group: 'work',
    everyday: true,
    examples: [
      ['shoal enqueue review "Review commit 3f2a1"', 'a worker of the profile of `review` does it'],
      ['shoal enqueue review --file brief.md --callback', 'the result comes to your inbox'],
    ],
  },
  mcp: {
    default: false,
    note: 'Go on with your own work: with callback the whole result comes to you as a message. The worker knows nothing but this text.',
  },
});

const queueRow = z.strictObject({
  name: z.string(),
  profile: z.string().nullable().describe('Profile of its workers; null: agents claim from it'),
  maxParallel: z.int().describe('Workers at once; 0: none, agents claim from it'),
  ready: z.int().describe('Waiting to be taken'),
  blocked: z.int().describe('Waiting for other tasks, or for their time'),
  running: z.int(),
  workers: z.int().describe('Agents started for it that live'),
  done: z.int().describe('Counts go up to 10,000'),
  failed: z.int(),
  cancelled: z.int(),
  oldest: z.string().nullable().describe('The task that has waited longest'),
  oldestSince: time.nullable(),
});

export const queueList = defineOperation({
  name: 'queue.list',
  summary: 'List the queues: depth, running, workers, done, failed',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(queueRow),
  errors: ['NO_WORKSPACE'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'queue list',
    aliases: ['queue', 'queues'],
    group: 'watch',
    examples: [['shoal queue', 'all queues at a glance']],
  },
  mcp: { default: false },
});

const brief = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  priority: z.int(),
  attempts: z.int(),
  holder: z.string().nullable(),
  holderName: z.string().nullable(),
  session: z.string().nullable().describe('Session of its worker'),
  worker: z
    .string()
    .nullable()
    .describe('State of that session while the task runs; waiting: for a decision, parked: for its vendor'),
  createdByName: z.string().nullable(),
  createdAt: time,
  since: time.describe('When it came into this state'),
  result: z.string().nullable(),
  error: z.string().nullable(),
});

export const queueShow = defineOperation({
  name: 'queue.show',
  summary: 'Show one queue: what runs, what waits, what ended last',
  kind: 'query',
  input: z.strictObject({ name: name.describe('Queue') }),
  output: queueRow.extend({
    maxAttempts: z.int().nullable(),
    open: z.boolean(),
    runningTasks: z.array(brief),
    waitingTasks: z
      .array(brief)
      .describe('The next 20, in the order in which they are taken; then what cannot be taken yet'),
    recentTasks: z.array(brief).describe('The 10 that ended last'),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'queue show',
    positionals: ['name'],
    group: 'watch',
    examples: [['shoal queue show review', 'workers, tasks and the last results']],
  },
  mcp: { default: false },
});
