import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key, keyFlag } from '../fields.ts';
import { request, requestRef } from './request-object.ts';

/** The frame of a decision, one way or the other. */
const decision = {
  kind: 'command',
  output: request,
  errors: ['NOT_JOINED', 'NOT_FOUND', 'NOT_ALLOWED', 'CONFLICT', 'INVALID_INPUT', 'LIMIT', 'BUSY'],
  access: 'agent',
  needs: 'store',
  mcp: { default: false, note: 'Only requests that name you or your role in `by`, and none of your own.' },
} as const;
const decisionCli = { positionals: ['id'], group: 'talk', everyday: true } as const;

/** How far the decision goes. */
const extent = {
  option: z.string().min(1).max(200).optional().describe('One of the options that it offers'),
  always: z
    .boolean()
    .optional()
    .describe('The option that holds for the rest of the session, if it offers one'),
  alwaysFor: z
    .enum(['task', 'profile'])
    .optional()
    .describe(
      'Decide the like of it alike from now on: a policy for this task until it is closed, or for the profile, in shoal.yaml. People only; `request.rule` says which policy',
    ),
};
const extentFlags = [
  { field: 'option', value: 'ID' },
  { field: 'always' },
  { field: 'alwaysFor', value: 'task|profile' },
] as const;

export const requestApprove = defineOperation({
  ...decision,
  name: 'request.approve',
  summary: 'Approve a request; whoever waits for it goes on at once',
  input: z.strictObject({ id: requestRef, ...extent, key: key.optional() }),
  cli: {
    command: 'approve',
    ...decisionCli,
    flags: [...extentFlags, keyFlag],
    examples: [
      ['shoal approve q5', 'this once'],
      ['shoal approve q5 --always', 'and the like of it for the rest of the session'],
      ['shoal approve q5 --always-for profile', 'and the same again, for every agent of its profile'],
      ['shoal approve r12', 'what a run waits for; it is shown as it goes on'],
    ],
  },
});

export const requestReject = defineOperation({
  ...decision,
  name: 'request.reject',
  summary: 'Reject a request, and say why',
  input: z.strictObject({
    id: requestRef,
    reason: z
      .string()
      .min(1)
      .max(10_000)
      .describe(
        'Why, and what to do instead. Its asker reads it, a harness where its protocol has a place for it',
      ),
    ...extent,
    key: key.optional(),
  }),
  cli: {
    command: 'reject',
    ...decisionCli,
    flags: [{ field: 'reason', short: 'r', value: 'TEXT' }, ...extentFlags, keyFlag],
    examples: [['shoal reject q5 -r "Not on a Friday: open a pull request"', 'the asker reads why']],
  },
});
