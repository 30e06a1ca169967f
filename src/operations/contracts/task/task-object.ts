import { z } from 'zod';
import { longText, tags, taskRef, time } from '../fields.ts';

export const state = z.enum(['blocked', 'ready', 'running', 'waiting', 'done', 'failed', 'cancelled']);
const priority = z
  .int()
  .min(1)
  .max(10)
  .describe('1 to 10, 10 most urgent; words: low 3, normal 5, high 8, critical 10. Default 5');
export const title = z.string().max(500).regex(/\S/).describe('What is to be done, in one line; not blank');
const needs = z.array(z.string().min(1).max(64)).max(20).describe('Capabilities that the claimer must have');
export const assignee = z
  .string()
  .min(1)
  .max(65)
  .describe('Only this agent (a name) or role (@role) may claim it');
export const queue = z
  .string()
  .min(1)
  .max(64)
  .describe('Queue: letters, digits, dots, dashes and underscores. Default: default');
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

export const dependencies = {
  dependsOn: z.array(taskRef).max(100).optional().describe('Tasks that must be done first'),
  after: z
    .array(z.string().min(1).max(500))
    .max(100)
    .optional()
    .describe('The same, by title; an exact title wins'),
};

export const details = {
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

export const detailFlags = [
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
