import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { name, pipeline, problem, text, version, writeErrors } from './fields.ts';

const edit = z.strictObject({
  do: z
    .enum(['set', 'unset', 'add', 'remove', 'rename'])
    .describe(
      'set: a field to a value. unset: takes a field away. add: puts the value at the end of a list. remove: an item of a list; of an agent also what refers to it. rename: an agent, and all that refers to it',
    ),
  path: z
    .array(z.string().min(1).max(200))
    .max(20)
    .describe('Keys from the top. An agent is named by its id, another item of a list by its number from 0'),
  value: z.unknown().optional().describe('Any JSON; of rename the new id'),
});

export const pipelineChange = defineOperation({
  name: 'pipeline.change',
  summary: 'Make edits in the text of a pipeline: all else in it stays byte for byte',
  kind: 'query',
  input: z.strictObject({
    text: text.describe('Its YAML'),
    edits: z.array(edit).min(1).max(500).describe('One after another'),
  }),
  output: z.strictObject({ text: z.string() }),
  errors: ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT'],
  access: 'anyone',
  needs: 'nothing',
  mcp: { default: false },
});

export const pipelineWrite = defineOperation({
  name: 'pipeline.write',
  summary: 'Put a text in place of the file of a pipeline, when it is sound',
  kind: 'command',
  input: z.strictObject({
    pipeline: name.describe('Its name'),
    text: text.describe('Its whole YAML'),
    base: version.describe('The version that it was made from; see pipeline show --json'),
    draft: z
      .boolean()
      .optional()
      .describe('Keep it beside the file, sound or not, and leave the file as it is. Default: false'),
  }),
  output: z.strictObject({
    name: z.string(),
    file: z.string(),
    version,
    changed: z.boolean(),
    draft: z.string().nullable().describe('Where it is kept, as a draft'),
    problems: z.array(problem),
  }),
  errors: [...writeErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline write',
    positionals: ['pipeline'],
    flags: [{ field: 'base', value: 'VERSION' }, { field: 'draft' }],
    fileInto: 'text',
    group: 'plumbing',
    examples: [
      [
        'shoal pipeline write review --base 3f2a --file new.yaml',
        'unless somebody else changed it meanwhile',
      ],
    ],
  },
  mcp: { default: false },
});

export const pipelineDuplicate = defineOperation({
  name: 'pipeline.duplicate',
  summary: 'Copy a pipeline under another name',
  kind: 'command',
  input: z.strictObject({ pipeline, as: name.describe('Name of the copy') }),
  output: z.strictObject({ name: z.string(), file: z.string(), problems: z.array(problem) }),
  errors: [...writeErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline duplicate',
    positionals: ['pipeline', 'as'],
    group: 'manage',
    examples: [['shoal pipeline duplicate review review-strict', 'to change one and keep the other']],
  },
  mcp: { default: false },
});
