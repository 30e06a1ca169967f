import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { param, path, pipeline, problem, readErrors, text, version } from './fields.ts';

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

const origin = z
  .enum(['shoal', 'aqm', 'pulled'])
  .describe('pulled: from a registry. aqm: it lies where aqm has its own');

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
      description: z.string().nullable(),
      agents: z.int(),
      errors: z.int(),
      warnings: z.int(),
      origin,
      pulled: z.string().nullable().describe('Version that was pulled'),
      isAccepted: z.boolean().describe('It may run: only what was pulled needs that a person agrees'),
      runs: z.int().describe('Runs of a pipeline of this name'),
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
    text: text.optional().describe('As if this stood in its file, which need not be there'),
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
    fileInto: 'text',
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

export const pipelineShow = defineOperation({
  name: 'pipeline.show',
  summary: "Show a pipeline's file",
  kind: 'query',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({
    name: z.string(),
    file: z.string(),
    path: z.string().describe('The whole path of the file'),
    text: z.string(),
    version,
    isDefault: z.boolean(),
    origin,
    pulled: z
      .strictObject({ version: z.string(), from: z.string(), isChanged: z.boolean() })
      .nullable()
      .describe('isChanged: it is no longer what was pulled'),
    isAccepted: z.boolean().describe('It may run: only what was pulled needs that a person agrees'),
    draft: z.string().nullable().describe('An edit that is kept beside it, not in its place yet'),
  }),
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

export const pipelineParams = defineOperation({
  name: 'pipeline.params',
  summary: 'List the parameters of a pipeline: what a run of it may, or must, be given',
  kind: 'query',
  input: z.strictObject({ pipeline: pipeline.optional() }),
  output: z.strictObject({
    pipeline: z.string(),
    params: z.array(
      param.extend({
        value: param.shape.default.describe(
          'That it has when none is given: from params.yaml, else its default',
        ),
        isMissing: z.boolean().describe('It must be given'),
        autoDetect: z.string().nullable().describe('Question for a model'),
      }),
    ),
  }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'pipeline params',
    positionals: ['pipeline'],
    group: 'manage',
    examples: [['shoal pipeline params review', 'name, kind, default, and what is asked']],
  },
  mcp: { default: false },
});

export const pipelineSchema = defineOperation({
  name: 'pipeline.schema',
  summary: 'Print the JSON Schema of the file of a pipeline',
  kind: 'query',
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  errors: [],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'pipeline schema',
    group: 'plumbing',
    examples: [['shoal pipeline schema > pipeline.schema.json', 'for an editor that wants a file']],
  },
  mcp: { default: false },
});
