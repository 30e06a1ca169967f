import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { templateLines } from '../pipeline-templates.ts';
import { name, pipeline, problem, writeErrors } from './fields.ts';

export const pipelineCreate = defineOperation({
  name: 'pipeline.create',
  summary: 'Write a new pipeline, from a template or from a text',
  kind: 'command',
  input: z.strictObject({
    pipeline: name.describe('Its name'),
    template: z
      .string()
      .max(64)
      .optional()
      .describe(`One of those in the package: ${Object.keys(templateLines).join(', ')}. Default: plan`),
    text: z.string().max(4_000_000).optional().describe('Its YAML, instead of a template'),
    describe: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe(
        'What it should do: a model writes it, through an installed harness, on your account. For a person',
      ),
  }),
  output: z.strictObject({ name: z.string(), file: z.string(), problems: z.array(problem) }),
  errors: [...writeErrors, 'SPAWN_FAILED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline create',
    positionals: ['pipeline'],
    flags: [
      { field: 'template', value: 'NAME' },
      { field: 'describe', long: 'ai', value: 'TEXT' },
    ],
    fileInto: 'text',
    group: 'manage',
    examples: [
      ...Object.entries(templateLines).map(
        ([template, line]) => [`shoal pipeline create NAME --template ${template}`, line] as const,
      ),
      ['shoal pipeline create review --file team.yaml', 'from a file that is sound'],
      ['shoal pipeline create review --ai "Two reviewers who must agree"', 'as a model writes it'],
    ],
  },
});

export const pipelineSetDefault = defineOperation({
  name: 'pipeline.set-default',
  summary: 'Show or set the pipeline that runs when none is named',
  kind: 'command',
  input: z.strictObject({ pipeline: name.optional().describe('The new default. Default: show it') }),
  output: z.strictObject({ name: z.string().nullable() }),
  errors: [...writeErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'pipeline default',
    positionals: ['pipeline'],
    group: 'manage',
    examples: [['shoal pipeline default review', 'what `shoal run` runs']],
  },
});

export const pipelineRemove = defineOperation({
  name: 'pipeline.remove',
  summary: 'Delete a pipeline; shows its text, so that it can be had back',
  kind: 'command',
  input: z.strictObject({
    pipeline: name.describe('Its name'),
    yes: z.boolean().optional().describe('Do not ask. Default: false'),
  }),
  output: z.strictObject({ name: z.string(), file: z.string(), text: z.string() }),
  errors: [...writeErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline delete',
    positionals: ['pipeline'],
    flags: [{ field: 'yes', short: 'y' }],
    group: 'manage',
    examples: [['shoal pipeline delete old -y', 'without asking']],
  },
});

export const pipelineEdit = defineOperation({
  name: 'pipeline.edit',
  summary: 'Edit a pipeline in your editor; only what is sound takes its place',
  kind: 'command',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({
    name: z.string(),
    file: z.string(),
    changed: z.boolean(),
    draft: z.string().nullable().describe('Where an edit is kept that is not sound yet'),
    problems: z.array(problem),
  }),
  errors: [...writeErrors, 'USAGE'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline edit',
    positionals: ['pipeline'],
    group: 'manage',
    examples: [['shoal pipeline edit review', 'in $VISUAL or $EDITOR']],
  },
});
