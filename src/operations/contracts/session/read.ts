import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { limit, limitFlag } from '../fields.ts';
import { live, planItem } from '../session-live.ts';
import { sessionObject, sessionRef } from './session-object.ts';

const sessionFigures = {
  inputTokens: z.int().nullable().describe('All that went in, cached or not; null: not known'),
  cachedTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  contextTokens: z.int().nullable().describe('Largest single request of the latest turn; null: not known'),
  contextWindow: z.int().nullable().describe('What the model can hold; null: not known'),
  costUsd: z.number().nullable().describe('Of turns that have ended'),
  costIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
  provisional: z.boolean().describe('A turn runs: tokens and context are what was said of it so far'),
  plan: z.array(planItem).describe('Its list of what is to be done, as it stands; 100 items at most'),
  warnings: z.array(z.string()).describe('What its program could not take of its profile, or warned of'),
};

export const sessionList = defineOperation({
  name: 'session.list',
  summary: 'List the sessions that Shoal runs',
  kind: 'query',
  input: z.strictObject({
    all: z.boolean().optional().describe('Also those that have ended. Default: false'),
    limit: limit.optional().describe('How many at most, the latest first. Default 100'),
  }),
  output: z.array(z.strictObject({ ...sessionObject.shape, ...live })),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'sessions',
    flags: [{ field: 'all', short: 'a' }, limitFlag],
    group: 'watch',
    examples: [['shoal sessions --all', 'also those that have ended, with why']],
  },
  mcp: { default: false },
});

export const sessionShow = defineOperation({
  name: 'session.show',
  summary: 'Show one session: state, why, what it cost, last result, how it ended',
  kind: 'query',
  input: z.strictObject({ session: sessionRef }),
  output: z.strictObject({ ...sessionObject.shape, ...live, ...sessionFigures }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'session',
    positionals: ['session'],
    group: 'watch',
    examples: [['shoal session reviewer', 'what it does, and what its last turn gave']],
  },
  mcp: { default: false },
});
