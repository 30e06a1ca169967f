import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { priority, run, runRef, startErrors } from './run-object.ts';

const param = z
  .string()
  .regex(/^[A-Za-z_]\w*=/)
  .max(10_000);
const params = z.array(param).max(100).optional();
const otherParams = params.describe('Values of its parameters, each NAME=VALUE, in place of those it had');
const paramsFlag = { field: 'params', long: 'param', short: 'p', value: 'NAME=VALUE' } as const;

export const runStart = defineOperation({
  name: 'run.start',
  summary: 'Start a pipeline on a task, and answer at once',
  kind: 'command',
  input: z.strictObject({
    text: z.string().max(4_000_000).regex(/\S/).describe('What is to be done'),
    pipeline: z.string().min(1).max(64).optional().describe('Its name. Default: the default pipeline'),
    agent: z.string().min(1).max(64).optional().describe('Agent that begins. Default: as the pipeline says'),
    params: params.describe('Values of its parameters, each NAME=VALUE'),
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
      paramsFlag,
      { field: 'priority', form: 'priority', value: '1-10' },
      { field: 'parallel' },
    ],
    fileInto: 'text',
    group: 'plumbing',
    examples: [['shoal run start "Add JWT authentication"', 'and answer at once; `shoal run` watches it']],
  },
  mcp: { default: false },
});

export const runTidy = defineOperation({
  name: 'run.tidy',
  summary: 'Remove the git worktrees of runs that ended, where nothing would be lost with them',
  kind: 'command',
  input: z.strictObject({ id: runRef.optional().describe('Only that of this run. Default: of all') }),
  output: z.array(
    z.strictObject({
      run: z.string(),
      directory: z.string(),
      branch: z.string(),
      isRemoved: z.boolean(),
      why: z.string().nullable().describe('Why it stays'),
    }),
  ),
  errors: ['NOT_FOUND', 'CONFLICT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'run tidy',
    positionals: ['id'],
    group: 'manage',
    examples: [['shoal run tidy', 'those whose work has been merged since; others say what is in them']],
  },
  mcp: { default: false },
});

export const runFix = defineOperation({
  name: 'run.fix',
  summary: 'Start a run that follows up another: the same pipeline and parameters, and what was done before',
  kind: 'command',
  input: z.strictObject({
    id: runRef,
    text: z.string().max(4_000_000).regex(/\S/).describe('What is to be done now'),
    agent: z.string().min(1).max(64).optional().describe('Agent that begins. Default: as the pipeline says'),
    params: otherParams,
  }),
  output: run,
  errors: [...startErrors],
  access: 'anyone',
  needs: 'daemon',
  cli: {
    command: 'fix',
    positionals: ['id', 'text'],
    flags: [{ field: 'agent', value: 'ID' }, paramsFlag],
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
    params: otherParams,
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
      paramsFlag,
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
