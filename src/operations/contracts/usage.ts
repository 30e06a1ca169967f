import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, taskRef } from './fields.ts';

const figures = {
  turns: z.int(),
  tools: z.int(),
  toolErrors: z.int(),
  inputTokens: z.int().nullable().describe('All that went in, cached or not; null: not known for any turn'),
  cachedTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  uncounted: z.int().describe('Turns whose tokens are not known'),
  contextShare: z
    .number()
    .nullable()
    .describe('Largest single request as a share of the model’s window; null: not known'),
  wallMs: z.int().describe('Time spent in turns'),
  costUsd: z.number().nullable().describe('null: not known for any turn'),
  costIs: z
    .enum(['exact', 'estimated', 'partial', 'unknown'])
    .describe('exact: the harness said so; estimated: from list prices; partial: unknown for some turns'),
};

export const usageShow = defineOperation({
  name: 'usage.show',
  summary: 'Show what turns cost: tokens, context, money and time, by agent, task, queue, model or day',
  kind: 'query',
  input: z.strictObject({
    by: z
      .enum(['agent', 'task', 'queue', 'model', 'day'])
      .optional()
      .describe('One row for each. Default: agent'),
    agent: agentRef.optional().describe('Only this agent; also one that is gone'),
    task: taskRef.optional().describe('Only this task'),
    queue: z.string().min(1).max(64).optional().describe('Only this queue'),
    since: z.int().min(0).optional().describe('Only turns that ended since, epoch ms'),
  }),
  output: z.strictObject({
    by: z.string(),
    rows: z.array(z.strictObject({ of: z.string(), label: z.string(), ...figures })),
    total: z.strictObject(figures),
    from: z
      .string()
      .nullable()
      .describe('Earlier turns are not kept any more (ISO 8601); null: the figures are of all turns'),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'usage',
    positionals: ['agent'],
    flags: [
      { field: 'by', value: 'agent|task|queue|model|day' },
      { field: 'task', value: 'ID' },
      { field: 'queue', value: 'QUEUE' },
      { field: 'since', form: 'instant', value: 'TIME' },
    ],
    group: 'watch',
    examples: [
      ['shoal usage', 'by agent, and in all'],
      ['shoal usage --by day', 'what each day cost'],
      ['shoal usage --task t42', 'who spent what on it'],
    ],
  },
  mcp: { default: false },
});
