import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { leaseMs, longText, reason, tags, taskRef, waitMs } from '../fields.ts';
import { memory } from '../memory.ts';
import { queue, task } from './task-object.ts';

export const taskClaim = defineOperation({
  name: 'task.claim',
  summary: 'Take the next ready task, or the one named; gives the task you already hold, if any',
  kind: 'command',
  input: z.strictObject({
    id: taskRef.optional(),
    tags: tags.optional().describe('Only tasks with any of these tags'),
    queue: queue.optional().describe('Only from this queue, also of what you hold. Default: any'),
    another: z.boolean().optional().describe('One more, beside what you hold'),
    waitMs: waitMs.optional(),
    leaseMs: leaseMs.optional(),
  }),
  output: task
    .extend({
      memories: z.array(memory).describe('What earlier work taught that matters for it; at most 3'),
    })
    .nullable(),
  errors: ['NOTHING_TO_DO', 'NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT', 'NOT_ALLOWED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'claim',
    positionals: ['id'],
    flags: [
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'queue', value: 'QUEUE' },
      { field: 'another' },
      { field: 'waitMs', long: 'wait', form: 'duration', value: '60s' },
      { field: 'leaseMs', long: 'lease', form: 'duration', value: '30m' },
    ],
    group: 'work',
    everyday: true,
    examples: [
      ['shoal claim', 'the most urgent ready task'],
      ['shoal claim --wait 10m -t tests', 'wait for one tagged tests'],
      ['shoal claim t42', 'that one'],
    ],
  },
  mcp: { default: true, note: 'Do this before you change any file. Finish with task_done or task_fail.' },
});

export const taskProgress = defineOperation({
  name: 'task.progress',
  summary: 'Say how far you are; also renews your hold',
  kind: 'command',
  input: z.strictObject({
    text: z.string().min(1).max(10_000).describe('What is done and what is next'),
    id: taskRef.optional().describe('Which task, if you hold several'),
  }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'STALE', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'progress',
    positionals: ['text'],
    flags: [{ field: 'id', long: 'task', value: 'ID' }],
    group: 'work',
    everyday: true,
    examples: [['shoal progress "models done, now the routes"', 'seen by everyone, kept for your successor']],
  },
  mcp: { default: true },
});

export const taskDone = defineOperation({
  name: 'task.done',
  summary: 'Finish the task you hold',
  kind: 'command',
  input: z.strictObject({
    id: taskRef.optional().describe('Which task, if you hold several'),
    summary: longText.optional().describe('What was done, for whoever builds on it'),
    generation: z.int().optional().describe('Generation of your claim: an old one changes nothing'),
  }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'STALE', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'done',
    positionals: ['id'],
    flags: [
      { field: 'summary', short: 's', value: 'TEXT' },
      { field: 'generation', value: 'N' },
    ],
    group: 'work',
    everyday: true,
    examples: [['shoal done --summary "users API with tests"', 'frees what depends on it']],
  },
  mcp: { default: true },
});

export const taskFail = defineOperation({
  name: 'task.fail',
  summary: 'Give up on the task you hold, for good or to be tried again',
  kind: 'command',
  input: z.strictObject({
    id: taskRef.optional().describe('Which task, if you hold several'),
    reason,
    retry: z.boolean().optional().describe('Let it be tried again after a backoff, while attempts are left'),
    generation: z.int().optional().describe('Generation of your claim: an old one changes nothing'),
  }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'STALE', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'fail',
    positionals: ['id'],
    flags: [
      { field: 'reason', short: 'r', value: 'TEXT' },
      { field: 'retry' },
      { field: 'generation', value: 'N' },
    ],
    group: 'work',
    everyday: true,
    examples: [['shoal fail --reason "needs a database" --retry', 'back in the queue after a pause']],
  },
  mcp: { default: true },
});

export const taskRelease = defineOperation({
  name: 'task.release',
  summary: 'Give the task you hold back; burns no attempt',
  kind: 'command',
  input: z.strictObject({ id: taskRef.optional() }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'release',
    positionals: ['id'],
    group: 'work',
    examples: [['shoal release', 'someone else may take it']],
  },
});
