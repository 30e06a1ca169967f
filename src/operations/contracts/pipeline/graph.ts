import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { time } from '../fields.ts';
import { path, pipeline, readErrors, text } from './fields.ts';

const graphNode = z.strictObject({
  id: z.string().describe('Of a gate the id of whose it is and .gate; @start and @end are no agents'),
  kind: z
    .enum(['start', 'agent', 'session', 'member', 'gate', 'any', 'end'])
    .describe('member: speaks in sessions alone. any: whom an output names'),
  name: z.string(),
  of: z.string().nullable().describe('Of a gate, and of any: the node whose it is'),
  runtime: z.string().nullable(),
  model: z.string().nullable(),
  members: z.array(z.string()).describe('Of a session'),
  badges: z.array(z.string()).describe('Such as tools, mcp NAME, join all, asks a person, chunks'),
  state: z
    .enum(['held', 'open', 'waiting', 'done', 'rejected', 'failed', 'cancelled'])
    .nullable()
    .describe('Of a run: of its latest pass. null: not reached, or no run'),
  passes: z.int().describe('Of a run: how often it was begun'),
  step: z.string().nullable().describe('Of a run: its latest step'),
  startedAt: time.nullable().describe('Of the latest pass'),
  endedAt: time.nullable(),
  tookMs: z.int().nullable().describe('Of all passes that ended, together'),
});

const graphEdge = z.strictObject({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  condition: z.string().describe('always, on_approve, …, or an expression'),
  label: z.string().nullable().describe('What the handoff calls the next stage'),
  isLoop: z.boolean().describe('It leads back to where one came from'),
  taken: z.int().describe('Of a run: how often'),
});

export const pipelineGraph = defineOperation({
  name: 'pipeline.graph',
  summary: 'Draw a pipeline, or how far a run of it is',
  kind: 'query',
  input: z.strictObject({
    path: path.describe('Its file, or a run: how far that is. Default: the default pipeline').optional(),
    pipeline: pipeline.optional(),
    text: text.optional().describe('As if this stood in its file, which need not be there'),
  }),
  output: z.strictObject({
    pipeline: z.string(),
    file: z.string().nullable().describe('null: it is a run, with the pipeline that it began with'),
    run: z.string().nullable(),
    mermaid: z.string().describe('A Mermaid flowchart'),
    nodes: z.array(graphNode),
    edges: z.array(graphEdge),
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
