import { z } from 'zod';
import { contextStrategies } from '../../domain/pipeline/definition.ts';

/*
 * What a pipeline's file may hold. It is the language of aqm's `agents.yaml`, with more; the JSON Schema for editors is made from
 * it. Parameters are put in before it is checked.
 */

/** `__proto__` would be no key like others in what programs read as JSON. */
const id = z.string().regex(/^(?!__proto__$)[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
const text = z.string().max(200_000);
const seconds = z.number().min(0).max(604_800);

const strategy = z.enum(contextStrategies);

const param = z.union([
  z.strictObject({
    type: z.enum(['string', 'number', 'boolean']).optional().describe('Default: string'),
    default: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    required: z.boolean().optional().describe('Default: false'),
    description: text.optional(),
    prompt: text.optional().describe('Question that a person is asked before a run'),
    auto_detect: text.optional().describe('Question that a model is asked before a run'),
  }),
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
]);

const importing = z.strictObject({
  from: z.string().min(1).max(1_000).describe('File, from where this one is'),
  agents: z.array(id).max(500).optional().describe('Which of its agents. Default: all'),
});

const handoff = z.strictObject({
  to: z
    .union([z.string().min(1).max(2_000), z.array(z.string().min(1)).max(100)])
    .describe('Id, several with commas between, or "*" with the condition auto'),
  task: z.string().max(200).nullable().optional().describe('What the stage is called'),
  condition: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe(
      'always, on_approve, on_reject, on_pass, auto, on_consensus, on_no_consensus, or an expression such as severity == critical. Default: always',
    ),
  payload: text
    .nullable()
    .optional()
    .describe('Template of what the next one is given. Default: {{ output }}'),
});

const gate = z.strictObject({
  type: z.enum(['llm', 'human', 'command']).optional().describe('Default: llm'),
  prompt: text.nullable().optional(),
  model: z.string().max(200).nullable().optional(),
  runtime: z.string().min(1).max(64).optional().describe('Who judges. Default: claude'),
  command: z
    .union([z.string().min(1).max(4_000), z.array(z.string().max(4_000)).min(1).max(200)])
    .optional()
    .describe('Program and arguments of a command gate: exit 0 approves'),
  timeout: seconds.optional().describe('Of a command gate, in seconds. Default: 600'),
  max_retries: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('Rejections after which the run ends as rejected. Default: 3'),
});

const consensus = z.strictObject({
  method: z.enum(['vote', 'moderator_decides']).optional().describe('Default: vote'),
  keyword: z.string().min(1).max(200).optional().describe('Default: VOTE: AGREE'),
  require: z
    .union([z.enum(['all', 'majority']), z.int().min(1).max(100)])
    .optional()
    .describe('Default: all'),
  require_chunks_done: z.boolean().optional().describe('Default: false'),
});

const chunks = z.strictObject({
  enabled: z.boolean().optional().describe('Default: true'),
  initial: z.array(z.string().min(1).max(2_000)).max(500).optional(),
});

const mcpServer = z.union([
  z.string().min(1).max(200),
  z.strictObject({
    server: z.string().min(1).max(200),
    command: z.string().min(1).max(1_000).nullable().optional(),
    args: z.array(z.string().max(4_000)).max(100).optional(),
    env: z.record(z.string(), z.string()).optional(),
  }),
]);

const humanInput = z.union([
  z.strictObject({
    enabled: z.boolean().optional().describe('Default: true'),
    mode: z.enum(['before', 'on_demand', 'both']).optional().describe('Default: on_demand'),
    prompt: text.optional(),
  }),
  z.boolean(),
  z.enum(['before', 'on_demand', 'both']),
  z.null(),
]);

const retry = z.strictObject({
  max_retries: z.int().min(0).max(100).optional().describe('Default: 0'),
  backoff: seconds.optional().describe('Seconds. Default: 0'),
  fallback_context_strategy: strategy.nullable().optional(),
});

const agent = z.strictObject({
  id,
  name: z.string().min(1).max(200).optional().describe('Default: the id in words'),
  type: z.enum(['agent', 'session']).optional().describe('Default: agent'),
  runtime: z.string().min(1).max(64).nullable().optional().describe('A profile of shoal.yaml or a harness'),
  profile: z.string().min(1).max(64).optional().describe('The same as runtime'),
  model: z.string().min(1).max(200).nullable().optional(),
  system_prompt: text
    .optional()
    .describe('Template: {{ input }}, {{ context }}, {{ transcript }}, {{ chunks }}'),
  handoffs: z.array(handoff).max(100).nullable().optional(),
  gate: gate.nullable().optional(),
  tools: z
    .boolean()
    .optional()
    .describe(
      "May change files and run commands with its harness's own tools; else it only reads. Default: true with mcp or flags, else false",
    ),
  mcp: z.array(mcpServer).max(50).nullable().optional(),
  cli_flags: z.array(z.string().max(1_000)).max(100).nullable().optional(),
  claude_code_flags: z.array(z.string().max(1_000)).max(100).nullable().optional(),
  context_strategy: strategy.optional().describe('Default: both'),
  context_window: z.int().min(0).max(1_000).optional().describe('Default: 3'),
  human_input: humanInput.optional(),
  retry: retry.nullable().optional(),
  abstract: z.boolean().optional(),
  extends: id.nullable().optional(),
  join: z
    .union([z.enum(['all', 'any']), z.int().min(1).max(1_000)])
    .optional()
    .describe('How many branches of a fan-out are waited for. Default: none, each that comes begins it anew'),
  participants: z.array(id).max(50).nullable().optional(),
  turn_order: z.enum(['round_robin', 'moderator']).optional().describe('Default: round_robin'),
  max_rounds: z.int().min(1).max(1_000).optional().describe('Default: 10'),
  max_turns: z.int().min(1).max(10_000).nullable().optional(),
  consensus: consensus.nullable().optional(),
  summary_agent: id.nullable().optional(),
  chunks: chunks.nullable().optional(),
});

const limits = z.strictObject({
  calls: z.int().min(1).max(100_000).optional().describe('Turns of agents in one run. Default: 200'),
  depth: z.int().min(1).max(100_000).optional().describe('Stages one after another. Default: 100'),
  parallel: z.int().min(1).max(100).optional().describe('Branches at once. Default: 4'),
  wall_time: seconds.optional().describe('Seconds. Default: 86400'),
  cost_usd: z.number().min(0).nullable().optional().describe('Default: no limit'),
});

export const agentsSchema = z.array(agent).max(1_000);
export const paramsSchema = z.record(z.string().regex(/^(?!__proto__$)[A-Za-z_]\w{0,63}$/), param);

export const pipelineSchema = z.strictObject({
  $schema: z.string().optional(),
  apiVersion: z.literal('aqm/v0.1').optional(),
  name: z.string().max(200).optional(),
  description: text.optional(),
  entry_point: z.string().max(64).optional().describe('first, auto, or an id. Default: first'),
  params: paramsSchema.nullable().optional(),
  imports: z.array(importing).max(100).nullable().optional(),
  limits: limits.optional(),
  agents: agentsSchema.optional(),
});

export type PipelineData = z.infer<typeof pipelineSchema>;
export type AgentData = z.infer<typeof agent>;
export type HandoffData = z.infer<typeof handoff>;
export type ParamData = z.infer<typeof param>;
