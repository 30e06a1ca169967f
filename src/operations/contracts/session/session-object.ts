import { z } from 'zod';
import { time } from '../fields.ts';

export const sessionRef = z
  .string()
  .min(1)
  .max(64)
  .describe("Session: its id (s12), or its agent's name or id; of several the latest");

export const sessionObject = z.strictObject({
  id: z.string(),
  agent: z.string(),
  agentName: z.string(),
  profile: z.string(),
  harness: z.string(),
  model: z.string().nullable(),
  permission: z.enum(['read', 'write', 'full', 'auto']),
  directory: z.string(),
  task: z.string().nullable().describe('What it was started for'),
  queue: z.string().nullable(),
  wanted: z.enum(['running', 'stopped']),
  state: z
    .enum(['starting', 'idle', 'working', 'waiting', 'parked', 'suspect', 'stopping', 'ended'])
    .describe(
      'waiting: for a decision. parked: until its vendor lets it go on. suspect: nothing was heard of it for too long',
    ),
  why: z.string().nullable().describe('Why it is in this state'),
  harnessSession: z.string().nullable().describe("The harness's own id of it"),
  forkOf: z.string().nullable(),
  pid: z.int().nullable().describe('null: no program runs for it at the moment'),
  starts: z.int(),
  crashes: z.int().describe('Crashes since the last turn that ended well'),
  turns: z.int(),
  requests: z.int().describe('Decisions that it waits for'),
  parkedUntil: time.nullable(),
  exitClass: z.string().nullable(),
  exitCode: z.int().nullable(),
  exitSignal: z.string().nullable(),
  exitText: z.string().nullable(),
  lastReason: z.string().nullable().describe('How its last turn ended'),
  lastResult: z.string().nullable().describe('The whole last message of that turn'),
  createdAt: time,
  changedAt: time,
  endedAt: time.nullable(),
});
