import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { reason } from '../fields.ts';
import { run, runRef } from './run-object.ts';

/** The frame of what a person says to a run. */
const decision = {
  kind: 'command',
  output: run,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT', 'AMBIGUOUS', 'INVALID_INPUT', 'UNHEALTHY'],
  access: 'agent',
  needs: 'daemon',
  mcp: { default: false },
} as const;
const decisionCli = { followsRun: true, group: 'talk' } as const;

export const runApprove = defineOperation({
  ...decision,
  name: 'run.approve',
  summary: 'Approve what a run waits for; it goes on at once',
  input: z.strictObject({ id: runRef, reason: reason.optional() }),
  cli: {
    ...decisionCli,
    command: 'run approve',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    examples: [['shoal approve r12', 'the same; its gate is decided, and the next stage begins']],
  },
});

export const runReject = defineOperation({
  ...decision,
  name: 'run.reject',
  summary: 'Reject what a run waits for, and say why; the author reads it',
  input: z.strictObject({ id: runRef, reason }),
  cli: {
    ...decisionCli,
    command: 'run reject',
    positionals: ['id'],
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }],
    examples: [['shoal reject r12 -r "No tests"', 'the same; exit 6 when the run ends with it']],
  },
});

export const runAnswer = defineOperation({
  ...decision,
  name: 'run.answer',
  summary: 'Answer what a run asks, or speak in its session',
  input: z.strictObject({
    id: runRef,
    text: z.string().max(1_000_000).regex(/\S/).describe('The answer, or what you say'),
    session: z.string().min(1).max(64).optional().describe('Which session, when several go on'),
  }),
  cli: {
    ...decisionCli,
    command: 'human-input',
    positionals: ['id', 'text'],
    flags: [{ field: 'session', value: 'NODE' }],
    fileInto: 'text',
    examples: [
      ['shoal human-input r12 "Use RS256"', 'the one open question of r12; in a session, a turn of yours'],
    ],
  },
});

export const runCancel = defineOperation({
  name: 'run.cancel',
  summary: 'Cancel a run: what it still does is stopped',
  kind: 'command',
  input: z.strictObject({
    id: runRef,
    reason: z.string().max(10_000).optional().describe('Why. Default: none'),
  }),
  output: run,
  errors: ['NOT_FOUND', 'CONFLICT'],
  access: 'anyone',
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
