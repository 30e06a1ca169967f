import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { time } from '../fields.ts';
import { state } from './task-object.ts';

const row = z.strictObject({
  id: z.string(),
  title: z.string(),
  state,
  why: z
    .string()
    .nullable()
    .describe('In a few words: the tasks that it waits for, or the error of its last attempt'),
  priority: z.int(),
  queue: z.string(),
  tags: z.array(z.string()),
  holder: z.string().nullable(),
  holderName: z.string().nullable(),
  assignee: z.string().nullable(),
  openDependencies: z.int().describe('Tasks that it waits for, and are not done'),
  attempts: z.int(),
  notBefore: time.nullable().describe('Until when it waits'),
  createdAt: time,
  updatedAt: time,
  runId: z.string().nullable().describe('Pipeline run that it works for'),
  step: z.string().nullable().describe('Node of the pipeline'),
  costUsd: z.number().nullable().describe('Of its turns so far; null: not known'),
});

export const taskBoard = defineOperation({
  name: 'task.board',
  summary: 'Tasks of all states as short rows in pages, and how many there are of each state',
  kind: 'query',
  input: z.strictObject({
    ids: z
      .array(z.string().min(1).max(32).describe('Id of a task (t42)'))
      .min(1)
      .max(500)
      .optional()
      .describe('Only these, in this order; those that do not exist are left out'),
    open: z.boolean().optional().describe('Without those done and cancelled'),
    newestFirst: z.boolean().optional().describe('Default: the oldest first'),
    limit: z.int().min(1).max(2_000).optional().describe('Rows of a page at most. Default 1000'),
    after: z.string().min(1).max(32).optional().describe('Continue after this task id'),
  }),
  output: z.strictObject({
    rows: z.array(row),
    next: z.string().nullable().describe('`after` of the next page; null: this is the last'),
    counts: z.strictObject({
      blocked: z.int(),
      ready: z.int(),
      running: z.int(),
      waiting: z.int(),
      done: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    }),
    total: z.int(),
    lastSeq: z.int().describe('Seq of the last event that the rows show: follow the log from here'),
  }),
  errors: [],
  access: 'anyone',
  needs: 'store',
  mcp: { default: false },
});
