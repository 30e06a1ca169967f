import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key } from '../fields.ts';
import { text } from '../message/message-object.ts';
import { pendingAfterMs, waitingFlags } from '../waiting.ts';
import { outcome, requestRef } from './request-object.ts';

export const requestAsk = defineOperation({
  name: 'request.ask',
  summary: 'Ask for an approval and wait: exit 0 approved, 6 rejected, 7 no decision in time',
  kind: 'command',
  input: z.strictObject({
    text: text.optional().describe('What you want to do; its first line is the title'),
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
    pendingAfterMs: pendingAfterMs('request'),
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
      ...waitingFlags,
    ],
    fileInto: 'text',
    group: 'talk',
    everyday: true,
    exitWhenPending: 'pending',
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
