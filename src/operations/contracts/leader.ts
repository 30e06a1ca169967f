import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { reason, time } from './fields.ts';

export const leader = z
  .strictObject({
    agent: z.string().describe('Id of the agent that leads'),
    agentName: z.string(),
    term: z.int().describe('Rises with each election'),
    electedAt: time,
    leaseExpiresAt: time,
  })
  .describe('The leader; null when nobody leads');

export const leaderShow = defineOperation({
  name: 'leader.show',
  summary: 'Show who leads, in which term and until when',
  kind: 'query',
  input: z.strictObject({}),
  output: leader.nullable(),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'leader',
    group: 'watch',
    examples: [['shoal leader', 'who leads, and in which term']],
  },
});

export const leaderStepDown = defineOperation({
  name: 'leader.step-down',
  summary: 'Give up the lead: the next agent that runs a command takes over',
  kind: 'command',
  input: z.strictObject({
    term: z.int().min(0).optional().describe('Only if this is still the term. Default: any'),
    reason: reason.optional(),
  }),
  output: z.strictObject({
    term: z.int().describe('The term that ended'),
    agent: z.string(),
    agentName: z.string(),
  }),
  errors: ['NOT_JOINED', 'STALE'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'leader step-down',
    flags: [
      { field: 'term', form: 'integer', value: 'N' },
      { field: 'reason', value: 'TEXT' },
    ],
    group: 'manage',
    examples: [['shoal leader step-down', 'someone else leads from the next command on']],
  },
});
