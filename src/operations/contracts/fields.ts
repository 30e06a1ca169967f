import { z } from 'zod';
import type { CliFlag } from '../define.ts';

/** Fields that many operations share, each described once, and their flags. */
export const taskRef = z
  .string()
  .min(1)
  .max(500)
  .describe('Task: its id (t42 or 42), a unique prefix of it, or its exact title');
export const agentRef = z.string().min(1).max(64).describe('Agent: its name or id');
export const tags = z.array(z.string().min(1).max(64)).max(50).describe('Tags');
export const leaseMs = z
  .int()
  .min(1_000)
  .max(7 * 86_400_000)
  .describe('How long it is held without a sign of life, ms. Default 30 min');
export const waitMs = z.int().min(0).max(86_400_000).describe('How long to block, ms. Default: not at all');
export const key = z
  .string()
  .min(1)
  .max(200)
  .describe('Idempotency key: the same call with the same key gives the first answer, for 24 h');
export const keyFlag = { field: 'key', value: 'KEY' } as const satisfies CliFlag;
export const reason = z.string().min(1).max(10_000).describe('Why, for everyone who reads the log');
export const longText = z.string().max(1_000_000);
export const time = z.string().describe('ISO 8601 UTC');
export const limit = z.int().min(1).max(10_000).describe('How many at most');
export const limitFlag = {
  field: 'limit',
  short: 'n',
  form: 'integer',
  value: 'N',
} as const satisfies CliFlag;
