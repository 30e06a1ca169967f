import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, key, limit, time } from './fields.ts';
import { subject } from './request-subject.ts';

const requestRef = z.string().min(1).max(20).describe('Request: its id (q5 or 5)');
const outcome = z.enum(['approve', 'reject']);
const optionId = z.string().min(1).max(200);

export const request = z.strictObject({
  id: z.string(),
  kind: z.literal('request'),
  requestKind: z
    .enum(['permission', 'question', 'approval'])
    .describe('permission: a harness asks for a tool. question: answered with text. approval: an agent asks'),
  state: z
    .enum(['open', 'decided', 'expired', 'withdrawn'])
    .describe('expired: its deadline passed, and its default holds. withdrawn: nobody waits for it any more'),
  agent: z.string().describe('Who waits'),
  agentName: z.string(),
  session: z.string().nullable(),
  task: z.string().nullable(),
  title: z.string().describe('What is asked, in one line'),
  risk: z.enum(['high', 'medium', 'low']).describe('A help for the eye; medium also when it is not known'),
  riskWhy: z.string().describe('In a few words'),
  body: z.string().nullable().describe('The whole text, when it is more than the title'),
  tool: z.string().nullable(),
  command: z.string().nullable(),
  paths: z.array(z.string()),
  options: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      outcome,
      always: z.boolean().describe('Holds for the rest of the session too'),
    }),
  ),
  by: z.array(z.string()).describe('Who may decide besides people: names and @roles'),
  createdAt: time,
  dueAt: time.nullable().describe('Deadline while it is open; null: it waits for ever'),
  defaultOutcome: outcome.describe('What happens at the deadline'),
  outcome: outcome.nullable().describe('null while it is open, and when it was withdrawn'),
  option: z.string().nullable().describe('Id of the option chosen'),
  text: z.string().nullable().describe('Reason of a rejection, or the answer to a question'),
  decidedBy: z.string().nullable().describe('Agent id of who decided, `policy`, or `default`'),
  decidedByName: z.string().nullable(),
  decidedAt: time.nullable(),
});

/** An open request as a summary names it. */
export const waiting = request.pick({
  id: true,
  requestKind: true,
  agent: true,
  agentName: true,
  task: true,
  title: true,
  by: true,
  createdAt: true,
  dueAt: true,
  defaultOutcome: true,
});

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
    flags: [
      { field: 'all', short: 'a' },
      { field: 'agent', value: 'NAME' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
    ],
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
      { field: 'key', value: 'KEY' },
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
      { field: 'key', value: 'KEY' },
    ],
    group: 'talk',
    everyday: true,
    examples: [['shoal reject q5 -r "Not on a Friday: open a pull request"', 'the asker reads why']],
  },
  mcp: { default: false, note: 'Only requests that name you or your role in `by`, and none of your own.' },
});

export const requestAsk = defineOperation({
  name: 'request.ask',
  summary: 'Ask for an approval and wait: exit 0 approved, 6 rejected, 7 no decision in time',
  kind: 'command',
  input: z.strictObject({
    text: z
      .string()
      .min(1)
      .max(262_144)
      .optional()
      .describe('What you want to do; its first line is the title'),
    by: z
      .array(z.string().min(1).max(65).describe('A name, @role, @leader or @human'))
      .min(1)
      .max(20)
      .optional()
      .describe('Who may decide besides people. Default: @human, people alone'),
    timeoutMs: z
      .int()
      .min(1)
      .max(30 * 86_400_000)
      .optional()
      .describe('Deadline of the decision from now, ms. Default 1 h'),
    default: outcome.optional().describe('What happens at the deadline. Default: reject'),
    resume: requestRef.optional().describe('Go on waiting for a request made before, instead of making one'),
    pendingAfterMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .optional()
      .describe('Answer "pending" after this long while the request stays open, ms. Default: never'),
    key: key.optional(),
  }),
  output: z.strictObject({
    request: z.string(),
    pending: z.boolean().describe('No decision yet: ask again with `resume`'),
    outcome: z.literal('approve').nullable(),
    option: z.string().nullable(),
    text: z.string().nullable(),
    decidedBy: z.string().nullable().describe('Agent id of who approved, or `default`'),
    decidedByName: z.string().nullable(),
  }),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOT_FOUND', 'NOT_ALLOWED', 'TIMED_OUT', 'CONFLICT', 'LIMIT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'ask --approval',
    positionals: ['text'],
    flags: [
      { field: 'by', value: 'NAME|@role|@leader|@human' },
      { field: 'timeoutMs', long: 'timeout', form: 'duration', value: '1h' },
      { field: 'default', value: 'approve|reject' },
      { field: 'resume', value: 'ID' },
      { field: 'pendingAfterMs', long: 'pending-after', form: 'duration', value: '25s' },
      { field: 'key', value: 'KEY' },
    ],
    fileInto: 'text',
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal ask "Drop the old table?" --approval', 'waits for a person; nobody in time is a rejection'],
      [
        'shoal ask "Merge t42?" --approval --by @reviewer --timeout 10m',
        'a reviewer or a person; no agent decides for itself',
      ],
    ],
  },
  mcp: { default: false, note: 'Blocks until decided; on "pending" call it again with resume.' },
});
