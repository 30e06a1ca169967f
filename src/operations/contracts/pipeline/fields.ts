import { z } from 'zod';

export const name = z.string().min(1).max(64);

export const path = z.string().min(1).max(4_000).describe('Its file. Default: the default pipeline');

export const pipeline = name.describe('Its name. Default: the default pipeline');

export const problem = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  severity: z.enum(['error', 'warning']),
  text: z.string(),
});

export const param = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'number', 'boolean']),
  required: z.boolean(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  description: z.string().nullable(),
});

export const readErrors = ['NO_WORKSPACE', 'NOT_FOUND', 'INVALID_INPUT'] as const;
export const writeErrors = [...readErrors, 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'BUSY'] as const;
