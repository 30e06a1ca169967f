import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, key, leaseMs, limit, longText, reason, tags, taskRef, time, waitMs } from './fields.ts';

const state = z.enum(['blocked', 'ready', 'running', 'waiting', 'done', 'failed', 'cancelled']);
const priority = z
  .int()
  .min(1)
  .max(10)
  .describe('1 to 10, 10 most urgent; words: low 3, normal 5, high 8, critical 10. Default 5');
const title = z.string().max(500).regex(/\S/).describe('What is to be done, in one line; not blank');
const needs = z.array(z.string().min(1).max(64)).max(20).describe('Capabilities that the claimer must have');
const assignee = z.string().min(1).max(65).describe('Only this agent (a name) or role (@role) may claim it');
const queue = z.string().min(1).max(64).describe('Queue. Default: default');
const notBefore = z.int().min(0).describe('Not before this instant, epoch ms');
const maxAttempts = z.int().min(1).max(100).describe('Attempts before it is failed for good. Default 3');

const note = z.strictObject({
  at: time,
  by: z.string().nullable(),
  byName: z.string().nullable(),
  text: z.string(),
});

export const task = z.strictObject({
  id: z.string(),
  title: z.string(),
  state,
  priority: z.int(),
  queue: z.string(),
  tags: z.array(z.string()),
  needs: z.array(z.string()),
  assignee: z.string().nullable(),
  dependsOn: z.array(z.string()),
  description: z.string().nullable(),
  context: z.string().nullable(),
  data: z.unknown(),
  notes: z.array(note),
  progress: z.string().nullable(),
  attempts: z.int(),
  maxAttempts: z.int(),
  generation: z.int(),
  holder: z.string().nullable(),
  holderName: z.string().nullable(),
  claimedAt: time.nullable(),
  leaseExpiresAt: time.nullable(),
  notBefore: time.nullable(),
  result: z.string().nullable(),
  error: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdByName: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
  completedAt: time.nullable(),
  completedBy: z.string().nullable(),
  completedByName: z.string().nullable(),
});

const dependencies = {
  dependsOn: z.array(taskRef).max(100).optional().describe('Tasks that must be done first'),
  after: z
    .array(z.string().min(1).max(500))
    .max(100)
    .optional()
    .describe('The same, by title; an exact title wins'),
};

const details = {
  description: longText.optional().describe('What is to be done, in full'),
  priority: priority.optional(),
  tags: tags.optional(),
  context: longText.optional().describe('What the worker must know'),
  queue: queue.optional(),
  notBefore: notBefore.optional(),
  needs: needs.optional(),
  assignee: assignee.optional(),
  data: z.unknown().optional().describe('Any JSON, for programs'),
  maxAttempts: maxAttempts.optional(),
};

const detailFlags = [
  { field: 'description', short: 'd', value: 'TEXT' },
  { field: 'priority', short: 'p', form: 'priority', value: '1-10' },
  { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
  { field: 'context', value: 'TEXT' },
  { field: 'queue', value: 'QUEUE' },
  { field: 'notBefore', form: 'instant', value: 'TIME' },
  { field: 'needs', value: 'CAPABILITY' },
  { field: 'assignee', long: 'for', value: 'NAME|@role' },
  { field: 'data', form: 'json', value: 'JSON' },
  { field: 'maxAttempts', form: 'integer', value: 'N' },
] as const;

export const taskAdd = defineOperation({
  name: 'task.add',
  summary: 'Add a task, or many from a file',
  kind: 'command',
  input: z.strictObject({
    title: title.optional(),
    ...details,
    ...dependencies,
    file: z
      .string()
      .max(10_000_000)
      .optional()
      .describe('Text of a file with many tasks: JSON lines, or a Markdown checklist'),
    key: key.optional(),
  }),
  output: z.union([task, z.array(task)]),
  errors: ['INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CYCLE', 'LIMIT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'add',
    positionals: ['title'],
    flags: [
      ...detailFlags,
      { field: 'dependsOn', value: 'ID' },
      { field: 'after', value: '"TITLE"' },
      { field: 'file', value: 'PATH' },
      { field: 'key', value: 'KEY' },
    ],
    fileInto: 'file',
    group: 'work',
    everyday: true,
    examples: [
      ['shoal add "Build the API" -p 8 -t backend', 'one task, urgent, tagged'],
      ['shoal add "Write tests" --after "Build the API"', 'claimable when the other is done'],
      ['shoal add --file plan.md', 'every open item of a Markdown checklist'],
    ],
  },
  mcp: { default: true },
});

export const taskList = defineOperation({
  name: 'task.list',
  summary: 'List tasks',
  kind: 'query',
  input: z.strictObject({
    state: state.optional().describe('Only tasks in this state'),
    tags: tags.optional().describe('Only tasks with any of these tags'),
    queue: queue.optional(),
    holder: agentRef.optional().describe('Only tasks that this agent holds'),
    all: z.boolean().optional().describe('Done and cancelled ones too'),
    limit: limit.optional().describe('How many at most. Default 200'),
    after: z.string().optional().describe('Continue after this task id'),
  }),
  output: z.array(task),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'list',
    aliases: ['ls', 'tasks'],
    flags: [
      { field: 'state', short: 's', value: 'STATE' },
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'queue', value: 'QUEUE' },
      { field: 'holder', value: 'NAME' },
      { field: 'all', short: 'a' },
      { field: 'limit', short: 'n', value: 'N' },
      { field: 'after', value: 'ID' },
    ],
    group: 'work',
    everyday: true,
    examples: [
      ['shoal list', 'all that is not done'],
      ['shoal list -s failed', 'what failed for good'],
    ],
  },
  mcp: { default: true },
});

