import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key, keyFlag } from '../fields.ts';
import { optionId, request, requestRef } from './request-object.ts';

const option = optionId.optional().describe('One of the options that it offers');

const always = z
  .boolean()
  .optional()
  .describe('The option that holds for the rest of the session, if it offers one');

const alwaysFor = z
  .enum(['task', 'profile'])
  .optional()
  .describe(
    'Decide the like of it alike from now on: a policy for this task until it is closed, or for the profile, in shoal.yaml. People only; `request.rule` says which policy',
  );

const decideErrors = [
  'NOT_JOINED',
  'NOT_FOUND',
  'NOT_ALLOWED',
  'CONFLICT',
  'INVALID_INPUT',
  'LIMIT',
  'BUSY',
] as const;

export const requestApprove = defineOperation({
  name: 'request.approve',
  summary: 'Approve a request; whoever waits for it goes on at once',
  kind: 'command',
  input: z.strictObject({ id: requestRef, option, always, alwaysFor, key: key.optional() }),
  output: request,
  errors: [...decideErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'approve',
    positionals: ['id'],
    flags: [
      { field: 'option', value: 'ID' },
      { field: 'always' },
      { field: 'alwaysFor', value: 'task|profile' },
      keyFlag,
    ],
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal approve q5', 'this once'],
      ['shoal approve q5 --always', 'and the like of it for the rest of the session'],
      ['shoal approve q5 --always-for profile', 'and the same again, for every agent of its profile'],
      ['shoal approve r12', 'what a run waits for; it is shown as it goes on'],
    ],
  },
  mcp: { default: false, note: 'Only requests that name you or your role in `by`, and none of your own.' },
});

export const requestReject = defineOperation({
  name: 'request.reject',
  summary: 'Reject a request, and say why',
  kind: 'command',
  input: z.strictObject({
    id: requestRef,
    reason: z
      .string()
      .min(1)
      .max(10_000)
      .describe(
        'Why, and what to do instead. Its asker reads it, a harness where its protocol has a place for it',
      ),
    option,
    always,
    alwaysFor,
    key: key.optional(),
  }),
  output: request,
  errors: [...decideErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'reject',
    positionals: ['id'],
    flags: [
      { field: 'reason', short: 'r', value: 'TEXT' },
      { field: 'option', value: 'ID' },
      { field: 'always' },
      { field: 'alwaysFor', value: 'task|profile' },
      keyFlag,
    ],
    group: 'talk',
    everyday: true,
    examples: [['shoal reject q5 -r "Not on a Friday: open a pull request"', 'the asker reads why']],
  },
  mcp: { default: false, note: 'Only requests that name you or your role in `by`, and none of your own.' },
});
