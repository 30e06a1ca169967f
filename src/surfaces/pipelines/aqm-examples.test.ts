import { expect, test } from 'bun:test';
import { readPipeline } from './read.ts';

/*
 * The examples that aqm's page prints, letter by letter. A fragment is completed with what it does not show: the agents that it
 * names, and the list that its item stands in.
 */

const agent = (id: string) => `- id: ${id}\n  runtime: claude\n  system_prompt: "{{ input }}"\n`;

function problemsOf(text: string, ...others: string[]) {
  const yaml = /^(agents|params|imports):/m.test(text) ? text : `agents:\n${text}`;
  const whole = `${yaml.trimEnd()}\n${others.map(agent).join('')}`;
  const files: Record<string, string> = {
    'p.yaml': whole,
    'shared/reviewers.yaml': `agents:\n${agent('security_reviewer')}`,
  };
  const { pipeline, problems } = readPipeline(
    'p',
    'p.yaml',
    { read: (path) => files[path] },
    text.includes('project_path') ? { project_path: '/x' } : {},
  );
  return {
    pipeline,
    errors: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, text: said }) => `${line}: ${said}`),
  };
}

test.each<readonly [string, string, ...string[]]>([
  [
    'several runtimes',
    `agents:
- id: planner
  runtime: gemini
  model: gemini-2.5-flash
  system_prompt: "Plan: {{ input }}"
  handoffs: [{ to: developer }]
- id: developer
  runtime: claude
  mcp: [{ server: github }] # Auto Code mode
  system_prompt: "Implement: {{ input }}"
`,
  ],
  [
    'a session',
    `agents:
- id: design_review
  type: session
  participants: [architect, frontend, security]
  turn_order: round_robin # or: moderator
  max_rounds: 5
  consensus:
    method: vote # or: moderator_decides
    keyword: "VOTE: AGREE"
    require: all # or: majority
  summary_agent: architect
  handoffs: [{ to: implementer }]
`,
    'architect',
    'frontend',
    'security',
    'implementer',
  ],
  [
    'chunks',
    `- id: build_session
  type: session
  participants: [pm, dev]
  consensus:
    require_chunks_done: true # All chunks must be done
  chunks:
    enabled: true
    initial:
    - "Set up project structure"
    - "Implement auth flow"
    - "Add unit tests"
`,
    'pm',
    'dev',
  ],
  [
    'context strategies',
    `agents:
- id: architect
  runtime: claude
  context_strategy: own # Only reads own notes
  system_prompt: |
    My notes: {{ context }}
    Discussion: {{ transcript }}
- id: reviewer
  runtime: claude
  context_strategy: shared # Only reads shared context.md
- id: developer
  runtime: claude
  context_strategy: both # Reads shared + own (default)
`,
  ],
  [
    'a static handoff',
    `- id: developer
  runtime: claude
  handoffs:
  - to: reviewer
    condition: always
`,
    'reviewer',
  ],
  [
    'a fan-out',
    `- id: developer
  runtime: claude
  handoffs:
  - to: qa, docs, deploy
    condition: on_approve
`,
    'qa',
    'docs',
    'deploy',
  ],
  [
    'whom the agent names',
    `- id: developer
  runtime: claude
  handoffs:
  - to: "*"
    condition: auto # Agent includes HANDOFF: <id> in output
`,
    'qa',
  ],
  [
    'an expression',
    `- id: developer
  runtime: claude
  handoffs: [{ to: qa, condition: severity == critical, payload: "{{ output }} {{ input }} {{ reject_reason }} {{ gate_result }}" }]
`,
    'qa',
  ],
  [
    'a gate by a model',
    `- id: developer
  runtime: claude
  gate:
    type: llm # LLM auto-evaluates → approved/rejected
    prompt: "Is this production-ready?"
`,
  ],
  [
    'a gate by a person',
    `- id: developer
  runtime: claude
  gate:
    type: human # Pauses pipeline → aqm approve/reject
`,
  ],
  [
    'MCP servers',
    `- id: developer
  runtime: claude
  mcp:
  - server: github
  - server: filesystem
    args: ["/path/to/dir"]
  - server: custom-db
    command: node
    args: ["./mcp-server.js"]
    env: { DATABASE_URL: "postgres://..." }
`,
  ],
  [
    'parameters',
    `params:
  model: claude-sonnet-4-20250514
  project_path:
    type: string
    required: true
    prompt: "Project root path?"
    auto_detect: "Read package.json name"
agents:
- id: dev
  runtime: claude
  model: \${{ params.model }}
`,
  ],
  [
    'imports and extends',
    `imports:
- from: ./shared/reviewers.yaml
  agents: [security_reviewer]
agents:
- id: base_reviewer
  abstract: true
  runtime: claude
  gate: { type: llm }
- id: code_reviewer
  extends: base_reviewer
  system_prompt: "Review code: {{ input }}"
`,
  ],
])('the example of %s loads as it stands', (_, text, ...others) => {
  const { pipeline, errors } = problemsOf(text, ...others);
  expect(errors).toEqual([]);
  expect(pipeline).not.toBeNull();
});

