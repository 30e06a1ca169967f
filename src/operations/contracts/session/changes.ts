import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { taskRef } from '../fields.ts';
import { sessionRef } from './session-object.ts';

const fileChange = z.strictObject({
  path: z.string().describe('From the top of the checkout'),
  from: z.string().nullable().describe('Where it was before, when it was renamed or copied'),
  status: z.enum(['added', 'changed', 'deleted', 'renamed', 'copied', 'untracked', 'unmerged']),
  added: z.int().describe('Lines'),
  removed: z.int(),
  binary: z.boolean(),
  diff: z.string().describe("Unified, of whole lines; '' when there is none to show"),
  cut: z.boolean().describe('The diff is longer than what is here: ask for this file alone'),
});

export const sessionChanges = defineOperation({
  name: 'session.changes',
  summary: 'Show what an agent has changed where it works: a diff of each file against its base',
  kind: 'query',
  input: z.strictObject({
    session: sessionRef.optional(),
    task: taskRef.optional().describe('Task: of whoever works on it, or did so last'),
    path: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .describe('This file alone, up to 2 MB of it. Default: 300 files, 100 kB of each, 4 MB of all'),
  }),
  output: z.strictObject({
    session: z.string().nullable(),
    task: z.string().nullable(),
    agent: z.string(),
    agentName: z.string(),
    directory: z.string().describe('Top of the checkout'),
    base: z
      .string()
      .nullable()
      .describe('Commit that it is compared with: where its own branch began, else the last; null: none yet'),
    shared: z.boolean().describe('Others work in the same checkout: their changes are among these'),
    files: z.array(fileChange),
    added: z.int().describe('Lines, of these files'),
    removed: z.int(),
    moreFiles: z.int().describe('Further files, of which nothing is told'),
    cut: z.boolean().describe('Something is left out'),
  }),
  errors: ['INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'changes',
    positionals: ['session'],
    flags: [
      { field: 'task', value: 'ID' },
      { field: 'path', value: 'PATH' },
    ],
    group: 'watch',
    examples: [
      ['shoal changes reviewer', 'the diff of its work tree'],
      ['shoal changes --task t42', 'of whoever works on that task, or did so last'],
    ],
  },
  mcp: { default: false },
});
