import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { limitFlag } from '../fields.ts';
import { chunk, run, runRef, state, step } from './run-object.ts';

const turn = z.strictObject({
  step: z.string(),
  speaker: z.string().describe('An agent of the pipeline, or @ and the name of a person'),
  kind: z.enum(['turn', 'summary']),
  round: z.int(),
  state: step.shape.state,
  vote: z
    .enum(['agree', 'withdraw', 'none'])
    .describe('withdraw: it had agreed in the round before, and no longer does'),
  text: z.string().nullable().describe('null: nothing yet'),
  chars: z.int().describe('Of the whole text'),
  startedAt: step.shape.startedAt,
  endedAt: step.shape.endedAt,
});

const chars = z.int().min(0).max(10_000_000).describe('Characters');

const shown = z.strictObject({
  ...run.shape,
  input: z.string(),
  params: z.array(
    z.strictObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
  ),
  steps: z.array(step),
  chunks: z.array(chunk),
  consensus: z.strictObject({ isReached: z.boolean(), rounds: z.int() }).nullable(),
  inputChars: z.int().describe('Of the whole'),
  result: z.string().nullable().describe('What the last stage gave'),
  resultChars: z.int(),
});

const stepTokens = step
  .pick({
    id: true,
    n: true,
    node: true,
    kind: true,
    stage: true,
    round: true,
    contextTokens: true,
    savedTokens: true,
  })
  .extend({
    inputTokens: z.int(),
    outputTokens: z.int(),
    tokensAre: z
      .enum(['exact', 'estimated'])
      .describe('exact: the harness counted. estimated: a token for every four characters'),
    costUsd: z.number().nullable().describe('null: unknown'),
    costIs: z.enum(['exact', 'estimated', 'unknown']),
  });

export const runList = defineOperation({
  name: 'run.list',
  summary: 'List the runs of pipelines, newest first',
  kind: 'query',
  input: z.strictObject({
    state: z
      .enum([
        ...state.options,
        'pending',
        'in_progress',
        'approved',
        'awaiting_gate',
        'awaiting_human_input',
        'stalled',
      ])
      .optional()
      .describe(
        'Only those. pending is queued, in_progress and approved are running; awaiting_gate and awaiting_human_input wait for an approval or an answer; none is ever stalled',
      ),
    pipeline: z.string().min(1).max(64).optional().describe('Only those of this pipeline'),
    before: runRef.optional().describe('Only runs older than this one, to page back'),
    limit: z.int().min(1).max(1_000).optional().describe('Default: 50'),
  }),
  output: z.array(run),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'runs',
    flags: [
      { field: 'state', value: 'STATE' },
      { field: 'pipeline', value: 'NAME' },
      { field: 'before', value: 'RUN' },
      limitFlag,
    ],
    group: 'watch',
    examples: [['shoal runs', 'the latest']],
  },
  mcp: { default: false },
});

export const runShow = defineOperation({
  name: 'run.show',
  summary: 'Show a run: its stages, what each gave and cost, what it waits for',
  kind: 'query',
  input: z.strictObject({
    id: runRef,
    chars: chars.describe('Of its input and result each. Default: all').optional(),
  }),
  output: shown,
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'run show',
    positionals: ['id'],
    group: 'watch',
    examples: [['shoal run show r12', 'the same as shoal show r12']],
  },
  mcp: { default: false },
});

export const runTokens = defineOperation({
  name: 'run.tokens',
  summary: 'Show what each step of a run cost, what of it was context, and what its context strategy saved',
  kind: 'query',
  input: z.strictObject({ id: runRef }),
  output: z.strictObject({
    id: z.string(),
    pipeline: z.string(),
    steps: z.array(stepTokens),
    total: stepTokens
      .pick({
        inputTokens: true,
        outputTokens: true,
        tokensAre: true,
        contextTokens: true,
        savedTokens: true,
      })
      .extend({
        costUsd: z.number().nullable().describe('Of all turns, failed attempts included; null: unknown'),
        costIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
        costUsdMax: z.number().nullable().describe('Limit of the pipeline'),
      }),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'run tokens',
    positionals: ['id'],
    group: 'watch',
    examples: [['shoal show r12 --tokens', 'the same; estimates carry ~']],
  },
  mcp: { default: false },
});

export const runContext = defineOperation({
  name: 'run.context',
  summary: 'Print what the stages of a run were given and gave: its context.md',
  kind: 'query',
  input: z.strictObject({ id: runRef }),
  output: z.strictObject({
    id: z.string(),
    file: z.string().describe('Where it lies, too'),
    text: z.string(),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'context',
    positionals: ['id'],
    group: 'watch',
    examples: [['shoal context r12', 'all stages so far']],
  },
  mcp: { default: false },
});

export const runStep = defineOperation({
  name: 'run.step',
  summary: 'Show one step of a run in full: what it was given, and what it gave',
  kind: 'query',
  input: z.strictObject({
    id: z.string().min(1).max(64).describe('Step, such as x3'),
    chars: chars.describe('Of each of its texts, and of each turn of a session. Default: all').optional(),
  }),
  output: z.strictObject({
    ...step.shape,
    run: z.string(),
    input: z.string(),
    inputChars: z.int().describe('Of the whole'),
    output: z.string().nullable(),
    outputChars: z.int(),
    prompt: z.string().nullable().describe('All that its agent was told; null: no agent was'),
    promptChars: z.int(),
    fields: z
      .record(z.string(), z.unknown())
      .describe(
        'What its output says as data: its last JSON object, and the fields that the pipeline asks for',
      ),
    runtime: z.string().nullable(),
    model: z.string().nullable(),
    contextStrategy: z.string().nullable(),
    sessions: z.array(z.string()).describe('Sessions of its agent, every attempt, oldest first'),
    gate: z
      .strictObject({ step: z.string(), decision: step.shape.decision, reason: z.string().nullable() })
      .nullable()
      .describe('Who judged it; decision null: not yet'),
    next: z
      .array(z.strictObject({ step: z.string(), node: z.string(), label: z.string().nullable() }))
      .describe('What it led to'),
    turns: z.array(turn).describe('Of a session: what was said, in order'),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'run step',
    positionals: ['id'],
    group: 'watch',
    examples: [['shoal run step x3', 'input and output of a stage']],
  },
  mcp: { default: false },
});

export const runWatch = defineOperation({
  name: 'run.watch',
  summary: 'Follow a run: each step as it begins and ends, and what its agents say meanwhile; ends with it',
  kind: 'stream',
  input: z.strictObject({
    id: runRef,
    from: z.int().min(1).optional().describe('First step, by its number. Default: those that have not ended'),
  }),
  output: z.strictObject({
    type: z.enum(['run', 'step', 'text', 'tool']),
    run: run.nullable().describe('Of `run`: as it is now'),
    step: step.nullable().describe('Of `step`: as it is now; of `text` and `tool`: whose it is'),
    text: z.string().nullable().describe('A piece of what it says, or the tool that it uses'),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'run watch',
    positionals: ['id'],
    flags: [{ field: 'from', form: 'integer', value: 'N' }],
    followsRun: true,
    group: 'watch',
    examples: [['shoal run watch r12', 'until it ends, or waits for you; to leave stops nothing']],
  },
});
