import { expect, test } from 'bun:test';
import { renderMermaidASCII } from 'beautiful-mermaid';
import { parseCondition } from './condition.ts';
import type { PipelineNode } from './definition.ts';
import { drawnAsText, marksOf, toMermaid } from './mermaid.ts';

const base = { name: '', gate: null, join: null, chunks: null, handoffs: [] } as const;
const agent = (id: string, more: Partial<PipelineNode> = {}) =>
  ({ ...base, id, type: 'agent', runtime: 'claude', ...more }) as unknown as PipelineNode; // what is drawn of it
const to = (id: string, condition = 'always') => ({
  to: [id],
  task: null,
  condition: parseCondition(condition),
  payload: '',
});

const nodes = {
  a: agent('a', { handoffs: [to('meet', 'severity == "x & y"')] }),
  meet: {
    ...base,
    id: 'meet',
    type: 'session',
    participants: ['b', 'c'],
    handoffs: [to('g')],
  } as unknown as PipelineNode,
  b: agent('b'),
  c: agent('c'),
  g: agent('g', { gate: { type: 'human', prompt: '', maxRetries: 3 }, handoffs: [to('a', 'on_reject')] }),
};

test('every shape is one that terminals and pages both draw, and is told before any edge', () => {
  expect(toMermaid({ nodes })).toBe(`flowchart LR
  a["a · claude"]
  meet("meet: b, c")
  g{"g · claude · human gate"}
  a -->|"severity == #34;x #38; y#34;"| meet
  meet --> g
  g -->|"on_reject"| a
`);
});

test('in a terminal it is text as people read it', () => {
  const drawn = drawnAsText(toMermaid({ nodes }), (text) => renderMermaidASCII(text, { colorMode: 'none' }));
  for (const part of [
    'a · claude',
    'meet: b, c',
    'g · claude · human gate',
    'severity == "x & y"',
    'on_reject',
  ])
    expect(drawn).toContain(part);
  expect(drawn).not.toMatch(/#\d+;|[\ue000-\ue3ff]/);
});

test('a run is drawn with how far each is, and how often it was there', () => {
  const step = (
    node: string,
    state: 'held' | 'open' | 'done' | 'failed' | 'cancelled',
    decision: 'approved' | 'rejected' | null = null,
  ) => ({ node, state, decision, kind: 'stage' }) as const;
  const marks = marksOf([
    step('a', 'done'),
    step('g', 'done', 'rejected'),
    step('a', 'open'),
    step('meet', 'held'),
  ]);
  expect(marks).toEqual({ a: '● 2×', g: '✗', meet: '○' });
  expect(toMermaid({ nodes }, marks)).toContain('a["● 2× a · claude"]');
});
