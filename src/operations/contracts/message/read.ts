import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { agentRef, limitFlag, taskRef, time } from '../fields.ts';
import { delivery, message, messageRef, sent, topicName } from './message-object.ts';

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
    topic: topicName.optional().describe('Only of this board'),
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
      limitFlag,
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
