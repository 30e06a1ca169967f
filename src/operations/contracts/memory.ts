import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, limitFlag, tags, taskRef, time } from './fields.ts';

export const memory = z.strictObject({
  id: z.string(),
  text: z.string(),
  tags: z.array(z.string()),
  outcome: z.enum(['done', 'failed', 'noted']).describe('failed: a warning'),
  task: z.string().nullable(),
  queue: z.string().nullable(),
  agent: z.string(),
  agentName: z.string().nullable(),
  createdAt: time,
  score: z.number().describe('How well it answers; 0 when nothing was asked'),
});

export const memoryRemember = defineOperation({
  name: 'memory.remember',
  summary: 'Keep what you learnt for whoever does something like it later',
  kind: 'command',
  input: z.strictObject({
    text: z.string().regex(/\S/).max(10_000).describe('What to know, in a sentence or two'),
    tags: tags.optional(),
    task: taskRef.optional().describe('Task it was learnt on. Default: the one you hold'),
  }),
  output: memory,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'remember',
    positionals: ['text'],
    flags: [
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'task', value: 'ID' },
    ],
    group: 'talk',
    examples: [['shoal remember "the test database needs --reset first" -t tests', 'found by its words']],
  },
  mcp: { default: false },
});

export const memoryRecall = defineOperation({
  name: 'memory.recall',
  summary: 'Find what earlier work taught, by words and tags; best first',
  kind: 'query',
  input: z.strictObject({
    query: z.string().min(1).max(10_000).optional().describe('Words. Default: those of the task you hold'),
    tags: tags.optional().describe('Only with any of these tags'),
    queue: z.string().min(1).max(64).optional().describe('Only from tasks of this queue'),
    limit: z.int().min(1).max(100).optional().describe('How many at most. Default 5'),
  }),
  output: z.array(memory),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'recall',
    positionals: ['query'],
    flags: [
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'queue', value: 'QUEUE' },
      limitFlag,
    ],
    group: 'talk',
    exitWhenEmpty: 3,
    examples: [
      ['shoal recall "flaky database tests"', 'what others found out'],
      ['shoal recall', 'for the task that you hold'],
    ],
  },
  mcp: { default: false },
});

export const memoryList = defineOperation({
  name: 'memory.list',
  summary: 'Show all that is known, the newest first, and who learnt it when',
  kind: 'query',
  input: z.strictObject({
    tag: z.string().min(1).max(64).optional().describe('Only with this tag'),
    task: taskRef.optional().describe('Only what was learnt on this task'),
    agent: agentRef.optional().describe('Only what this agent kept; also one that is gone'),
    search: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Only with this in their text, tags or queue, whatever the case'),
    before: z
      .string()
      .min(1)
      .max(20)
      .optional()
      .describe('Only what is older than this one: `next` of the page before'),
    limit: z.int().min(1).max(500).optional().describe('How many at most. Default 50'),
  }),
  output: z.strictObject({
    memories: z.array(memory),
    next: z.string().nullable().describe('Give it as `before` to go on; null: no more'),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'memories',
    flags: [
      { field: 'tag', short: 't', value: 'TAG' },
      { field: 'task', value: 'ID' },
      { field: 'agent', value: 'NAME' },
      { field: 'search', value: 'TEXT' },
      { field: 'before', value: 'ID' },
      limitFlag,
    ],
    group: 'watch',
    examples: [
      ['shoal memories -n 10', 'what was learnt last'],
      ['shoal memories --search flaky -t tests', 'to find what is wrong, and `shoal forget` it'],
    ],
  },
  mcp: { default: false },
});

export const memoryForget = defineOperation({
  name: 'memory.forget',
  summary: 'Take out a memory that is wrong or no longer true',
  kind: 'command',
  input: z.strictObject({ id: z.string().min(1).max(20).describe('Memory: k7 or 7') }),
  output: memory,
  errors: ['NOT_JOINED', 'NOT_FOUND'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'forget',
    positionals: ['id'],
    group: 'talk',
    examples: [['shoal forget k7', 'gone; the log still has it']],
  },
});
