import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { leaseMs, reason, taskRef } from '../fields.ts';
import { title, assignee, dependencies, details, detailFlags, task } from './task-object.ts';

export const taskSteal = defineOperation({
  name: 'task.steal',
  summary: 'Take over a running task, also from a holder that is well; it is told why and can do no harm',
  kind: 'command',
  input: z.strictObject({
    id: taskRef,
    reason,
    assignee: assignee
      .optional()
      .describe('Give it to this agent or @role, or back to "anyone". Default: you hold it'),
    leaseMs: leaseMs.optional(),
  }),
  output: task,
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT', 'NOT_ALLOWED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'steal',
    positionals: ['id'],
    flags: [
      { field: 'reason', short: 'r', value: 'TEXT' },
      { field: 'assignee', long: 'for', value: 'NAME|@role' },
      { field: 'leaseMs', long: 'lease', form: 'duration', value: '30m' },
    ],
    group: 'work',
    examples: [
      ['shoal steal t42 --reason "no progress for an hour"', 'you hold it now'],
      ['shoal steal t42 --reason "wrong agent" --for anyone', 'it is ready for the others again'],
    ],
  },
});

export const taskRetry = defineOperation({
  name: 'task.retry',
  summary: 'Make a failed or cancelled task claimable again, with fresh attempts',
  kind: 'command',
  input: z.strictObject({ id: taskRef }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT', 'UNHEALTHY'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'retry',
    positionals: ['id'],
    group: 'work',
    examples: [['shoal retry t42', 'its dependents run once it is done']],
  },
});

export const taskCancel = defineOperation({
  name: 'task.cancel',
  summary: 'Cancel a task; its holder, if any, loses it',
  kind: 'command',
  input: z.strictObject({ id: taskRef, reason: reason.optional() }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'cancel',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    group: 'work',
    examples: [
      ['shoal cancel t42 --reason "not needed"', 'undo with `shoal retry t42`'],
      ['shoal cancel r12', 'a run: its agents are stopped'],
    ],
  },
});

export const taskEdit = defineOperation({
  name: 'task.edit',
  summary: 'Change a task',
  kind: 'command',
  input: z.strictObject({
    id: taskRef,
    title: title.optional(),
    ...details,
    assignee: assignee.optional().describe('Only this agent or @role may claim it; "anyone" for everyone'),
    ...dependencies,
    independentOf: z.array(taskRef).max(100).optional().describe('Tasks that it need no longer wait for'),
  }),
  output: task,
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CYCLE', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'edit',
    positionals: ['id'],
    flags: [
      { field: 'title', value: 'TEXT' },
      ...detailFlags,
      { field: 'dependsOn', value: 'ID' },
      { field: 'after', value: '"TITLE"' },
      { field: 'independentOf', long: 'independent-of', value: 'ID' },
    ],
    group: 'work',
    examples: [
      ['shoal edit t42 -p critical', 'first in line'],
      ['shoal edit t42 --independent-of t7', 'need not wait for t7'],
    ],
  },
});

export const taskNote = defineOperation({
  name: 'task.note',
  summary: 'Leave a note on a task, for whoever works on it',
  kind: 'command',
  input: z.strictObject({ id: taskRef, text: z.string().min(1).max(100_000).describe('The note') }),
  output: task,
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'LIMIT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'note',
    positionals: ['id', 'text'],
    group: 'work',
    examples: [['shoal note t42 "the schema is in docs/db.md"', 'shown with the task']],
  },
  mcp: { default: true },
});

export const taskAssign = defineOperation({
  name: 'task.assign',
  summary: 'Reserve a task for one agent or role',
  kind: 'command',
  input: z.strictObject({ id: taskRef, assignee: assignee.describe('A name, @role, or "anyone"') }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'assign',
    positionals: ['id', 'assignee'],
    group: 'work',
    examples: [['shoal assign t42 lucid-knuth', 'only that agent may claim it']],
  },
});
