import { z } from 'zod';
import { efforts, harnessKinds, permissions } from '../../../domain/profile.ts';

export const name = z.string().min(1).max(64);
export const pattern = z.string().min(1).max(1_000);

export const profile = z.strictObject({
  name: z.string(),
  from: z.enum(['built-in', 'file']),
  isDefault: z.boolean(),
  harness: z.enum(harnessKinds),
  command: z.array(z.string()).nullable().describe("null: the harness's own"),
  model: z.string().nullable(),
  effort: z.enum(efforts).nullable(),
  permission: z.enum(permissions),
  prompt: z.string().nullable(),
  role: z.string().nullable(),
  capabilities: z.array(z.string()),
  env: z.array(z.string()),
  mcp: z.enum(['with-own', 'only-shoal', 'none']),
  toolset: z.enum(['default', 'read', 'all']),
  worktree: z.boolean(),
  startMs: z.int(),
  silenceMs: z.int(),
  toolMs: z.int(),
  turnMs: z.int(),
  afterResultMs: z.int(),
  crashesMax: z.int(),
});

export const queue = z.strictObject({
  name: z.string(),
  profile: z.string().nullable().describe('null: agents claim from it'),
  maxParallel: z.int(),
  maxAttempts: z.int().nullable().describe("null: the workspace's"),
  open: z.boolean(),
});

export const policy = z.strictObject({
  number: z.int().describe('Place in the list, from 1: the first that matches decides'),
  decision: z.enum(['allow', 'deny', 'ask']),
  tool: z.string().nullable(),
  path: z.string().nullable(),
  command: z.string().nullable(),
  profile: z.string().nullable(),
  reason: z.string().nullable(),
  task: z.string().nullable().describe('Only for requests of this task, until it is closed; not in the file'),
});

export const config = z.strictObject({
  file: z.string().describe('Whether it exists or not'),
  exists: z.boolean(),
  defaultProfile: z.string().nullable(),
  defaultPipeline: z.string().nullable(),
  profiles: z.array(profile),
  queues: z.array(queue),
  policies: z.array(policy),
  budgets: z
    .array(
      z.strictObject({
        of: z.enum(['workspace', 'queue', 'profile']),
        name: z.string().nullable(),
        usdPerDay: z.number(),
      }),
    )
    .describe('What may be spent on a day; `shoal usage budgets` says how much of it is'),
  host: z.string(),
  port: z.int(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  problems: z
    .array(z.string())
    .describe('What keeps the file from being in force, with line and column; then the last good one is'),
});

const value = z.union([z.number(), z.boolean(), z.string()]);

export const limit = z.strictObject({
  name: z.string(),
  value: value.describe('As it is set: of commands at once, of a running daemon from its next start'),
  inForce: value.describe('What the program that answers goes by'),
  default: value,
  from: z.enum(['default', 'file']).describe('file: .shoal/config.json says so'),
  doc: z.string(),
});

export const readErrors = ['NO_WORKSPACE'] as const;
export const editErrors = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'NOT_JOINED',
  'NOT_ALLOWED',
  'CONFLICT',
  'BUSY',
] as const;

export const removed = z.strictObject({ removed: z.string() });