test('every field of the language, with what 1.3.1 added, is taken', () => {
  const { pipeline, errors } = problemsOf(`apiVersion: aqm/v0.1
entry_point: first
params: { rounds: { type: number, default: 3, required: false, description: d, prompt: p, auto_detect: a }, flag: true, note: null }
imports: []
agents:
- id: a
  name: Anna
  type: agent
  runtime: codex
  model: null
  system_prompt: "{{ input }} {{ context }} {{ transcript }} {{ chunks }} {{ output }} {{ reject_reason }} {{ gate_result }}"
  handoffs:
  - { to: b, task: label, condition: "severity in [low, 'not so high']", payload: "{{ output }}" }
  - { to: m, condition: "kind == bug" }
  gate: { type: llm, prompt: x, model: m, max_retries: 1 }
  mcp: [memory, { server: own, command: node, args: [x], env: { A: b } }]
  cli_flags: [--x]
  context_strategy: last_only
  context_window: 0
  human_input: false
  retry: { max_retries: 2, backoff: 1.5, fallback_context_strategy: none }
- { id: b, runtime: gemini, human_input: true, claude_code_flags: ["--allowedTools", "Edit"], system_prompt: "{{ input }}", extends: null, gate: null, retry: null }
- { id: c, runtime: claude, human_input: before, context_strategy: none, system_prompt: "{{ input }}" }
- { id: d, runtime: claude, human_input: { enabled: true, mode: both, prompt: "What?" }, system_prompt: "{{ input }}" }
- id: m
  type: session
  participants: [c, d]
  turn_order: moderator
  max_rounds: \${{ params.rounds }}
  consensus: { method: moderator_decides, keyword: DONE, require: majority, require_chunks_done: true }
  summary_agent: c
  chunks: { enabled: true, initial: [x] }
`);
  expect(errors).toEqual([]);
  expect(pipeline?.nodes['m']).toMatchObject({ maxRounds: 3, turnOrder: 'moderator' });
  expect(pipeline?.nodes['d']).toMatchObject({ humanInput: { mode: 'both', prompt: 'What?' } });
  expect(pipeline?.nodes['b']).toMatchObject({
    flags: ['--allowedTools', 'Edit'],
    humanInput: { mode: 'on_demand' },
  });
});

test.each([
  ['../../etc/passwd', 'there is no file ../../etc/passwd'],
  ['/etc/passwd', 'there is no file etc/passwd'],
])('an import of %s finds nothing outside', (from, wanted) => {
  const { errors } = problemsOf(`imports: [{ from: "${from}" }]\n${'agents:\n'}${agent('a')}`);
  expect(errors).toEqual([expect.stringContaining(wanted)]);
});
