import { z } from 'zod';
import { time } from './fields.ts';

export const planItem = z.strictObject({ text: z.string(), state: z.enum(['pending', 'active', 'done']) });

/** What a list shows of a session that lives. */
export const live = {
  contextTokens: z.int().nullable().describe('Largest single request of the latest turn; null: not known'),
  contextShare: z.number().nullable().describe('The same as a share of the model’s window, 0 to 1'),
  inputTokens: z.int().nullable().describe('Of turns that have ended, as is the cost'),
  outputTokens: z.int().nullable(),
  costUsd: z.number().nullable().describe('null: not known'),
  costIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
  compactions: z.int(),
  turnSince: time.nullable().describe('When the turn began that runs; null: none runs, or it is not known'),
  tool: z
    .strictObject({ name: z.string(), title: z.string(), since: time })
    .nullable()
    .describe('The tool call that runs'),
  planDone: z.int().nullable().describe('Items of its plan that are done; null: it has made none'),
  planTotal: z.int().nullable(),
};
