import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { name, pipeline, readErrors } from './fields.ts';

export const repo = z
  .string()
  .min(1)
  .max(1_000)
  .describe(
    'Registry: a directory, a git repository, OWNER/NAME on GitHub, or an HTTP index. Default: `registry` of shoal.yaml',
  );
export const offline = z.boolean().describe('Only your own copies on this machine. Default: false');
export const registryErrors = [...readErrors, 'NOT_ALLOWED', 'CONFLICT', 'UNHEALTHY', 'BUSY'] as const;

export const pipelinePull = defineOperation({
  name: 'pipeline.pull',
  summary: 'Get a pipeline from a registry, or all that are pinned; shows what it would run',
  kind: 'command',
  input: z.strictObject({
    pipeline: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('NAME, or NAME@VERSION. Default: all that are pinned, as they are'),
    repo: repo.optional(),
    offline: offline.optional(),
    yes: z
      .boolean()
      .optional()
      .describe('Replace a file of that name, and accept what would run: for a person. Default: false'),
  }),
  output: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      sha256: z.string(),
      file: z.string(),
      from: z.string(),
      changed: z.boolean().describe('The file was not there, or another'),
      runs: z.array(z.string()).describe('What it would run, and with which permissions'),
      accepted: z.boolean().describe('A person has agreed that it runs here'),
    }),
  ),
  errors: [...registryErrors, 'USAGE', 'NOT_JOINED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pull',
    aliases: ['pipeline pull'],
    positionals: ['pipeline'],
    flags: [{ field: 'repo', value: 'WHERE' }, { field: 'offline' }, { field: 'yes', short: 'y' }],
    group: 'manage',
    examples: [
      ['shoal pull review', 'its latest version'],
      ['shoal pull review@1.2.0 --repo ../registry', 'that version, or an error'],
      ['shoal pull', 'what .shoal/pipelines.lock.json pins, checked against its checksums'],
    ],
  },
  mcp: { default: false },
});

export const pipelineAccept = defineOperation({
  name: 'pipeline.accept',
  summary: 'Agree that a pulled pipeline may run here, once you have seen what it runs',
  kind: 'command',
  input: z.strictObject({
    pipeline: pipeline.optional(),
    yes: z.boolean().optional().describe('Do not ask. Default: false'),
  }),
  output: z.strictObject({
    name: z.string(),
    file: z.string(),
    sha256: z.string(),
    runs: z.array(z.string()),
  }),
  errors: [...readErrors, 'NOT_ALLOWED', 'USAGE', 'BUSY', 'UNHEALTHY'],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'pipeline accept',
    positionals: ['pipeline'],
    flags: [{ field: 'yes', short: 'y' }],
    group: 'manage',
    examples: [['shoal pipeline accept review', 'shows every program, model and permission, then asks']],
  },
  mcp: { default: false },
});

export const pipelinePublish = defineOperation({
  name: 'pipeline.publish',
  summary: 'Publish a pipeline to a registry, as its next version',
  kind: 'command',
  input: z.strictObject({
    pipeline: pipeline.optional(),
    name: name
      .optional()
      .describe("Its name there. Default: its own; of the one called default, the project's"),
    description: z.string().max(2_000).optional().describe("A line about it. Default: the file's own"),
    version: z
      .string()
      .max(100)
      .optional()
      .describe('Such as 1.2.0. Default: the patch after the highest, or 1.0.0'),
    repo: repo.optional(),
    local: z.boolean().optional().describe('Only for yourself, on this machine. Default: false'),
  }),
  output: z.strictObject({
    name: z.string(),
    version: z.string(),
    sha256: z.string(),
    to: z.string(),
    latest: z.string(),
    notes: z.array(z.string()).describe('What others will see in it'),
  }),
  errors: [...registryErrors, 'NOT_JOINED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'publish',
    aliases: ['pipeline publish'],
    positionals: ['pipeline'],
    flags: [
      { field: 'name', value: 'NAME' },
      { field: 'description', value: 'TEXT' },
      { field: 'version', value: 'VERSION' },
      { field: 'repo', value: 'WHERE' },
      { field: 'local' },
    ],
    group: 'manage',
    examples: [
      ['shoal publish review --description "Three reviewers"', 'the next patch'],
      ['shoal publish review --version 2.0.0 --repo ../registry', 'one of your choice'],
    ],
  },
  mcp: { default: false },
});

export const pipelineSearch = defineOperation({
  name: 'pipeline.search',
  summary: 'Search a registry for pipelines',
  kind: 'query',
  input: z.strictObject({
    query: z.string().max(200).optional().describe('Part of a name or a description. Default: all'),
    repo: repo.optional(),
    offline: offline.optional(),
  }),
  output: z.array(
    z.strictObject({
      name: z.string(),
      latest: z.string(),
      description: z.string().nullable(),
      from: z.string(),
    }),
  ),
  errors: [...registryErrors],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'search',
    aliases: ['pipeline search'],
    positionals: ['query'],
    flags: [{ field: 'repo', value: 'WHERE' }, { field: 'offline' }],
    group: 'manage',
    examples: [['shoal search review', 'by name and description']],
  },
  mcp: { default: false },
});

export const pipelineVersions = defineOperation({
  name: 'pipeline.versions',
  summary: 'List the versions of a pipeline in a registry, highest first',
  kind: 'query',
  input: z.strictObject({
    pipeline: name.describe('Its name'),
    repo: repo.optional(),
    offline: offline.optional(),
  }),
  output: z.array(
    z.strictObject({
      version: z.string(),
      isLatest: z.boolean(),
      isPinned: z.boolean().describe('It is the one in this workspace'),
      sha256: z.string().nullable(),
      from: z.string(),
    }),
  ),
  errors: [...registryErrors],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'pipeline versions',
    positionals: ['pipeline'],
    flags: [{ field: 'repo', value: 'WHERE' }, { field: 'offline' }],
    group: 'manage',
    examples: [['shoal pipeline versions review', 'in the order of versions: 1.0.10 is above 1.0.9']],
  },
  mcp: { default: false },
});
