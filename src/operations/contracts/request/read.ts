import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { agentRef, limit, limitFlag } from '../fields.ts';
import { subject } from '../request-subject.ts';
import { outcome, request, requestRef } from './request-object.ts';

export const requestList = defineOperation({
  name: 'request.list',
  summary:
    'List what waits for a decision: permissions, questions, approvals; the riskiest first, then the oldest',
  kind: 'query',
  input: z.strictObject({
    all: z.boolean().optional().describe('Decided ones too, the newest first. Default: only open ones'),
    agent: agentRef.optional().describe('Only those of this agent'),
    limit: limit.optional().describe('How many at most. Default 100'),
  }),
  output: z.array(request),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'requests',
    flags: [{ field: 'all', short: 'a' }, { field: 'agent', value: 'NAME' }, limitFlag],
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal requests', 'what waits for you, and until when'],
      ['shoal requests --all --agent impl', 'what one agent asked, and who decided'],
    ],
  },
  mcp: { default: false },
});

export const requestShow = defineOperation({
  name: 'request.show',
  summary: 'Show one request with all that it takes to decide it',
  kind: 'query',
  input: z.strictObject({ id: requestRef }),
  output: request.extend({
    subject,
    detail: z.unknown().describe('The same as its harness said it'),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'request',
    positionals: ['id'],
    group: 'talk',
    examples: [['shoal request q5', 'the whole input of the tool that asks']],
  },
  mcp: { default: false },
});

export const requestRule = defineOperation({
  name: 'request.rule',
  summary: 'Say which policy would decide the like of a permission from now on',
  kind: 'query',
  input: z.strictObject({
    id: requestRef,
    outcome: outcome.optional().describe('Default: approve'),
  }),
  output: z.strictObject({
    request: z.string(),
    open: z.boolean().describe('Whether it is still to be decided'),
    outcome,
    rules: z.array(
      z.strictObject({
        scope: z
          .enum(['session', 'task', 'profile'])
          .describe('session: by the harness itself, with `always`'),
        possible: z.boolean(),
        words: z.string().nullable().describe('The policy in words'),
        yaml: z.string().nullable().describe('As it would stand in shoal.yaml; null where it does not'),
        refusal: z.string().nullable().describe('Why there is none'),
      }),
    ),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'policy suggest',
    positionals: ['id'],
    flags: [{ field: 'outcome', value: 'approve|reject' }],
    group: 'manage',
    examples: [['shoal policy suggest q5', 'what `shoal approve q5 --always-for profile` would write']],
  },
  mcp: { default: false },
});
