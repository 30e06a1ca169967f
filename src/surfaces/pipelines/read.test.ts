import { describe, expect, test } from 'bun:test';
import { readPipeline } from './read.ts';

function read(
  files: Readonly<Record<string, string>> | string,
  ...given: Parameters<typeof readPipeline>[3][]
) {
  const all = typeof files === 'string' ? { 'p.yaml': files } : files;
  const found = readPipeline('p', 'p.yaml', { read: (path) => all[path] }, ...given);
  return {
    ...found,
    told: found.problems.map(
      ({ file, line, column, severity, text }) => `${severity} ${file}:${line}:${column} ${text}`,
    ),
    errors: found.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, text }) => `${line}: ${text}`),
  };
}

const agent = (id: string, more = '') =>
  `  - id: ${id}\n    runtime: claude\n    system_prompt: "{{ input }}"\n${more}`;

describe('a pipeline as aqm writes it', () => {
  test('a session among agents, with a gate and every condition', () => {
    const { pipeline, errors } = read(`apiVersion: aqm/v0.1
agents:
  - id: planner
    runtime: gemini
    model: gemini-2.5-flash
    system_prompt: "Plan: {{ input }}"
    handoffs: [{ to: reviewer }]
  - id: reviewer
    runtime: claude
    gate: { type: llm, prompt: "Ready?" }
    system_prompt: "Review: {{ input }}"
    handoffs:
      - { to: design, condition: on_approve }
      - { to: planner, condition: on_reject, payload: "{{ reject_reason }}" }
  - id: design
    type: session
    participants: [arch, sec]
    consensus: { method: vote, keyword: "VOTE: AGREE", require: all, require_chunks_done: true }
    chunks: { initial: [one] }
    summary_agent: arch
    handoffs: [{ to: "qa, docs", condition: on_consensus }]
${agent('arch')}${agent('sec')}${agent('qa', '    handoffs: [{ to: "*", condition: auto }]\n')}${agent('docs', '    handoffs: [{ to: qa, condition: "severity == critical" }]\n')}`);
    expect(errors).toEqual([]);
    expect(pipeline?.entry).toBe('planner');
    expect(pipeline?.nodes['design']).toMatchObject({
      type: 'session',
      maxRounds: 10,
      handoffs: [{ to: ['qa', 'docs'], condition: { type: 'on_consensus' } }],
    });
    expect(pipeline?.nodes['qa']?.handoffs).toMatchObject([{ to: [], condition: { type: 'auto' } }]);
  });

  test('parameters: flag before file before default; a reference alone keeps its kind; needed ones are named', () => {
    const yaml = `params:
  model: m-default
  rounds: { type: string, default: "3" }
  project_path: { type: string, required: true, prompt: "Root?" }
agents:
${agent('a', '    model: ${{ params.model }}\n    context_window: ${{ params.rounds }}\n    name: "at ${{ params.project_path }}"\n')}`;
    const without = read(yaml);
    expect(without.pipeline).toBeNull();
    expect(without.missing.map(({ name }) => name)).toEqual(['project_path']);
    expect(without.told).toEqual([]);
    const { pipeline } = read(yaml, { project_path: '/x', model: 'm-flag' }, { model: 'm-file' });
    expect(pipeline?.nodes['a']).toMatchObject({ model: 'm-flag', contextWindow: 3, name: 'at /x' });
    expect(read(yaml, { project_pth: '/x' }).errors).toEqual([
      '2: there is no param "project_pth"; did you mean project_path?',
    ]);
    expect(read(`agents:\n${agent('a', '    model: ${{ params.x }}\n')}`).errors).toEqual([
      '5: there is no param "x"; none is declared',
    ]);
  });

  test('imports with their own parameters, and extends over three', () => {
    const { pipeline, told } = read({
      'p.yaml': `imports: [{ from: ./shared/reviewers.yaml, agents: [security] }]
agents:
  - { id: base, abstract: true, runtime: claude, gate: { type: llm }, system_prompt: "{{ input }}" }
  - { id: middle, extends: base, model: m1 }
  - { id: last, extends: middle, system_prompt: "Review {{ input }}", handoffs: [{ to: security }, { to: middle }] }
`,
      'shared/reviewers.yaml': `params: { model: m2 }\nagents:\n${agent('root')}  - { id: security, extends: root, model: "\${{ params.model }}" }\n`,
    });
    expect(told.filter((text) => text.startsWith('error'))).toEqual([]);
    expect(Object.keys(pipeline?.nodes ?? {})).toEqual(['security', 'middle', 'last']);
    expect(pipeline?.nodes['last']).toMatchObject({ runtime: 'claude', model: 'm1', gate: { type: 'llm' } });
    expect(pipeline?.nodes['security']).toMatchObject({ model: 'm2', runtime: 'claude' });
    expect(pipeline?.entry).toBe('middle');
  });
});

