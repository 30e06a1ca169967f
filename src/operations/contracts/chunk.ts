import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { chunk, runRef } from './run/run-object.ts';

const chunks = z.strictObject({
  run: z.string(),
  chunks: z.array(chunk),
  done: z.int(),
  total: z.int(),
});
const chunkRef = z
  .string()
  .regex(/^[Cc]-\d{1,6}$/)
  .describe('Chunk, such as C-001');
const description = z.string().max(10_000).regex(/\S/).describe('What is to be done');
const change = {
  kind: 'command',
  output: chunks,
  errors: ['NOT_FOUND', 'USAGE', 'LIMIT'],
  access: 'anyone',
  needs: 'store',
  mcp: { default: false },
} as const;

export const chunkList = defineOperation({
  name: 'chunk.list',
  summary: 'List the chunks of the work of a run',
  kind: 'query',
  input: z.strictObject({ run: runRef }),
  output: chunks,
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'chunks list',
    positionals: ['run'],
    group: 'work',
    examples: [['shoal chunks list r12', 'what is done, and what is left']],
  },
  mcp: { default: false },
});

export const chunkAdd = defineOperation({
  ...change,
  name: 'chunk.add',
  summary: 'Add a chunk to the work of a run',
  input: z.strictObject({ run: runRef, description }),
  cli: {
    command: 'chunks add',
    positionals: ['run', 'description'],
    group: 'work',
    examples: [['shoal chunks add r12 "Migrate the users table"', 'its session sees it in the next turn']],
  },
});

export const chunkDone = defineOperation({
  ...change,
  name: 'chunk.done',
  summary: 'Say that a chunk is done',
  input: z.strictObject({ run: runRef, chunk: chunkRef }),
  cli: {
    command: 'chunks done',
    positionals: ['run', 'chunk'],
    group: 'work',
    examples: [['shoal chunks done r12 C-001', 'safe twice']],
  },
});

export const chunkUpdate = defineOperation({
  ...change,
  name: 'chunk.update',
  summary: 'Change a chunk',
  input: z.strictObject({
    run: runRef,
    chunk: chunkRef,
    status: chunk.shape.status.optional().describe('What it is now'),
    description: description.optional(),
  }),
  cli: {
    command: 'chunks update',
    positionals: ['run', 'chunk'],
    flags: [
      { field: 'status', value: 'pending|in_progress|done' },
      { field: 'description', short: 'd', value: 'TEXT' },
    ],
    group: 'work',
    examples: [['shoal chunks update r12 C-001 --status in_progress', 'somebody is at it']],
  },
});

export const chunkRemove = defineOperation({
  ...change,
  name: 'chunk.remove',
  summary: 'Remove a chunk',
  input: z.strictObject({ run: runRef, chunk: chunkRef }),
  cli: {
    command: 'chunks remove',
    positionals: ['run', 'chunk'],
    group: 'work',
    examples: [['shoal chunks remove r12 C-002', 'it is not needed']],
  },
});
