import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { param, path, pipeline, problem, readErrors } from './fields.ts';

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
