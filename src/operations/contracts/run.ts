import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { time } from './fields.ts';

export const runRef = z.string().min(1).max(64).describe('Run: its id (r12 or 12)');
const id = runRef;
const priority = z.int().min(1).max(10);
const state = z.enum([
  'queued',
  'running',
  'waiting',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'limited',
]);

export const run = z.strictObject({
  id: z.string(),
  kind: z.literal('run'),
  runKind: z.enum(['run', 'fix', 'restart']),
  pipeline: z.string(),
  title: z.string(),
  state,
  why: z.string().nullable(),
  waitsFor: z.string().nullable().describe('Run that works where this one would; null unless it is queued'),
  priority,
  stages: z.int().describe('Stages that ended'),
  calls: z.int().describe('Turns of agents so far'),
  working: z.array(z.string()).describe('Agents at work now'),
  requests: z.array(z.string()).describe('Requests that wait for a person'),
  parent: z.string().nullable(),
  directory: z.string().describe('Where its agents work'),
  branch: z.string().nullable().describe('Of the git worktree of its own, with --parallel'),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
});

const step = z.strictObject({
  id: z.string(),
  n: z.int(),
  node: z.string(),
  kind: z.enum(['entry', 'stage', 'session', 'turn', 'summary', 'gate']),
  label: z.string().nullable(),
  state: z.enum(['held', 'open', 'done', 'failed', 'cancelled']),
  stage: z.int().nullable(),
  round: z.int(),
  task: z.string().nullable(),
  request: z.string().nullable(),
  from: z.string().nullable(),
  decision: z.enum(['approved', 'rejected', 'undecided']).nullable(),
  reason: z.string().nullable(),
  agrees: z.boolean().nullable(),
  brief: z.string().nullable(),
  error: z.string().nullable(),
  retries: z.int(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  inputTokens: z.int().nullable().describe('null: unknown'),
  outputTokens: z.int().nullable().describe('null: unknown'),
  costUsd: z.number().nullable().describe('null: unknown'),
  contextTokens: z.int().describe('Of the context in its prompt, about'),
  savedTokens: z.int().describe('What its context strategy left out, about'),
});

export const chunk = z.strictObject({
  id: z.string(),
  description: z.string(),
  status: z.enum(['pending', 'in_progress', 'done']),
  createdBy: z.string(),
  completedBy: z.string().nullable(),
});

const shown = z.strictObject({
  ...run.shape,
  input: z.string(),
  params: z.array(
    z.strictObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
  ),
  steps: z.array(step),
  chunks: z.array(chunk),
  consensus: z.strictObject({ isReached: z.boolean(), rounds: z.int() }).nullable(),
  result: z.string().nullable().describe('What the last stage gave'),
});

export const startErrors = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'AMBIGUOUS',
  'NOT_ALLOWED',
  'LIMIT',
  'CONFLICT',
  'UNHEALTHY',
  'SPAWN_FAILED',
] as const;

export const runStart = defineOperation({
  name: 'run.start',
  summary: 'Start a pipeline on a task, and answer at once',
  kind: 'command',
  input: z.strictObject({
    text: z.string().max(4_000_000).regex(/\S/).describe('What is to be done'),
    pipeline: z.string().min(1).max(64).optional().describe('Its name. Default: the default pipeline'),
    agent: z.string().min(1).max(64).optional().describe('Agent that begins. Default: as the pipeline says'),
    params: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z_]\w*=/)
          .max(10_000),
      )
      .max(100)
      .optional()
      .describe('Values of its parameters, each NAME=VALUE'),
    priority: priority.optional().describe('10 is most urgent. Default: 5'),
    parallel: z
      .boolean()
      .optional()
      .describe('In a git worktree of its own, beside other runs. Default: false, it waits its turn'),
  }),
  output: run,
  errors: [...startErrors],
  access: 'anyone',
  needs: 'daemon',
  cli: {
    command: 'run start',
    positionals: ['text'],
    flags: [
      { field: 'pipeline', value: 'NAME' },
      { field: 'agent', value: 'ID' },
      { field: 'params', long: 'param', short: 'p', value: 'NAME=VALUE' },
      { field: 'priority', form: 'priority', value: '1-10' },
      { field: 'parallel' },
    ],
    fileInto: 'text',
    group: 'plumbing',
    examples: [['shoal run start "Add JWT authentication"', 'and answer at once; `shoal run` watches it']],
  },
  mcp: { default: false },
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
    limit: z.int().min(1).max(1_000).optional().describe('Default: 50'),
  }),
  output: z.array(run),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'runs',
    flags: [
      { field: 'state', value: 'STATE' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
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
  input: z.strictObject({ id }),
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

export const runTokens = defineOperation({
  name: 'run.tokens',
  summary: 'Show what each step of a run cost, what of it was context, and what its context strategy saved',
  kind: 'query',
  input: z.strictObject({ id }),
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
  input: z.strictObject({ id }),
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
  input: z.strictObject({ id: z.string().min(1).max(64).describe('Step, such as x3') }),
  output: z.strictObject({
    ...step.shape,
    run: z.string(),
    input: z.string(),
    output: z.string().nullable(),
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

export const runCancel = defineOperation({
  name: 'run.cancel',
  summary: 'Cancel a run: what it still does is stopped',
  kind: 'command',
  input: z.strictObject({ id, reason: z.string().max(10_000).optional().describe('Why. Default: none') }),
  output: run,
  errors: ['NOT_FOUND', 'CONFLICT', 'NOT_JOINED', 'NOT_ALLOWED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'run cancel',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    group: 'work',
    examples: [['shoal cancel r12 -r "wrong branch"', 'its agents are stopped, wherever it was started']],
  },
  mcp: { default: false },
});

export const runWatch = defineOperation({
  name: 'run.watch',
  summary: 'Follow a run: each step as it begins and ends, and what its agents say meanwhile; ends with it',
  kind: 'stream',
  input: z.strictObject({
    id,
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
