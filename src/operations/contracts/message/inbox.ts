import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { limit, limitFlag } from '../fields.ts';
import { request } from '../request/request-object.ts';
import { messageRef, received, topicName } from './message-object.ts';

export const messageInbox = defineOperation({
  name: 'message.inbox',
  summary:
    'Read your messages: unread ones first, the oldest first; for a person what waits for a decision before',
  kind: 'command',
  input: z.strictObject({
    unread: z.boolean().optional().describe('Only what you have not seen. Default: false'),
    topic: topicName.optional().describe('Read this board instead, oldest first; you follow it from then on'),
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
      limitFlag,
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
