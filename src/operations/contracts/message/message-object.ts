import { z } from 'zod';
import { time } from '../fields.ts';

export const messageRef = z.string().min(1).max(20).describe('Message: its id (m42 or 42)');

export const topicName = z.string().min(1).max(65);

export const text = z.string().min(1).max(262_144);

const state = z
  .enum(['queued', 'delivered', 'seen', 'answered', 'expired'])
  .describe(
    'queued: accepted; delivered: fetched; seen: written out to the recipient; expired: nobody waits any more, or its time to live was over',
  );

export const message = z.strictObject({
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

export const delivery = z.strictObject({
  agent: z.string(),
  agentName: z.string(),
  state,
  deliveredAt: time.nullable(),
  seenAt: time.nullable(),
  answeredAt: time.nullable(),
});

export const sent = message.extend({ deliveries: z.array(delivery).describe('One per recipient') });

export const received = message.extend({
  unread: z.boolean(),
  awaitsReply: z.boolean().describe('A question that waits for your answer'),
  state: state.nullable().describe('Of your own copy; null when you are no recipient'),
});
