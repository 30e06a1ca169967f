import { z } from 'zod';
import { time } from '../fields.ts';

export const runRef = z.string().min(1).max(64).describe('Run: its id (r12 or 12)');
export const priority = z.int().min(1).max(10);
export const state = z.enum([
  'queued',
  'running',
  'waiting',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'limited',
]);

export const run = z.strictObject({
  id: z.string(),
  kind: z.literal('run'),
  runKind: z.enum(['run', 'fix', 'restart']),
  pipeline: z.string(),
  title: z.string(),
  state,
  why: z.string().nullable(),
  waitsFor: z.string().nullable().describe('Run that works where this one would; null unless it is queued'),
  priority,
  stages: z.int().describe('Stages that ended'),
  calls: z.int().describe('Turns of agents so far'),
  nodes: z
    .array(z.string())
    .describe(
      'Where it is now: agents, sessions and gates that are at work, about to begin, or wait for a person',
    ),
  working: z.array(z.string()).describe('Agents at work now'),
  requests: z.array(z.string()).describe('Requests that wait for a person'),
  parent: z.string().nullable(),
  directory: z.string().describe('Where its agents work'),
  branch: z.string().nullable().describe('Of the git worktree of its own, with --parallel'),
  worktree: z
    .enum(['there', 'kept', 'removed'])
    .nullable()
    .describe('That worktree: kept once the run has ended with work in it that is nowhere else. null: none'),
  worktreeWhy: z.string().nullable().describe('Why it is kept'),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  tookMs: z.int().nullable().describe('So far; null: not begun'),
  costUsd: z.number().describe('As far as its agents told'),
});

export const step = z.strictObject({
  id: z.string(),
  n: z.int(),
  node: z.string(),
  kind: z.enum(['entry', 'stage', 'session', 'turn', 'summary', 'gate']),
  label: z.string().nullable(),
  state: z.enum(['held', 'open', 'done', 'failed', 'cancelled']),
  stage: z.int().nullable(),
  round: z.int(),
  task: z.string().nullable(),
  request: z.string().nullable(),
  from: z
    .string()
    .nullable()
    .describe('Step that led to it; of a turn its session, of a gate what it judges'),
  joined: z.array(z.string()).describe('Further steps that led to it, where branches meet'),
  pass: z.int().describe('How often this was begun, with this time'),
  session: z.string().nullable().describe("Its agent's session, the latest: see session show and log"),
  decision: z.enum(['approved', 'rejected', 'undecided']).nullable(),
  reason: z.string().nullable(),
  agrees: z.boolean().nullable(),
  brief: z.string().nullable(),
  error: z.string().nullable(),
  retries: z.int(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  tookMs: z.int().nullable().describe('null: not ended'),
  inputTokens: z.int().nullable().describe('null: unknown'),
  outputTokens: z.int().nullable().describe('null: unknown'),
  costUsd: z.number().nullable().describe('null: unknown'),
  contextTokens: z.int().describe('Of the context in its prompt, about'),
  savedTokens: z.int().describe('What its context strategy left out, about'),
  contextShare: z
    .number()
    .nullable()
    .describe("Of its model's window, what its largest request filled: 0 to 1. null: unknown"),
});

const chunkDeed = z.enum(['added', 'begun', 'done', 'reopened', 'reworded']);

export const chunk = z.strictObject({
  id: z.string(),
  description: z.string(),
  status: z.enum(['pending', 'in_progress', 'done']),
  createdBy: z.string(),
  completedBy: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
  history: z
    .array(z.strictObject({ at: time, by: z.string(), did: chunkDeed }))
    .describe('The latest 50 changes, oldest first; empty for what older versions wrote'),
});

export const startErrors = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'AMBIGUOUS',
  'NOT_ALLOWED',
  'LIMIT',
  'CONFLICT',
  'UNHEALTHY',
  'SPAWN_FAILED',
] as const;
