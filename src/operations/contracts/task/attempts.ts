import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { limitFlag, taskRef, time } from '../fields.ts';

const attempt = z.strictObject({
  number: z.int().describe('From 1, in the order in which they began; of those that the log still holds'),
  generation: z.int(),
  state: z
    .enum(['running', 'done', 'failed', 'released', 'lapsed', 'crashed', 'stolen', 'cancelled'])
    .describe('lapsed: its lease ended without a sign of life. crashed: its agent or its program died'),
  agent: z.string(),
  agentName: z.string(),
  session: z.string().nullable().describe('Session that it ran in; null: Shoal does not run that agent'),
  profile: z.string().nullable(),
  harness: z.string().nullable(),
  model: z.string().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  wallMs: z.int().describe('Until now while it runs'),
  summary: z.string().nullable().describe('What its agent said it has done'),
  error: z.string().nullable().describe('Why it ended, when it was not done'),
  turns: z.int(),
  costUsd: z.number().nullable().describe('null: not known'),
  costIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
});

export const taskAttempts = defineOperation({
  name: 'task.attempts',
  summary: 'List the attempts at a task: who, how it ended, how long it took and what it cost',
  kind: 'query',
  input: z.strictObject({
    id: taskRef,
    limit: z.int().min(1).max(200).optional().describe('How many of the latest at most. Default 50'),
  }),
  output: z.strictObject({
    task: z.string(),
    attempts: z.array(attempt).describe('The oldest first'),
    complete: z.boolean().describe('false: there were earlier ones that are not here'),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'attempts',
    positionals: ['id'],
    flags: [limitFlag],
    group: 'watch',
    examples: [['shoal attempts t42', 'who tried it, what came of it, and what it cost']],
  },
  mcp: { default: false },
});
