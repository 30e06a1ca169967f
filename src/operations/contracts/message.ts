import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, key, limit, taskRef, time } from './fields.ts';
import { request } from './request.ts';

const messageRef = z.string().min(1).max(20).describe('Message: its id (m42 or 42)');
const address = z.string().min(1).max(65).describe('A name, @all, @leader, @human, @role or #topic');
const to = z.array(address).min(1).max(50);
const text = z.string().min(1).max(262_144);
const state = z
  .enum(['queued', 'delivered', 'seen', 'answered', 'expired'])
  .describe(
    'queued: accepted; delivered: fetched; seen: written out to the recipient; expired: nobody waits any more, or its time to live was over',
  );

const message = z.strictObject({
  id: z.string(),
  kind: z.enum(['message', 'question', 'answer']),
  from: z.string(),
  fromName: z.string(),
  to: z.string().describe('As the sender wrote it'),
  body: z.string(),
  urgent: z.boolean().describe('Its priority is now'),
  priority: z.enum(['now', 'next', 'idle']),
  replyTo: z.string().nullable(),
  topic: z.string().nullable(),
  task: z.string().nullable().describe('What the sender was working on'),
  createdAt: time,
  expiresAt: time
    .nullable()
    .describe('Until when the asker waits for an answer; another message expires then if it is unseen'),
});

const delivery = z.strictObject({
  agent: z.string(),
  agentName: z.string(),
  state,
  deliveredAt: time.nullable(),
  seenAt: time.nullable(),
  answeredAt: time.nullable(),
});

const sent = message.extend({ deliveries: z.array(delivery).describe('One per recipient') });

export const received = message.extend({
  unread: z.boolean(),
  awaitsReply: z.boolean().describe('A question that waits for your answer'),
  state: state.nullable().describe('Of your own copy; null when you are no recipient'),
});

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
      { field: 'key', value: 'KEY' },
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

