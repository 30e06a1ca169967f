import { z } from 'zod';

export const name = z.string().min(1).max(64);

export const path = z.string().min(1).max(4_000).describe('Its file. Default: the default pipeline');

export const pipeline = name.describe('Its name. Default: the default pipeline');

export const text = z.string().max(4_000_000);

export const version = z.string().describe('Digest of the text of a file: changes with it');

export const problem = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int().describe('After what it is about'),
  endColumn: z.int(),
  path: z.array(z.string()).describe('Keys from the top of the file, as far as they are there'),
  fix: z
    .strictObject({ wrong: z.string(), right: z.string() })
    .nullable()
    .describe('A word there, and the one that was most likely meant; null: nobody can tell'),
  severity: z.enum(['error', 'warning']),
  text: z.string(),
});

export const param = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'number', 'boolean']),
  required: z.boolean(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  description: z.string().nullable(),
  prompt: z.string().nullable().describe('Question for a person'),
});

export const readErrors = ['NO_WORKSPACE', 'NOT_FOUND', 'INVALID_INPUT'] as const;
export const writeErrors = [...readErrors, 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'BUSY'] as const;