export const taskReady = defineOperation({
  name: 'task.ready',
  summary: 'List what can be claimed now, in the order it would be claimed',
  kind: 'query',
  input: z.strictObject({
    tags: tags.optional(),
    queue: queue.optional(),
    limit: limit.optional().describe('How many at most. Default 20'),
  }),
  output: z.array(task),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'ready',
    flags: [
      { field: 'tags', long: 'tag', short: 't', value: 'TAG' },
      { field: 'queue', value: 'QUEUE' },
      { field: 'limit', short: 'n', value: 'N' },
    ],
    group: 'work',
    examples: [['shoal ready -t tests', 'claimable tasks tagged tests']],
  },
});

export const taskShow = defineOperation({
  name: 'task.show',
  summary: 'Show a task; without an id, the one you hold',
  kind: 'query',
  input: z.strictObject({ id: taskRef.optional() }),
  output: task,
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'NOT_JOINED'],
  access: 'anyone',
  needs: 'store',
  mcp: { default: true },
});

export const taskClaim = defineOperation({
  name: 'task.claim',
  summary: 'Take the next ready task, or the one named; gives the task you already hold, if any',
  kind: 'command',
  input: z.strictObject({
    id: taskRef.optional(),
    tags: tags.optional().describe('Only tasks with any of these tags'),
    queue: queue.optional().describe('Only from this queue. Default: any'),
    another: z.boolean().optional().describe('One more, beside what you hold'),
    waitMs: waitMs.optional(),
    leaseMs: leaseMs.optional(),
  }),
  output: task.nullable(),
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

export const taskSteal = defineOperation({
  name: 'task.steal',
  summary: 'Take over a task that another holds; its holder is told and can do no harm',
  kind: 'command',
  input: z.strictObject({ id: taskRef, reason, leaseMs: leaseMs.optional() }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'steal',
    positionals: ['id'],
    flags: [
      { field: 'reason', short: 'r', value: 'TEXT' },
      { field: 'leaseMs', long: 'lease', form: 'duration', value: '30m' },
    ],
    group: 'work',
    examples: [['shoal steal t42 --reason "no progress for an hour"', 'you hold it now']],
  },
});

export const taskRetry = defineOperation({
  name: 'task.retry',
  summary: 'Make a failed or cancelled task claimable again, with fresh attempts',
  kind: 'command',
  input: z.strictObject({ id: taskRef }),
  output: task,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
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
    examples: [['shoal cancel t42 --reason "not needed"', 'undo with `shoal retry t42`']],
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
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CYCLE', 'CONFLICT'],
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

export const taskExplain = defineOperation({
  name: 'task.explain',
  summary: 'Why is a task not running, and what would free it?',
  kind: 'query',
  input: z.strictObject({ id: taskRef }),
  output: z.strictObject({
    id: z.string(),
    title: z.string(),
    state,
    reasons: z.array(z.string()),
    frees: z.array(z.string()),
    blockedBy: z.array(z.string()),
    late: z.array(
      z.strictObject({
        by: z.string(),
        byName: z.string().nullable(),
        what: z.string(),
        text: z.string().nullable(),
        at: time,
      }),
    ),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'explain',
    positionals: ['id'],
    group: 'watch',
    everyday: true,
    examples: [['shoal explain t42', 'what it waits for, and the command that helps']],
  },
  mcp: { default: true },
});

export const taskDeps = defineOperation({
  name: 'task.deps',
  summary: 'Dependencies as a tree: what it waits for, or with --dependents what waits for it',
  kind: 'query',
  input: z.strictObject({
    id: taskRef.optional().describe('Root of the tree. Default: every task that nothing depends on'),
    dependents: z.boolean().optional().describe('The other way round'),
  }),
  output: z.array(
    z.strictObject({ id: z.string(), title: z.string(), state, depth: z.int(), seen: z.boolean() }),
  ),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'deps',
    positionals: ['id'],
    flags: [{ field: 'dependents' }],
    group: 'watch',
    examples: [['shoal deps t42', 'all that t42 waits for']],
  },
});
