import { z } from 'zod';
import { eventPattern, eventType } from '../../domain/event-pattern.ts';
import { defineOperation } from '../define.ts';
import { key, keyFlag, limit, limitFlag, time, waitMs } from './fields.ts';

const type = z
  .string()
  .min(1)
  .max(100)
  .regex(eventType)
  .describe('Lower-case words joined by dots, such as deploy.done');
const patterns = z
  .array(
    z
      .string()
      .min(1)
      .max(100)
      .regex(eventPattern)
      .describe('A type (task.done), the first words of some (task.*), or * for all'),
  )
  .max(100)
  .describe('Types, first words of types (task.*), or * for all');

export const eventEmit = defineOperation({
  name: 'event.emit',
  summary: 'Tell everyone who subscribed that something happened',
  kind: 'command',
  input: z.strictObject({
    type,
    data: z.unknown().optional().describe('Any JSON, for whoever listens'),
    key: key.optional(),
  }),
  output: z.strictObject({
    id: z.string(),
    seq: z.int().describe('Place in the log'),
    type: z.string(),
    subscribers: z.int().describe('Agents here whose subscription matches'),
  }),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'LIMIT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'emit',
    positionals: ['type'],
    flags: [{ field: 'data', form: 'json', value: 'JSON' }, keyFlag],
    group: 'talk',
    examples: [['shoal emit deploy.done --data \'{"version":"1.4"}\'', 'for whoever listens to deploy.*']],
  },
  mcp: { default: false },
});

export const eventSubscribe = defineOperation({
  name: 'event.subscribe',
  summary: 'Listen to events of these types from now on; `events` gives them',
  kind: 'command',
  input: z.strictObject({
    patterns: patterns.optional().describe('Added to what you listen to. Without any: show it'),
    remove: z.boolean().optional().describe('Stop listening to these; without any, to all. Default: false'),
    from: z
      .int()
      .min(0)
      .optional()
      .describe('Replay: these begin after this seq; 0 is the beginning. Default: now'),
  }),
  output: z.strictObject({
    patterns: z.array(z.string()),
    ackedSeq: z.int().describe('Events up to here are acknowledged'),
  }),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'LIMIT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'subscribe',
    positionals: ['patterns'],
    flags: [{ field: 'remove' }, { field: 'from', form: 'integer', value: 'SEQ' }],
    group: 'talk',
    examples: [
      ["shoal subscribe 'task.*' deploy.done", 'what happens to tasks, and each deploy.done'],
      ["shoal subscribe 'deploy.*' --from 0", 'again from the beginning'],
      ['shoal subscribe --remove', 'nothing any more'],
    ],
  },
  mcp: { default: false },
});

const event = z.strictObject({
  seq: z.int(),
  at: time,
  type: z.string(),
  emitted: z.boolean().describe('True when an agent emitted it; false when Shoal recorded it'),
  source: z.string().nullable().describe('Agent that did it'),
  sourceName: z.string().nullable(),
  id: z.string(),
  data: z.unknown(),
});

export const eventPoll = defineOperation({
  name: 'event.poll',
  summary: 'Give the events you subscribed to that you have not acknowledged, oldest first',
  kind: 'command',
  input: z.strictObject({
    waitMs: waitMs.optional().describe('How long to block while there is none, ms. Default: not at all'),
    ack: z.boolean().optional().describe('Acknowledge what this call gives, once it is handed over'),
    ackSeq: z.int().min(0).optional().describe('First acknowledge everything up to this seq'),
    limit: limit.optional().describe('How many at most. Default 100'),
  }),
  output: z.strictObject({
    events: z.array(event),
    ackSeq: z.int().describe('Give this as ackSeq when you have dealt with them'),
    acked: z.boolean().describe('They are acknowledged with this answer'),
    missed: z.boolean().describe('Events before these are no longer kept'),
  }),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOTHING_TO_DO'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'events',
    flags: [
      { field: 'waitMs', long: 'wait', form: 'duration', value: '30s' },
      { field: 'ack' },
      { field: 'ackSeq', form: 'integer', value: 'SEQ' },
      limitFlag,
    ],
    group: 'talk',
    examples: [
      ['shoal events --ack', 'what is new, once'],
      ['shoal events --wait 10m --ack --json', 'for a loop: blocks until something happens'],
    ],
  },
  mcp: { default: false },
});