export const messageInbox = defineOperation({
  name: 'message.inbox',
  summary:
    'Read your messages: unread ones first, the oldest first; for a person what waits for a decision before',
  kind: 'command',
  input: z.strictObject({
    unread: z.boolean().optional().describe('Only what you have not seen. Default: false'),
    topic: z
      .string()
      .min(1)
      .max(65)
      .optional()
      .describe('Read this board instead, oldest first; you follow it from then on'),
    before: messageRef.optional().describe('Only messages older than this one, to page back'),
    limit: limit.optional().describe('How many at most; the rest stays unread. Default 50'),
    bytesMax: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Stop before the answer has more bytes of JSON; one message at least, the rest stays unread'),
  }),
  output: z
    .array(z.union([request, received]))
    .describe('Agents get messages alone; a person the open requests too, first, told by `kind`: request'),
  errors: ['NOT_JOINED', 'NOT_FOUND'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'inbox',
    flags: [
      { field: 'unread', short: 'u' },
      { field: 'topic', value: 'TOPIC' },
      { field: 'before', value: 'ID' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
      { field: 'bytesMax', long: 'max-bytes', form: 'integer', value: 'N' },
    ],
    group: 'talk',
    everyday: true,
    examples: [
      ['shoal inbox --unread', 'what is new; what was shown counts as seen'],
      ['shoal inbox --topic decisions', 'a board, as one thread'],
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
    pendingAfterMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .optional()
      .describe('Answer "pending" after this long while the question stays open, ms. Default: never'),
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
      { field: 'resume', value: 'ID' },
      { field: 'pendingAfterMs', long: 'pending-after', form: 'duration', value: '25s' },
      { field: 'key', value: 'KEY' },
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
    flags: [{ field: 'key', value: 'KEY' }],
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

export const messageShow = defineOperation({
  name: 'message.show',
  summary: 'Show one message and how far it has come with each recipient',
  kind: 'query',
  input: z.strictObject({ id: messageRef }),
  output: sent.extend({ replies: z.array(message) }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'message',
    positionals: ['id'],
    group: 'talk',
    examples: [['shoal message m42', 'queued, delivered, seen, answered or expired, for each recipient']],
  },
  mcp: { default: false },
});

const { body: _body, ...brief } = message.shape;

export const messageList = defineOperation({
  name: 'message.list',
  summary: 'Show all messages of the workspace, the newest first; nobody has seen one for that',
  kind: 'query',
  input: z.strictObject({
    agent: agentRef.optional().describe('Only from or to this agent; also one that is gone'),
    topic: z.string().min(1).max(65).optional().describe('Only of this board'),
    task: taskRef.optional().describe('Only by who worked on this task then, or that name its id'),
    search: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Only with this in their text or address, whatever the case'),
    undelivered: z.boolean().optional().describe('Only those that wait for a recipient. Default: false'),
    before: messageRef.optional().describe('Only messages older than this one: `next` of the page before'),
    limit: z.int().min(1).max(500).optional().describe('How many at most. Default 50'),
  }),
  output: z.strictObject({
    messages: z.array(
      z.strictObject({
        ...brief,
        preview: z.string().describe('Its first 280 characters, in one line'),
        isCut: z.boolean().describe('Its text is longer than the preview, or has more lines'),
        root: z.string().describe('Message that its thread began with: its own id when it is none of one'),
        deliveries: z.array(delivery).describe('One per recipient'),
      }),
    ),
    next: z
      .string()
      .nullable()
      .describe('Give it as `before` to go on; a search may give it with few or no messages. null: no more'),
  }),
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'INVALID_INPUT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'messages',
    flags: [
      { field: 'agent', value: 'NAME' },
      { field: 'topic', value: 'TOPIC' },
      { field: 'task', value: 'ID' },
      { field: 'search', value: 'TEXT' },
      { field: 'undelivered' },
      { field: 'before', value: 'ID' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
    ],
    group: 'watch',
    examples: [
      ['shoal messages --agent lucid-knuth', 'what it said and was told'],
      ['shoal messages --undelivered', 'what waits for its recipient'],
    ],
  },
  mcp: { default: false },
});

export const messageThread = defineOperation({
  name: 'message.thread',
  summary: 'Show the whole thread that a message belongs to, the oldest first',
  kind: 'query',
  input: z.strictObject({ id: messageRef.describe('Any message of it') }),
  output: z.strictObject({
    root: z.string(),
    messages: z.array(sent).describe('The message that it began with, replies and answers; 1,000 at most'),
    isCut: z.boolean().describe('It has more'),
  }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'thread',
    positionals: ['id'],
    group: 'talk',
    examples: [['shoal thread m42', 'what it answers, and what answered it']],
  },
  mcp: { default: false },
});

export const messageSeen = defineOperation({
  name: 'message.seen',
  summary: 'Say that you have seen messages that were sent to you, without fetching your inbox',
  kind: 'command',
  input: z.strictObject({
    ids: z.array(messageRef).min(1).max(500).describe('Those that were sent to somebody else are left out'),
  }),
  output: z.strictObject({ seen: z.array(z.string()).describe('Those that were new to you') }),
  errors: ['NOT_JOINED', 'NOT_FOUND'],
  access: 'agent',
  needs: 'store',
});

export const messageQuestions = defineOperation({
  name: 'message.questions',
  summary:
    'List what agents have asked people (`shoal ask --to @human`) and wait for an answer to, the oldest first',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(
    z.strictObject({
      id: z.string().describe('Answered by message.reply'),
      agent: z.string().describe('Who asks'),
      agentName: z.string(),
      text: z.string().describe('The whole question'),
      task: z.string().nullable().describe('What the asker was working on'),
      taskTitle: z.string().nullable(),
      createdAt: time,
      expiresAt: time.nullable().describe('Until when the asker waits'),
    }),
  ),
  errors: [],
  access: 'anyone',
  needs: 'store',
});
