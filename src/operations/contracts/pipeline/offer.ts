import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { name, pipeline, problem, readErrors } from './fields.ts';
import { offline, registryErrors, repo } from './share.ts';

const runs = z.array(z.string()).describe('What it runs, and with which permissions');

export const pipelineTemplates = defineOperation({
  name: 'pipeline.templates',
  summary: 'List the pipelines that come with the program, to begin with',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(z.strictObject({ name, description: z.string(), text: z.string() })),
  errors: [],
  access: 'anyone',
  needs: 'nothing',
  mcp: { default: false },
});

export const pipelinePermissions = defineOperation({
  name: 'pipeline.permissions',
  summary: 'Say what a pipeline runs, and with which permissions',
  kind: 'query',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({ name: z.string(), file: z.string(), runs }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  mcp: { default: false },
});

export const pipelineOffered = defineOperation({
  name: 'pipeline.offered',
  summary: 'Show a pipeline of a registry, and what it would run here, before it is pulled',
  kind: 'query',
  input: z.strictObject({
    pipeline: z.string().min(1).max(200).describe('NAME, or NAME@VERSION'),
    repo: repo.optional(),
    offline: offline.optional(),
  }),
  output: z.strictObject({
    name: z.string(),
    version: z.string(),
    sha256: z.string(),
    from: z.string(),
    description: z.string().nullable(),
    text: z.string(),
    runs: runs.describe('Empty while it is unsound'),
    problems: z.array(problem),
    here: z
      .enum(['none', 'same', 'pulled', 'other'])
      .describe(
        'Under its name here: nothing, this, what was pulled before, or what somebody wrote or changed',
      ),
  }),
  errors: [...registryErrors],
  access: 'anyone',
  needs: 'store',
  mcp: { default: false },
});
