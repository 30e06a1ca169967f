import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, taskRef, time } from './fields.ts';

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

const budget = z.strictObject({
  of: z.enum(['workspace', 'queue', 'profile']),
  name: z.string().nullable().describe('null: the workspace as a whole'),
  usdPerDay: z.number(),
  spentUsd: z.number().describe('On this day so far; what is not known is not in it'),
  costIs: figures.costIs,
  share: z.number().describe('Of the budget: 1 is all of it'),
  isSpent: z.boolean().describe('No worker is started for it until the day ends'),
  usdPerHour: z.number().describe('Over the last 3 hours'),
  reachedAt: z
    .string()
    .nullable()
    .describe('When it will be spent at this rate (ISO 8601); null: not within a day, or it is spent'),
});

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
    budgets: z.array(budget).describe('Those of shoal.yaml, on this day'),
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
      { field: 'since', form: 'past', value: 'TIME' },
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

const daily = {
  turns: figures.turns,
  inputTokens: figures.inputTokens,
  cachedTokens: figures.cachedTokens,
  outputTokens: figures.outputTokens,
  uncounted: figures.uncounted,
  costUsd: figures.costUsd,
  costIs: figures.costIs,
};

export const usageDays = defineOperation({
  name: 'usage.days',
  summary: 'Show what each of the last days cost, split by agent, queue, task, model, harness or profile',
  kind: 'query',
  input: z.strictObject({
    by: z
      .enum(['agent', 'queue', 'task', 'model', 'harness', 'profile'])
      .optional()
      .describe('What each day is split by. Default: agent'),
    days: z.int().min(1).max(366).optional().describe('How many days up to today. Default 14'),
    timeZone: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Where a day begins at midnight, a name of the IANA database: Europe/Berlin. Default: UTC'),
    limit: z.int().min(2).max(200).optional().describe('Rows at most; the last is of all others. Default 12'),
  }),
  output: z.strictObject({
    by: z.enum(['agent', 'queue', 'task', 'model', 'harness', 'profile']),
    timeZone: z.string(),
    days: z
      .array(z.strictObject({ day: z.string(), start: time, ...daily }))
      .describe('Every day, the oldest first, also those in which nothing was done'),
    rows: z
      .array(z.strictObject({ of: z.string(), label: z.string(), ...daily }))
      .describe('All days together, the dearest first; `of` is + for all others, empty for none'),
    cells: z
      .array(z.strictObject({ day: z.string(), of: z.string(), ...daily }))
      .describe('Each row on each day on which it did something'),
    total: z.strictObject(daily),
    today: z.strictObject(daily),
    burn: z.strictObject({
      hours: z.int().describe('How many hours back the rates look'),
      usdPerHour: z.number().nullable(),
      tokensPerHour: z.int().nullable(),
      costIs: figures.costIs,
    }),
    keptFrom: z
      .string()
      .nullable()
      .describe('Earlier turns are not kept any more (ISO 8601); null: the figures are of all turns'),
  }),
  errors: ['INVALID_INPUT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'usage days',
    flags: [
      { field: 'by', value: 'agent|queue|task|model|harness|profile' },
      { field: 'days', short: 'n', form: 'integer', value: 'N' },
      { field: 'timeZone', value: 'ZONE' },
      { field: 'limit', form: 'integer', value: 'N' },
    ],
    group: 'watch',
    examples: [
      ['shoal usage days', 'the last two weeks, and who spent it'],
      ['shoal usage days -n 30 --by model --time-zone Europe/Berlin', 'a month, by model'],
    ],
  },
  mcp: { default: false },
});

export const usageBudgets = defineOperation({
  name: 'usage.budgets',
  summary: 'Show how much of each budget of shoal.yaml is spent today, and when it will be at this rate',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    day: z.string().describe("Today, on the clock of the daemon's machine"),
    timeZone: z.string(),
    endsAt: time.describe('When the day ends and the next budget begins'),
    budgets: z.array(budget),
  }),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'usage budgets',
    group: 'watch',
    examples: [
      ['shoal usage budgets', 'what is left today'],
      ['shoal config set budgets.workspace 20', 'make one: 20 dollars a day'],
    ],
  },
  mcp: { default: false },
});
