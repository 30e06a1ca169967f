import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { reason } from './fields.ts';
import { run, runRef, startErrors } from './run.ts';

const decideErrors = [
  'NOT_JOINED',
  'NOT_FOUND',
  'NOT_ALLOWED',
  'CONFLICT',
  'AMBIGUOUS',
  'INVALID_INPUT',
  'UNHEALTHY',
] as const;

export const runApprove = defineOperation({
  name: 'run.approve',
  summary: 'Approve what a run waits for; it goes on at once',
  kind: 'command',
  input: z.strictObject({ id: runRef, reason: reason.optional() }),
  output: run,
  errors: [...decideErrors],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'run approve',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    followsRun: true,
    group: 'talk',
    examples: [['shoal approve r12', 'the same; its gate is decided, and the next stage begins']],
  },
  mcp: { default: false },
});

export const runReject = defineOperation({
  name: 'run.reject',
  summary: 'Reject what a run waits for, and say why; the author reads it',
  kind: 'command',
  input: z.strictObject({ id: runRef, reason }),
  output: run,
  errors: [...decideErrors],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'run reject',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    followsRun: true,
    group: 'talk',
    examples: [['shoal reject r12 -r "No tests"', 'the same; exit 6 when the run ends with it']],
  },
  mcp: { default: false },
});

export const runAnswer = defineOperation({
  name: 'run.answer',
  summary: 'Answer what a run asks, or speak in its session',
  kind: 'command',
  input: z.strictObject({
    id: runRef,
    text: z.string().max(1_000_000).regex(/\S/).describe('The answer, or what you say'),
    session: z.string().min(1).max(64).optional().describe('Which session, when several go on'),
  }),
  output: run,
  errors: [...decideErrors],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'human-input',
    positionals: ['id', 'text'],
    flags: [{ field: 'session', value: 'NODE' }],
    fileInto: 'text',
    followsRun: true,
    group: 'talk',
    examples: [
      ['shoal human-input r12 "Use RS256"', 'the one open question of r12; in a session, a turn of yours'],
    ],
  },
  mcp: { default: false },
});

const params = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z_]\w*=/)
      .max(10_000),
  )
  .max(100)
  .optional()
  .describe('Values of its parameters, each NAME=VALUE, in place of those it had');

export const runFix = defineOperation({
  name: 'run.fix',
  summary: 'Start a run that follows up another: the same pipeline and parameters, and what was done before',
  kind: 'command',
  input: z.strictObject({
    id: runRef,
    text: z.string().max(4_000_000).regex(/\S/).describe('What is to be done now'),
    agent: z.string().min(1).max(64).optional().describe('Agent that begins. Default: as the pipeline says'),
    params,
  }),
  output: run,
  errors: [...startErrors],
  access: 'anyone',
  needs: 'daemon',
  cli: {
    command: 'fix',
    positionals: ['id', 'text'],
    flags: [
      { field: 'agent', value: 'ID' },
      { field: 'params', long: 'param', short: 'p', value: 'NAME=VALUE' },
    ],
    fileInto: 'text',
    followsRun: true,
    group: 'work',
    examples: [['shoal fix r12 "The login page is blank"', 'a new run, told of all that r12 did']],
  },
  mcp: { default: false },
});

export const runRestart = defineOperation({
  name: 'run.restart',
  summary: 'Start a run that takes over the finished stages of one that ended, and goes on',
  kind: 'command',
  input: z.strictObject({
    id: runRef,
    fromStage: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('First stage that is done again. Default: what had not finished; else the last one'),
    pipeline: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Pipeline whose file, as it is now, is used. Default: what the run began with'),
    params,
  }),
  output: run,
  errors: [...startErrors],
  access: 'anyone',
  needs: 'daemon',
  cli: {
    command: 'restart',
    positionals: ['id'],
    flags: [
      { field: 'fromStage', form: 'integer', value: 'N' },
      { field: 'pipeline', short: 'P', value: 'NAME' },
      { field: 'params', long: 'param', short: 'p', value: 'NAME=VALUE' },
    ],
    followsRun: true,
    group: 'work',
    examples: [
      ['shoal restart r12', 'goes on where it failed'],
      ['shoal restart r12 --from-stage 3', 'stages 1 and 2 are kept'],
    ],
  },
  mcp: { default: false },
});
