import { expect, test } from 'bun:test';
import { createRunning, pipelineOf, type Running } from '../../../../test/support/running.ts';
import { toGraph } from '../../../domain/pipeline/graph.ts';
import { invoke } from '../../invoke.ts';

const yaml = `agents:
  - id: dev
    runtime: claude
    model: m-1
    system_prompt: "Do {{ input }}"
    gate: { type: llm, runtime: claude, prompt: ok? }
    handoffs:
      - { to: meet, condition: on_approve }
      - { to: dev, condition: on_reject, task: again }
  - id: meet
    type: session
    participants: [a, b]
    chunks: { initial: [one] }
    handoffs: [{ to: "left, right" }]
  - { id: a, runtime: claude, system_prompt: "{{ input }}" }
  - { id: b, runtime: claude, system_prompt: "{{ input }}" }
  - id: left
    runtime: claude
    system_prompt: "{{ input }}"
    handoffs: [{ to: end, condition: severity == high }]
  - { id: right, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: end }] }
  - { id: end, runtime: claude, join: all, system_prompt: "{{ input }}" }
`;

async function played(): Promise<Running> {
  const pipes = await createRunning(yaml, ({ who, time }) => {
    switch (who) {
      case 'dev.gate':
        return time === 1 ? '{"decision": "rejected", "reason": "no tests"}' : '{"decision": "approved"}';
      case 'a':
        return time === 2 ? 'I have doubts.' : 'Yes.\nVOTE: AGREE';
      case 'b':
        return time === 1 ? 'Not yet.' : 'Yes.\nVOTE: AGREE\nCHUNK_DONE: C-001';
      case 'left':
        return 'It is bad.\nseverity: high\n{"score": 3}';
      default:
        return `${who} did it`;
    }
  });
  await pipes.start();
  await pipes.finish();
  return pipes;
}

test('a run shows each step with its pass, and the list where it is, what it cost, and page by page', async () => {
  const pipes = await played();
  const shown = await invoke(pipes.world.nobody(), 'run.show', { id: 'r1', chars: 2 });
  expect(shown).toMatchObject({
    state: 'completed',
    nodes: [],
    costUsd: 0,
    input: 'Do',
    inputChars: 5,
    result: 'en',
    resultChars: 10,
  });
  expect(shown.tookMs).toBeGreaterThanOrEqual(0);
  const dev = shown.steps.filter(({ node, kind }) => node === 'dev' && kind === 'stage');
  expect(dev.map(({ pass, label, decision }) => [pass, label, decision])).toEqual([
    [1, null, 'rejected'],
    [2, 'again', 'approved'],
  ]);
  expect(shown.chunks[0]?.history.map(({ by, did }) => [by, did])).toEqual([
    ['config', 'added'],
    ['b', 'done'],
  ]);

  await pipes.start();
  await pipes.start();
  const list = (input: Parameters<typeof invoke<'run.list'>>[2]) =>
    invoke(pipes.world.nobody(), 'run.list', input).then((runs) => runs.map(({ id }) => id));
  expect(await list({ limit: 2 })).toEqual(['r3', 'r2']);
  expect(await list({ before: 'r2' })).toEqual(['r1']);
  expect(await list({ pipeline: 'other' })).toEqual([]);
  expect(await list({ state: 'completed', pipeline: 'p' })).toEqual(['r1']);
  const [, second] = await invoke(pipes.world.nobody(), 'run.list', {});
  expect(second).toMatchObject({ id: 'r2', state: 'running', nodes: ['dev'], working: [] });
});

test('a step shows its prompt, what it says as data, its gate and what it led to; a session its conversation with votes', async () => {
  const pipes = await played();
  const nobody = pipes.world.nobody();
  const { steps } = await invoke(nobody, 'run.show', { id: 'r1' });
  const stepOf = (node: string, kind = 'stage', pass = 1) =>
    invoke(nobody, 'run.step', {
      id: steps.find((one) => one.node === node && one.kind === kind && one.pass === pass)?.id ?? '',
    });
  expect(await stepOf('dev')).toMatchObject({
    prompt: expect.stringContaining('Do Do it'),
    runtime: 'claude',
    model: 'm-1',
    contextStrategy: 'both',
    gate: { decision: 'rejected', reason: 'no tests' },
    next: [{ node: 'dev', label: 'again' }],
  });
  expect((await stepOf('left')).fields).toEqual({ score: 3, severity: 'high' });
  expect((await stepOf('right')).next.map(({ node }) => node)).toEqual(['end']);
  const meet = await stepOf('meet', 'session');
  expect(meet.turns.map(({ speaker, round, vote }) => [speaker, round, vote])).toEqual([
    ['a', 1, 'agree'],
    ['b', 1, 'none'],
    ['a', 2, 'withdraw'],
    ['b', 2, 'agree'],
    ['a', 3, 'agree'],
    ['b', 3, 'agree'],
  ]);
  expect(meet.turns[2]?.text).toBe('I have doubts.');
  expect(meet.next.map(({ node }) => node)).toEqual(['left', 'right']);
  const { turns } = await invoke(nobody, 'run.step', { id: meet.id, chars: 3 });
  expect(turns[2]).toMatchObject({ text: 'I h', chars: 14 });
});

test("the graph of a run has each node's passes and state, and how often each edge was taken", async () => {
  const pipes = await played();
  const { nodes, edges } = toGraph(pipelineOf(yaml), await pipes.steps());
  const node = (id: string) => nodes.find((one) => one.id === id);
  expect(node('dev')).toMatchObject({ kind: 'agent', state: 'done', passes: 2, model: 'm-1' });
  expect(node('dev.gate')).toMatchObject({ kind: 'gate', of: 'dev', state: 'done', passes: 2 });
  expect(node('meet')).toMatchObject({ kind: 'session', members: ['a', 'b'], passes: 1 });
  expect(node('a')).toMatchObject({ kind: 'member', passes: 3 });
  expect(node('end')?.badges).toContain('join all');
  expect(
    edges.map(({ from, to, condition, taken, isLoop }) =>
      [from, to, condition, taken, ...(isLoop ? ['loop'] : [])].join(' '),
    ),
  ).toEqual([
    '@start dev always 1',
    'dev dev.gate always 2',
    'dev.gate meet on_approve 1',
    'dev.gate dev on_reject 1 loop',
    'meet left always 1',
    'meet right always 1',
    'left end severity == high 1',
    'right end always 1',
    'end @end always 1',
  ]);
});

test('every event of a step says of which run and node it is, so that a page can follow one run', async () => {
  const pipes = await played();
  const events = await pipes.world.store.events({ limit: 10_000 });
  const ofSteps = events.filter(({ kind }) => kind === 'step');
  expect(ofSteps.length).toBeGreaterThan(20);
  for (const { type, data } of ofSteps)
    expect([type, data?.['run'], typeof data?.['node']]).toEqual([type, 'r1', 'string']);
});
