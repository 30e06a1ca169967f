import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key, keyFlag } from '../fields.ts';
import { title, dependencies, details, detailFlags, task } from './task-object.ts';

export const taskAdd = defineOperation({
  name: 'task.add',
  summary: 'Add a task, or many from a file',
  kind: 'command',
  input: z.strictObject({
    title: title.optional(),
    ...details,
    ...dependencies,
    file: z
      .string()
      .max(10_000_000)
      .optional()
      .describe('Text of a file with many tasks: JSON lines, or a Markdown checklist'),
    key: key.optional(),
  }),
  output: z.union([task, z.array(task)]),
  errors: ['INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CYCLE', 'LIMIT', 'NOT_ALLOWED', 'UNHEALTHY'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'add',
    positionals: ['title'],
    flags: [
      ...detailFlags,
      { field: 'dependsOn', value: 'ID' },
      { field: 'after', value: '"TITLE"' },
      { field: 'file', value: 'PATH' },
      keyFlag,
    ],
    fileInto: 'file',
    group: 'work',
    everyday: true,
    examples: [
      ['shoal add "Build the API" -p 8 -t backend', 'one task, urgent, tagged'],
      ['shoal add "Write tests" --after "Build the API"', 'claimable when the other is done'],
      ['shoal add --file plan.md', 'every open item of a Markdown checklist'],
    ],
  },
  mcp: { default: true },
});