test.each([
  ['agents: [', '1: flow sequence'],
  ['', '1: a pipeline needs agents'],
  [`agents:\n${agent('a')}${agent('a')}`, '5: there are two agents called a'],
  [
    `agents:\n${agent('a', '    handoffs: [{ to: bb }]\n')}${agent('b')}`,
    '5: a hands over to "bb", which is no agent; did you mean b?',
  ],
  [`agents:\n  - id: a\n    system_prompt: x\n`, '2: a needs a runtime'],
  [`agents:\n${agent('a').replace('{{ input }}', '{% if %}')}`, '4: system_prompt is no template'],
  [
    `agents:\n${agent('a', '    handoffs: [{ to: a, condition: on_aprove }]\n')}`,
    '5: "on_aprove" alone is no condition',
  ],
  [
    `agents:\n${agent('a', '    handoffs: [{ to: a, condition: "x = 3" }]\n')}`,
    '5: "=" is not understood; equality is ==',
  ],
  [
    `agents:\n${agent('a', '    sytem_prompt: x\n')}`,
    '5: unknown key "sytem_prompt" in agents.0; did you mean "system_prompt"?',
  ],
  [
    `agents:\n${agent('a', '    extends: b\n')}${agent('b', '    extends: a\n')}`,
    '5: a extends b extends a: that has no end',
  ],
  [
    `agents:\n  - { id: s, type: session, participants: [x] }\n${agent('a')}`,
    '2: participant "x" is no agent',
  ],
  [`imports: [{ from: ./p.yaml }]\nagents:\n${agent('a')}`, '1: p.yaml imports p.yaml: that has no end'],
  [
    `agents:\n${agent('a', '    mcp: [{ server: nope }]\n')}`,
    '5: no command is known for the MCP server "nope"',
  ],
  [
    `agents:\n${agent('a', '    max_rounds: zero\n')}`,
    '5: agents.0.max_rounds is "zero"; it must be a number',
  ],
  [`entry_point: aa\nagents:\n${agent('a1')}`, '1: entry_point "aa" is no agent; did you mean a1?'],
])('what is wrong is told with its line: %#', (yaml, wanted) => {
  const { errors, pipeline } = read(yaml);
  expect(pipeline).toBeNull();
  expect(errors.some((text) => text.startsWith(wanted)) || errors).toBe(true);
});

test('a file that would become a large one is refused', () => {
  const rows = Array.from(
    { length: 9 },
    (_, level) =>
      `${'abcdefghi'[level]}: &${'abcdefghi'[level]} [${Array.from({ length: 9 }, () => (level === 0 ? '"x"' : `*${'abcdefghi'[level - 1]}`)).join()}]`,
  );
  const { errors } = read(`${rows.join('\n')}\n`);
  expect(errors).toEqual([expect.stringContaining('alias')]);
});

test('200 agents are read in well under a second', () => {
  const yaml = `agents:\n${Array.from({ length: 200 }, (_, index) => agent(`a${index}`, index < 199 ? `    handoffs: [{ to: a${index + 1}, condition: "severity == high" }]\n` : '')).join('')}`;
  const { pipeline, told } = read(yaml);
  expect(told).toEqual([]);
  expect(Object.keys(pipeline?.nodes ?? {})).toHaveLength(200);
});

test('a bare y or n is a name, yes and off are booleans; also where aliases have the slow parser read it', () => {
  for (const more of ['', 'params: { a: &x q, b: *x }\n']) {
    const agents = `agents:\n  - { id: y, runtime: claude, system_prompt: "{{ input }}", human_input: yes, handoffs: [{ to: n }] }\n  - { id: n, runtime: claude, system_prompt: "{{ input }}", human_input: off }\n`;
    const { pipeline, errors } = read(`${agents}${more}`);
    expect(errors).toEqual([]);
    expect(Object.keys(pipeline?.nodes ?? {})).toEqual(['y', 'n']);
    expect(pipeline?.nodes['y']).toMatchObject({ humanInput: { mode: 'on_demand' } });
    expect(pipeline?.nodes['n']).toMatchObject({ humanInput: null });
  }
});
