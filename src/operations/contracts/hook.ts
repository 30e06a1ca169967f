import { z } from 'zod';
import { defineOperation } from '../define.ts';

const mail = z.strictObject({
  id: z.string(),
  from: z.string(),
  fromName: z.string(),
  to: z.string().describe('As the sender wrote it'),
  kind: z.enum(['message', 'question', 'answer']),
  body: z.string().describe('The beginning of it'),
  isCut: z.boolean().describe('There is more: the inbox has it whole'),
  awaitsReply: z.boolean(),
  replyTo: z.string().nullable(),
});

export const hookMail = defineOperation({
  name: 'hook.mail',
  summary: 'Hand over mail that was not handed over before; a sign of life',
  kind: 'command',
  input: z.strictObject({
    urgent: z.boolean().optional().describe('Only what was sent with --now. Default: false'),
    busy: z
      .boolean()
      .optional()
      .describe('It is at work: nothing that can wait until it is idle. Default: false'),
  }),
  output: z.strictObject({
    messages: z.array(mail).describe('The oldest few'),
    more: z.int().describe('Unread messages beyond these'),
  }),
  errors: ['NOT_JOINED'],
  access: 'agent',
  needs: 'store',
});

export const hookOpen = defineOperation({
  name: 'hook.open',
  summary: 'What keeps a session from stopping: tasks it holds, questions that wait for it',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    tasks: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    questions: z.array(z.strictObject({ id: z.string(), fromName: z.string(), body: z.string() })),
  }),
  errors: ['NOT_JOINED'],
  access: 'agent',
  needs: 'store',
});
