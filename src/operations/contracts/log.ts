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
  data: z.record(z.string(), z.unknown()).nullable(),
  change: z.record(z.string(), z.unknown()).nullable().describe('Fields that changed, with their new values'),
});

export const logList = defineOperation({
  name: 'log.list',
  summary: 'Show what happened, newest last; with --follow go on as it happens',
  kind: 'stream',
  input: z.strictObject({
    limit: limit.optional().describe('How many of the latest to show at most. Default 50; with `after` all'),
    follow: z.boolean().optional().describe('Go on with each new event. Default: false'),
    agent: agentRef.optional().describe('Only events by or about this agent; also one that is gone'),
    task: taskRef.optional(),
    type: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Only this type, or all types that begin with these words: task, lock.taken'),
    after: z.int().min(0).optional().describe('Only events after this seq: a cursor'),
  }),
  output: z.union([event, z.array(event)]).describe('One array; with `follow` one event at a time'),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
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
