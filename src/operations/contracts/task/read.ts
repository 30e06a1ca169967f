import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { agentRef, limit, limitFlag, tags, taskRef, time } from '../fields.ts';
import { state, queue, task } from './task-object.ts';

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
      limitFlag,
      { field: 'after', value: 'ID' },
    ],
    group: 'work',
    everyday: true,
    examples: [
      ['shoal list', 'all that is not done'],
      ['shoal list -s failed', 'what failed for good'],
      ['shoal list --filter in_progress', 'runs in that state; --runs: all of them, as `shoal runs`'],
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
      limitFlag,
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
