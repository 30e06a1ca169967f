import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key, keyFlag } from '../fields.ts';
import { request } from '../request/request-object.ts';
import { pendingAfterMs, waitingFlags } from '../waiting.ts';
import { messageRef, sent, text } from './message-object.ts';

const address = z.string().min(1).max(65).describe('A name, @all, @leader, @human, @role or #topic');
const to = z.array(address).min(1).max(50);

export const messageSend = defineOperation({
  name: 'message.send',
  summary: 'Send a message to agents, roles, a topic or people',
  kind: 'command',
  input: z.strictObject({
    text: text.describe('The message, shown literally'),
    to: to.optional().describe('Recipients: names, @all, @leader, @human, @role, #topic. Default: @all'),
    now: z
      .boolean()
      .optional()
      .describe('Urgent: shown before the next tool call, not after it. Default: false'),
    priority: z
      .enum(['now', 'next', 'idle'])
      .optional()
      .describe(
        'now: as --now; next: with the next turn or after a tool; idle: once it is idle. Default: next',
      ),
    ttlMs: z
      .int()
      .min(1_000)
      .max(30 * 86_400_000)
      .optional()
      .describe('Time to live: unseen by then it expires, ms. Default: for ever'),
    key: key.optional(),
  }),
  output: sent,
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOT_FOUND', 'LIMIT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'msg',
    positionals: ['text'],
    flags: [
      { field: 'to', value: 'NAME|@all|@leader|@role|#topic' },
      { field: 'now' },
      { field: 'priority', value: 'now|next|idle' },
      { field: 'ttlMs', long: 'ttl', form: 'duration', value: '10m' },
      keyFlag,
    ],
    fileInto: 'text',
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal msg "The schema changed, pull before you go on" --to @all', 'everyone who is here'],
      [
        'shoal msg "Take the API, I take the tests" --to lucid-knuth --now',
        'one agent, before its next tool call',
      ],
      ['shoal msg "We use UTC everywhere" --to "#decisions"', 'a board that can be read later'],
      ['shoal msg --file review.md --to @reviewer', 'a long text'],
      [
        'shoal msg "CI is red on main" --ttl 10m --priority idle',
        'not worth an interruption, or reading late',
      ],
    ],
  },
  mcp: { default: true },
});

export const messageAsk = defineOperation({
  name: 'message.ask',
  summary: 'Ask a question and wait for the answer',
  kind: 'command',
  input: z.strictObject({
    text: text.optional().describe('The question'),
    to: to.optional().describe('Whom to ask; the first answer counts'),
    timeoutMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .optional()
      .describe('How long to wait for the answer, ms. Default 5 min'),
    resume: messageRef.optional().describe('Go on waiting for a question asked before, instead of asking'),
    pendingAfterMs: pendingAfterMs('question'),
    key: key.optional(),
  }),
  output: z.strictObject({
    question: z.string(),
    pending: z.boolean().describe('No answer yet: ask again with `resume`'),
    reply: z.string().nullable().describe('Id of the answer'),
    from: z.string().nullable(),
    fromName: z.string().nullable(),
    body: z.string().nullable().describe('The answer'),
  }),
  errors: [
    'NOT_JOINED',
    'INVALID_INPUT',
    'NOT_FOUND',
    'NOT_ALLOWED',
    'DEADLOCK',
    'TIMED_OUT',
    'LIMIT',
    'CONFLICT',
  ],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'ask',
    positionals: ['text'],
    flags: [
      { field: 'to', value: 'NAME|@leader|@human|@role|@all' },
      { field: 'timeoutMs', long: 'timeout', form: 'duration', value: '5m' },
      ...waitingFlags,
    ],
    fileInto: 'text',
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal ask "Redis or SQLite?" --to @leader --timeout 60', 'waits a minute for the answer'],
      ['shoal ask "May I drop the old table?" --to @human', 'asks the person'],
      [
        'shoal ask "Drop the old table?" --approval',
        'yes or no, as an exit code: `shoal ask --approval --help`',
      ],
    ],
  },
  mcp: { default: true, note: 'Blocks until answered; on "pending" call it again with resume.' },
});

export const messageReply = defineOperation({
  name: 'message.reply',
  summary: 'Answer a question, or reply to any message you were sent',
  kind: 'command',
  input: z.strictObject({
    id: z.string().min(1).max(20).describe('Message (m42 or 42), or a question that waits for you (q5)'),
    text: text.describe('The reply'),
    key: key.optional(),
  }),
  output: z.union([
    request,
    sent.extend({
      late: z.boolean().describe('The asker had stopped waiting; it finds the reply in its inbox'),
    }),
  ]),
  errors: ['NOT_JOINED', 'NOT_FOUND', 'NOT_ALLOWED', 'LIMIT', 'CONFLICT', 'INVALID_INPUT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'reply',
    positionals: ['id', 'text'],
    flags: [keyFlag],
    fileInto: 'text',
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal reply 42 "SQLite: it needs no server"', 'answers m42; an asker that waits wakes at once'],
      ['shoal reply q5 "Use the staging key"', 'answers the question of a harness'],
    ],
  },
  mcp: { default: true },
});
