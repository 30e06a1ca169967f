import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, limit, taskRef, time } from './fields.ts';

const event = z.strictObject({
  seq: z.int().describe('Place in the log: give the last one as `after` to go on from there'),
  at: time,
  command: z.int().describe('Shared by all events of one command'),
  type: z.string().describe('What happened, dotted, past tense: task.claimed'),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  kind: z.string(),
  id: z.string(),
  task: z.string().nullable(),
  agent: z.string().nullable(),
  agentName: z.string().nullable(),
  data: z
    .unknown()
    .describe(
      'Facts about it, by name, or null; of an event that somebody emitted what was given with it, any JSON',
    ),
  change: z.record(z.string(), z.unknown()).nullable().describe('Fields that changed, with their new values'),
});

const filter = {
  agent: agentRef.optional().describe('Only events by or about this agent; also one that is gone'),
  task: taskRef.optional(),
  type: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Only this type, or all types that begin with these words: task, lock.taken'),
};

export const logList = defineOperation({
  name: 'log.list',
  summary: 'Show what happened, newest last; with --follow go on as it happens',
  kind: 'stream',
  input: z.strictObject({
    limit: limit.optional().describe('How many of the latest to show at most. Default 50; with `after` all'),
    follow: z.boolean().optional().describe('Go on with each new event. Default: false'),
    ...filter,
    after: z.int().min(0).optional().describe('Only events after this seq: a cursor'),
    before: z
      .int()
      .min(1)
      .optional()
      .describe('Only events before this seq, the latest of them: to page back. Not with `follow`'),
  }),
  output: z.union([event, z.array(event)]).describe('One array; with `follow` one event at a time'),
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'INVALID_INPUT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'log',
    flags: [
      { field: 'limit', short: 'n', form: 'integer', value: '50' },
      { field: 'follow', short: 'f' },
      { field: 'agent', value: 'NAME' },
      { field: 'task', value: 'ID' },
      { field: 'type', value: 'TYPE' },
      { field: 'after', form: 'integer', value: 'SEQ' },
      { field: 'before', form: 'integer', value: 'SEQ' },
    ],
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal log -n 50', 'the last 50 events'],
      ['shoal log -f --type task', 'what happens to tasks, as it happens'],
      ['shoal log -f --json --after 1200', 'go on after event 1200; nothing is missed or repeated'],
    ],
  },
});

export const logHistogram = defineOperation({
  name: 'log.histogram',
  summary: 'Count what happened over time, by what it happened to',
  kind: 'query',
  input: z.strictObject({
    from: z.int().min(0).optional().describe('From then on, epoch ms. Default: an hour before `until`'),
    until: z.int().min(1).optional().describe('Up to then, exclusive, epoch ms. Default: now'),
    buckets: z.int().min(1).max(500).optional().describe('Into how many equal stretches. Default 60'),
    ...filter,
  }),
  output: z.strictObject({
    from: time,
    until: time,
    bucketMs: z.number(),
    total: z.int(),
    nouns: z
      .array(z.strictObject({ noun: z.string(), count: z.int() }))
      .describe('First words of the types, the most frequent first: task of task.claimed'),
    buckets: z
      .array(z.strictObject({ start: time, count: z.int(), counts: z.record(z.string(), z.int()) }))
      .describe('Each stretch in order, with its events by noun; nouns without any are left out'),
    keptFrom: z.string().nullable().describe('Oldest event that is kept (ISO 8601); null: there is none'),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'INVALID_INPUT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'log histogram',
    flags: [
      { field: 'from', form: 'past', value: 'TIME' },
      { field: 'until', form: 'past', value: 'TIME' },
      { field: 'buckets', form: 'integer', value: 'N' },
      { field: 'agent', value: 'NAME' },
      { field: 'task', value: 'ID' },
      { field: 'type', value: 'TYPE' },
    ],
    group: 'watch',
    examples: [['shoal log histogram --type task', 'when tasks moved in the last hour']],
  },
  mcp: { default: false },
});
