import { describe, expect, test } from 'bun:test';
import { copilotDriver, opencodeDriver } from '../../src/harness/acp/index.ts';
import { type AcpStep } from '../fakes/acp.ts';
import { called, calledBack, say, words } from '../fakes/acp-script.ts';
import { createGate, driveFake, turn, types } from './acp-world.ts';

describe('a turn', () => {
  test('is told while it runs: the next chunk is not sent before the last is seen', async () => {
    await using gate = createGate();
    await using agent = driveFake(
      { turns: [[say('one '), { gate: 'a' }, say('two '), { gate: 'b' }, say('three')]] },
      { gate },
    );
    await agent.next('ready');
    agent.send('go');
    for (const [door, seen] of [
      ['a', 'one '],
      ['b', 'two '],
    ] as const) {
      await agent.until((event) => event.type === 'text-delta' && event.text === seen);
      await gate.reached(door);
      expect(types(agent.events)).not.toContain('turn-end');
      gate.open(door);
    }
    const end = await agent.next('turn-end');
    expect(end).toMatchObject({ reason: 'completed', result: 'one two three', error: null });
  });

  test('results in the whole last message: narration is apart, no block is lost', async () => {
    await using agent = driveFake({
      turns: [
        [
          say('I will look. ', 'm1'),
          called('c1'),
          calledBack('c1', 'completed', { content: [words('out')] }),
          say('First block. ', 'm2'),
          {
            update: {
              sessionUpdate: 'agent_thought_chunk',
              messageId: 'm2',
              content: { type: 'text', text: 'hm' },
            },
          },
          say('Second block.', 'm2'),
        ],
      ],
    });
    const end = await turn(agent, 'go', 't');
    expect(end.result).toBe('First block. Second block.');
    const texts = agent.events.filter((event) => event.type === 'text').map((event) => event.text);
    expect(texts).toEqual(['I will look. ', 'First block. Second block.']);
    expect(types(agent.events)).toEqual(
      [
        'ready',
        'turn-start',
        'input',
        'input',
        'text-delta',
        'text',
        'tool-call',
        'tool-result',
        'text-delta',
        'thinking',
        'text-delta',
        'text',
        'turn-end',
      ].map((type) => type as never),
    ); // as declared
  });

  test('tells what the agent thinks in one piece', async () => {
    const thought = (piece: string): AcpStep => ({
      update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: piece } },
    });
    await using agent = driveFake({ turns: ['step by step'.split('').map(thought).concat(say('done'))] });
    await turn(agent, 'go');
    expect(agent.events.filter((event) => event.type === 'thinking')).toEqual([
      { type: 'thinking', text: 'step by step', parent: null },
    ]);
  });

  test('tells tools that fail, with what they changed', async () => {
    const diff = { type: 'diff', path: '/w/a.txt', oldText: 'one', newText: 'two' };
    await using agent = driveFake({
      turns: [
        [
          called('c1', { kind: 'edit', locations: [{ path: '/w/a.txt' }], rawInput: { path: '/w/a.txt' } }),
          calledBack('c1', 'completed', { content: [diff] }),
          called('c2'),
          calledBack('c2', 'failed', { rawOutput: { message: 'no such command' } }),
          called('c3'),
          say('done'),
        ],
      ],
    });
    await turn(agent, 'go');
    const results = agent.events.filter((event) => event.type === 'tool-result');
    expect(results).toMatchObject([
      { id: 'c1', ok: true, diffs: [{ path: '/w/a.txt', before: 'one', after: 'two' }] },
      { id: 'c2', ok: false, text: 'no such command' },
      { id: 'c3', ok: false },
    ]);
    const [call] = agent.events.filter((event) => event.type === 'tool-call');
    expect(call).toMatchObject({ id: 'c1', kind: 'edit', paths: ['/w/a.txt'], parent: null });
  });

  test('waits with a call until its input is known', async () => {
    await using agent = driveFake(
      {
        turns: [
          [
            called('c1', { title: 'bash', status: 'pending', rawInput: {} }),
            calledBack('c1', 'in_progress', { title: 'ls', rawInput: { command: 'ls' } }),
            calledBack('c1', 'completed'),
          ],
        ],
      },
      { driver: opencodeDriver },
    );
    await turn(agent, 'go');
    expect(agent.events.filter((event) => event.type === 'tool-call')).toMatchObject([
      { name: 'bash', title: 'ls', input: { command: 'ls' } },
    ]);
  });

  test('keeps what a subagent says and does apart from the agent', async () => {
    const task = { rawInput: { agent_type: 'general-purpose', prompt: 'look' }, kind: 'other' };
    await using agent = driveFake(
      {
        turns: [
          [
            called('sub', task),
            called('c1'),
            calledBack('c1', 'completed'),
            say('the subagent is done'),
            calledBack('sub', 'completed', { content: [words('the subagent is done')] }),
          ],
        ],
      },
      { driver: copilotDriver },
    );
    expect((await turn(agent, 'go')).result).toBe('');
    const parents = agent.events.filter((event) => 'parent' in event).map(({ parent }) => parent);
    expect(parents).toEqual([null, 'sub', 'sub', 'sub', 'sub', null]);
  });

  test('tells the plan, and what it used', async () => {
    await using agent = driveFake({
      turns: [
        [
          {
            update: {
              sessionUpdate: 'plan',
              entries: [
                { content: 'look', priority: 'high', status: 'completed' },
                { content: 'build', priority: 'high', status: 'in_progress' },
                { content: 'test', priority: 'low', status: 'pending' },
              ],
            },
          },
          {
            update: {
              sessionUpdate: 'usage_update',
              used: 900,
              size: 1000,
              cost: { amount: 0.5, currency: 'USD' },
            },
          },
          { update: { sessionUpdate: 'usage_update', used: 400, size: 1000 } },
          say('done'),
          {
            stop: {
              stopReason: 'end_turn',
              usage: {
                inputTokens: 10,
                cachedReadTokens: 30,
                cachedWriteTokens: 2,
                outputTokens: 5,
                totalTokens: 47,
              },
            },
          },
        ],
        [
          {
            update: {
              sessionUpdate: 'usage_update',
              used: 500,
              size: 1000,
              cost: { amount: 0.75, currency: 'USD' },
            },
          },
          {
            stop: {
              stopReason: 'end_turn',
              usage: {
                inputTokens: 15,
                cachedReadTokens: 60,
                cachedWriteTokens: 2,
                outputTokens: 9,
                totalTokens: 86,
              },
            },
          },
        ],
      ],
    });
    const first = await turn(agent, 'go');
    expect(agent.events.filter((event) => event.type === 'plan')).toMatchObject([
      { entries: [{ text: 'look', state: 'done' }, { state: 'active' }, { state: 'pending' }] },
    ]);
    expect(first.usage).toEqual({
      inputTokens: 42,
      cachedTokens: 30,
      outputTokens: 5,
      contextTokens: 900,
      contextWindow: 1000,
      costUsd: 0.5,
    });
    // Counts run over the session; the turn's are what was added.
    const second = await turn(agent, 'on');
    expect(second.usage).toEqual({
      inputTokens: 35,
      cachedTokens: 30,
      outputTokens: 4,
      contextTokens: 500,
      contextWindow: 1000,
      costUsd: 0.25,
    });
  });

  test.each([
    ['max_tokens', 'max-tokens'],
    ['max_turn_requests', 'max-turns'],
    ['refusal', 'refused'],
  ])('that stops by %s ends as %s', async (stopReason, reason) => {
    await using agent = driveFake({ turns: [[say('part'), { stop: { stopReason } }]] });
    expect(await turn(agent, 'go')).toMatchObject({ reason, result: 'part' });
  });

  test.each([
    [{ code: -32_000, message: 'Authentication required' }, 'auth'],
    [{ code: 401, message: '{"error":{"message":"Invalid key"}}' }, 'auth'],
    [{ code: 429, message: 'Slow down' }, 'rate-limited'],
    [{ code: -32_603, message: 'Internal error: You exceeded your current quota' }, 'rate-limited'],
    [
      { code: -32_603, message: 'too large', data: { errorName: 'ContextOverflowError' } },
      'context-overflow',
    ],
    [{ code: -32_603, message: 'Internal error', data: { details: 'disk on fire' } }, 'error'],
  ])('that fails with %p ends as %s, and the next goes on', async (error, reason) => {
    await using agent = driveFake({ turns: [[{ error }], [say('better')]] });
    const end = await turn(agent, 'go', 't1');
    expect(end).toMatchObject({ reason, result: '' });
    expect(end.error).not.toBe('');
    expect(agent.events).toContainEqual(
      expect.objectContaining({ type: 'input', turn: 't1', state: 'refused' }),
    );
    expect(await turn(agent, 'again')).toMatchObject({ reason: 'completed', result: 'better' });
  });
});
