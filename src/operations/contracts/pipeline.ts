import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { templateLines } from './pipeline-templates.ts';

const name = z.string().min(1).max(64);
const path = z.string().min(1).max(4_000).describe('Its file. Default: the default pipeline');
const pipeline = name.describe('Its name. Default: the default pipeline');

const problem = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  severity: z.enum(['error', 'warning']),
  text: z.string(),
});

const param = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'number', 'boolean']),
  required: z.boolean(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  description: z.string().nullable(),
});

const handoff = z.strictObject({
  to: z.array(z.string()).describe('Empty: whom its output names'),
  condition: z.string(),
  task: z.string().nullable(),
});

const node = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.enum(['agent', 'session']),
  runtime: z.string().nullable().describe('null: a session'),
  model: z.string().nullable(),
  mcp: z.array(z.string()),
  gate: z.enum(['llm', 'human', 'command']).nullable(),
  context: z.string().nullable(),
  participants: z.array(z.string()),
  handoffs: z.array(handoff),
});

const readErrors = ['NO_WORKSPACE', 'NOT_FOUND', 'INVALID_INPUT'] as const;

export const pipelineList = defineOperation({
  name: 'pipeline.list',
  summary: 'List the pipelines of this workspace',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(
    z.strictObject({
      name: z.string(),
      file: z.string().describe("From the workspace's directory"),
      isDefault: z.boolean(),
      agents: z.int(),
      errors: z.int(),
      warnings: z.int(),
    }),
  ),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'pipeline list',
    aliases: ['pipeline', 'pipelines'],
    group: 'manage',
    examples: [['shoal pipeline list', 'names, agents, and which is the default']],
  },
  mcp: { default: false },
});

export const pipelineValidate = defineOperation({
  name: 'pipeline.validate',
  summary: 'Say what is wrong with a pipeline, with line and column',
  kind: 'query',
  input: z.strictObject({
    path: path.optional(),
    pipeline: pipeline.optional(),
    strict: z.boolean().optional().describe('Warnings count too. Default: false'),
  }),
  output: z.strictObject({
    file: z.string(),
    name: z.string(),
    ok: z.boolean(),
    agents: z.int(),
    features: z.array(z.string()).describe('What it uses: gates, sessions, params, …'),
    params: z.array(param),
    problems: z.array(problem),
  }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'validate',
    positionals: ['path'],
    flags: [{ field: 'pipeline', value: 'NAME' }, { field: 'strict' }],
    group: 'manage',
    exitWhenFalse: 'ok',
    examples: [
      ['shoal validate', 'the default pipeline'],
      ['shoal validate team.yaml', 'a file, also outside of a workspace'],
      ['shoal validate --pipeline review --strict', 'warnings are errors too'],
    ],
  },
  mcp: { default: false },
});

export const pipelineAgents = defineOperation({
  name: 'pipeline.agents',
  summary: 'List the agents of a pipeline, and to whom each hands over',
  kind: 'query',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({
    pipeline: z.string(),
    file: z.string(),
    entry: z.string().nullable().describe('null: a model picks it from the task'),
    agents: z.array(node),
  }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'agents',
    flags: [{ field: 'pipeline', value: 'NAME' }],
    group: 'watch',
    examples: [['shoal agents', 'of the default pipeline']],
  },
  mcp: { default: false },
});

export const pipelineGraph = defineOperation({
  name: 'pipeline.graph',
  summary: 'Draw a pipeline, or how far a run of it is',
  kind: 'query',
  input: z.strictObject({
    path: path.describe('Its file, or a run: how far that is. Default: the default pipeline').optional(),
    pipeline: pipeline.optional(),
  }),
  output: z.strictObject({
    pipeline: z.string(),
    file: z.string().nullable().describe('null: it is a run, with the pipeline that it began with'),
    run: z.string().nullable(),
    mermaid: z.string().describe('A Mermaid flowchart'),
  }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'graph',
    positionals: ['path'],
    flags: [{ field: 'pipeline', value: 'NAME' }],
    group: 'watch',
    examples: [
      ['shoal graph', 'the default pipeline as a picture'],
      ['shoal graph r12', '✓ done, ● at work, ○ waits, ✗ failed or rejected'],
      ['shoal graph --json', 'as Mermaid, for a README'],
    ],
  },
  mcp: { default: false },
});

export const pipelineShow = defineOperation({
  name: 'pipeline.show',
  summary: "Show a pipeline's file",
  kind: 'query',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({ name: z.string(), file: z.string(), text: z.string() }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'pipeline show',
    positionals: ['pipeline'],
    group: 'manage',
    examples: [['shoal pipeline show review', 'its YAML']],
  },
  mcp: { default: false },
});

const writeErrors = [...readErrors, 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'BUSY'] as const;

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

const repo = z
  .string()
  .min(1)
  .max(1_000)
  .describe(
    'Registry: a directory, a git repository, OWNER/NAME on GitHub, or an HTTP index. Default: `registry` of shoal.yaml',
  );
const offline = z.boolean().describe('Only your own copies on this machine. Default: false');
const registryErrors = [...readErrors, 'NOT_ALLOWED', 'CONFLICT', 'UNHEALTHY', 'BUSY'] as const;

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
