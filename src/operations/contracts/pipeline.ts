import { z } from 'zod';
import { defineOperation } from '../define.ts';

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
  summary: 'Draw a pipeline',
  kind: 'query',
  input: z.strictObject({ path: path.optional(), pipeline: pipeline.optional() }),
  output: z.strictObject({
    pipeline: z.string(),
    file: z.string(),
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
    template: z.string().max(64).optional().describe('One of those in the package. Default: plan'),
    text: z.string().max(4_000_000).optional().describe('Its YAML, instead of a template'),
  }),
  output: z.strictObject({ name: z.string(), file: z.string(), problems: z.array(problem) }),
  errors: [...writeErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pipeline create',
    positionals: ['pipeline'],
    flags: [{ field: 'template', value: 'NAME' }],
    fileInto: 'text',
    group: 'manage',
    examples: [
      ['shoal pipeline create review', 'planner and executor, to begin with'],
      ['shoal pipeline create review --file team.yaml', 'from a file that is sound'],
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
