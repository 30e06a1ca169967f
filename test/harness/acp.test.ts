import { describe, expect, test } from 'bun:test';
import { opencodeDriver } from '../../src/harness/acp/index.ts';
import { fullCapabilities, type AcpScript, type AcpStep } from '../fakes/acp.ts';
import { replay } from '../support/drive.ts';
import { createGate, driveFake, replayed, replaySpec, sent, turn, types } from './acp-world.ts';

const say = (text: string, messageId?: string): AcpStep =>
  messageId === undefined ? { say: text } : { say: text, messageId };
const called = (id: string, rest: object = {}): AcpStep => ({
  update: {
    sessionUpdate: 'tool_call',
    toolCallId: id,
    title: `Call ${id}`,
    kind: 'execute',
    status: 'in_progress',
    ...rest,
  },
});
const calledBack = (id: string, status: string, rest: object = {}): AcpStep => ({
  update: { sessionUpdate: 'tool_call_update', toolCallId: id, status, ...rest },
});
const text = (words: string): object => ({ type: 'content', content: { type: 'text', text: words } });
const options = [
  { optionId: 'always', name: 'Always', kind: 'allow_always' },
  { optionId: 'once', name: 'Once', kind: 'allow_once' },
  { optionId: 'no', name: 'No', kind: 'reject_once' },
];
const asking: AcpStep = {
  permission: {
    toolCall: {
      toolCallId: 'c1',
      title: 'rm -rf build',
      kind: 'execute',
      status: 'pending',
      rawInput: { command: 'rm -rf build' },
    },
    options,
  },
};

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
          calledBack('c1', 'completed', { content: [text('out')] }),
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
    const thought = (words: string): AcpStep => ({
      update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: words } },
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

describe('a request for permission', () => {
  test('is told with its options; approval takes the option for this once', async () => {
    await using agent = driveFake({ turns: [[asking]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    expect(request).toMatchObject({
      kind: 'permission',
      command: 'rm -rf build',
      title: 'execute: rm -rf build',
      options: [
        { id: 'always', outcome: 'approve', always: true },
        { id: 'once', outcome: 'approve', always: false },
        { id: 'no', outcome: 'reject', always: false },
      ],
      parent: null,
    });
    agent.answer(request.id, { outcome: 'approve' });
    expect((await agent.next('turn-end')).result).toBe('selected:once');
  });

  test.each([
    [{ outcome: 'approve', option: 'always' }, 'selected:always'],
    [{ outcome: 'reject', option: 'always' }, 'selected:no'],
    [{ outcome: 'reject', text: 'it is mine' }, 'selected:no'],
  ] as const)('answered by %p is answered with %s', async (decision, answer) => {
    await using agent = driveFake({ turns: [[asking]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    agent.answer('nobody asked this', { outcome: 'approve' });
    agent.answer(request.id, decision);
    agent.answer(request.id, { outcome: 'approve' });
    expect((await agent.next('turn-end')).result).toBe(answer);
    const refused = agent.events.filter((event) => event.type === 'tool-result' && !event.ok);
    expect(refused.length).toBe(1);
  });

  test('is cancelled with its turn, and so is one that comes after', async () => {
    await using agent = driveFake({ turns: [[asking, asking, { stop: { stopReason: 'cancelled' } }]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    agent.interrupt();
    expect(await agent.next('turn-end')).toMatchObject({ reason: 'interrupted' });
    expect(agent.events).toContainEqual({ type: 'request-withdrawn', id: request.id });
    expect(agent.events.filter((event) => event.type === 'request')).toHaveLength(1);
    const answers = agent.written.filter((line) => line.includes('"outcome":"cancelled"'));
    expect(answers).toHaveLength(2);
  });

  test('of a form is a question; its answer fills the field', async () => {
    const form: AcpStep = {
      ask: 'elicitation/create',
      params: {
        mode: 'form',
        sessionId: 'ses_fake',
        message: 'Which one?',
        requestedSchema: {
          type: 'object',
          properties: { colour: { type: 'string', enum: ['red', 'blue'] } },
        },
      },
    };
    await using agent = driveFake({ turns: [[form], [form]] });
    await agent.next('ready');
    agent.send('go');
    const question = await agent.next('request');
    expect(question).toMatchObject({
      kind: 'question',
      title: 'Which one?',
      options: [{ id: 'red' }, { id: 'blue' }],
    });
    agent.answer(question.id, { outcome: 'approve', option: 'blue' });
    expect((await agent.next('turn-end')).result).toContain(
      '"result":{"action":"accept","content":{"colour":"blue"}}',
    );
  });

  test('that nobody offered is refused by name', async () => {
    await using agent = driveFake({
      turns: [
        [
          { ask: 'terminal/create', params: {} },
          { ask: 'fs/write_text_file', params: {} },
        ],
      ],
    });
    const end = await turn(agent, 'go');
    expect(end.result.match(/-32601/g)).toHaveLength(2);
    expect(agent.events.filter((event) => event.type === 'notice')).toHaveLength(1);
  });
});

describe('an interrupted turn', () => {
  test('ends, and its late words are no part of the next answer', async () => {
    await using gate = createGate();
    await using agent = driveFake(
      {
        turns: [
          [
            say('working', 'm1'),
            { untilCancelled: true },
            say(' still', 'm1'),
            { stop: { stopReason: 'cancelled' } },
          ],
          [say(' LATE', 'm1'), calledBack('old', 'completed'), { gate: 'late' }, say('right answer', 'm2')],
        ],
      },
      { gate },
    );
    await agent.next('ready');
    agent.send('hang', 't1');
    await agent.next('text-delta');
    expect(agent.canSend()).toBe('no');
    agent.interrupt();
    agent.interrupt();
    expect(await agent.next('turn-end')).toMatchObject({
      turn: 't1',
      reason: 'interrupted',
      result: 'working still',
    });
    expect(sent(agent, 'session/cancel')).toHaveLength(1);
    agent.send('again', 't2');
    await gate.reached('late');
    gate.open('late');
    const end = await agent.until((event) => event.type === 'turn-end' && event.turn === 't2');
    expect(end).toMatchObject({ reason: 'completed', result: 'right answer' });
  });

  test('whose words come between two turns leaves them there', async () => {
    await using gate = createGate();
    await using agent = driveFake(
      {
        turns: [[say('x'), { untilCancelled: true }, { stop: { stopReason: 'cancelled' } }], [say('right')]],
      },
      { gate },
    );
    await agent.next('ready');
    agent.send('hang', 't1');
    await agent.next('text-delta');
    agent.interrupt();
    await agent.next('turn-end');
    // As an agent would that does not wait: a chunk without an id, with no turn running.
    const late = {
      jsonrpc: '2.0',
      method: 'session/update',
      params: {
        sessionId: 'ses_fake',
        update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'LATE' } },
      },
    };
    const { events } = replayed(agent.trace, [JSON.stringify(late)], 'again');
    expect(events.at(-1)).toMatchObject({ type: 'turn-start', turn: 'again' });
    expect(events.at(-2)).toMatchObject({
      type: 'text',
      text: 'LATE',
      id: expect.stringContaining('between'),
    });
  });
});

describe('a session', () => {
  test('that is new gets the briefing and the role once, before the first words', async () => {
    const over = { briefing: 'You are lucid-knuth.', profile: { prompt: 'You review.' } };
    await using agent = driveFake({ turns: [[say('a')], [say('b')]] }, { over });
    await turn(agent, 'first');
    await turn(agent, 'second');
    expect(sent(agent, 'session/prompt').map(({ prompt }) => prompt)).toEqual([
      [
        { type: 'text', text: 'You are lucid-knuth.\n\nYou review.' },
        { type: 'text', text: 'first' },
      ],
      [{ type: 'text', text: 'second' }],
    ]);
  });

  test('is resumed without its past, where the agent can', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [[say('on')]] },
      { over: { resume: 'ses_fake', briefing: 'You are.' } },
    );
    expect((await turn(agent, 'go on')).result).toBe('on');
    expect(sent(agent, 'session/resume')).toHaveLength(1);
    expect(sent(agent, 'session/prompt')).toMatchObject([{ prompt: [{ type: 'text', text: 'go on' }] }]);
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake', version: '1.2.3' });
  });

  test('is loaded, and what it tells of its past is no news', async () => {
    const past = (id: string, words: string): Record<string, unknown> => ({
      sessionUpdate: id,
      content: { type: 'text', text: words },
    });
    const script: AcpScript = {
      capabilities: { loadSession: true },
      replayBefore: [
        past('user_message_chunk', 'old prompt'),
        { sessionUpdate: 'tool_call', toolCallId: 'old', title: 'x' },
      ],
      replayAfter: [past('agent_message_chunk', 'OLD ANSWER'), past('agent_message_chunk', 'OLD END')],
      turns: [[calledBack('old', 'failed'), say('new answer')]],
    };
    await using agent = driveFake(script, { over: { resume: 'ses_fake' } });
    expect((await turn(agent, 'go on')).result).toBe('new answer');
    expect(JSON.stringify(agent.events)).not.toContain('OLD');
    expect(types(agent.events)).not.toContain('tool-call' as never);
  });

  test('is forked where the agent can, and the fork is briefed', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [[say('fork')]] },
      { over: { resume: 'ses_fake', fork: true, briefing: 'You are another.' } },
    );
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake_fork' });
    agent.send('go');
    await agent.until(() => agent.written.some((line) => line.includes('You are another.')));
  });

  test.each([
    [{ capabilities: {} }, { resume: 'x' }],
    [{ capabilities: { loadSession: true } }, { resume: 'x', fork: true }],
    [{ capabilities: fullCapabilities, refuses: ['session/resume'] }, { resume: 'x' }],
  ] as const)('that cannot be gone on with (%p, %p) is said, and begun anew', async (script, over) => {
    await using agent = driveFake({ ...script, turns: [[say('new')]] }, { over });
    expect((await turn(agent, 'go')).result).toBe('new');
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake' });
    expect(agent.events[0]).toMatchObject({ type: 'notice', level: 'warning' });
  });

  test('that nobody is signed in for tells so as a turn that never was', async () => {
    await using agent = driveFake({
      openingError: { code: -32_000, message: 'Authentication required' },
      turns: [],
    });
    expect(await agent.next('turn-end')).toMatchObject({
      turn: null,
      reason: 'auth',
      error: 'Authentication required',
    });
    expect(types(agent.events)).toEqual(['turn-start', 'turn-end'] as never[]);
    expect(agent.canSend()).toBe('no');
  });

  test('of another version of the protocol is refused', async () => {
    await using agent = driveFake({ protocolVersion: 7, turns: [] });
    expect(await agent.next('turn-end')).toMatchObject({
      turn: null,
      reason: 'error',
      error: expect.stringContaining('7'),
    });
  });

  test('is set to mode, model and effort where it offers them', async () => {
    const select = (id: string, category: string, values: readonly string[]): object => ({
      id,
      category,
      name: id,
      type: 'select',
      currentValue: values[0],
      options: values.map((value) => ({ value, name: value })),
    });
    await using agent = driveFake(
      {
        opening: {
          modes: {
            currentModeId: 'default',
            availableModes: [
              { id: 'default', name: 'D' },
              { id: 'acceptEdits', name: 'E' },
            ],
          },
          configOptions: [
            select('model', 'model', ['small', 'big']),
            select('depth', 'thought_level', ['low', 'high']),
          ],
        },
        turns: [],
      },
      { over: { profile: { permission: 'write', model: 'big', effort: 'high' } } },
    );
    expect(await agent.next('ready')).toMatchObject({ model: 'big' });
    expect(sent(agent, 'session/set_mode')).toEqual([{ sessionId: 'ses_fake', modeId: 'acceptEdits' }]);
    expect(sent(agent, 'session/set_config_option')).toEqual([
      { sessionId: 'ses_fake', configId: 'model', value: 'big' },
      { sessionId: 'ses_fake', configId: 'depth', value: 'high' },
    ]);
    expect(types(agent.events)).toEqual(['ready'] as never[]);
  });

  test('says what it offers no place for', async () => {
    const server = { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: { A: 'b' } } as const;
    await using agent = driveFake(
      { turns: [] },
      { over: { mcpServers: [server], profile: { permission: 'write', model: 'big', effort: 'high' } } },
    );
    await agent.next('ready');
    const notices = agent.events.filter((event) => event.type === 'notice').map((event) => event.text);
    expect(notices).toHaveLength(4);
    expect(sent(agent, 'session/new')).toMatchObject([{ mcpServers: [] }]);
  });

  test('gets its MCP servers, by HTTP where it can', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [] },
      {
        over: {
          mcpServers: [
            { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: { A: 'b' } },
            { type: 'stdio', name: 'local', command: '/bin/x', args: ['y'], env: { C: 'd' } },
          ],
        },
      },
    );
    await agent.next('ready');
    expect(sent(agent, 'session/new')).toMatchObject([
      {
        mcpServers: [
          { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: [{ name: 'A', value: 'b' }] },
          { name: 'local', command: '/bin/x', args: ['y'], env: [{ name: 'C', value: 'd' }] },
        ],
      },
    ]);
  });
});

describe('what goes wrong', () => {
  test('a program that ends in the middle of a turn ends the turn', async () => {
    await using gate = createGate();
    await using agent = driveFake({ turns: [[asking, { crash: true }]] }, { gate });
    await agent.next('ready');
    agent.send('go', 't1');
    const request = await agent.next('request');
    agent.kill();
    expect(await agent.next('turn-end')).toMatchObject({ turn: 't1', reason: 'error' });
    expect(agent.events).toContainEqual({ type: 'request-withdrawn', id: request.id });
    expect(agent.canSend()).toBe('no');
  });

  test('lines that are no messages, unknown ones and half a line harm nothing', async () => {
    await using agent = driveFake({
      turns: [
        [
          { raw: 'not json\n[1]\n"x"\n\n' },
          { raw: '{"jsonrpc":"2.0","id":999,"result":{}}\n' },
          { raw: '{"jsonrpc":"2.0","method":"_vendor/news","params":{}}\n' },
          { update: { sessionUpdate: 'brand_new', content: 7 } },
          { update: { sessionUpdate: 'tool_call_update' } },
          { update: { sessionUpdate: 'plan', entries: 'none' } },
          { update: { sessionUpdate: 'agent_message_chunk', content: null } },
          say('alive'),
        ],
        [say('half'), { raw: '{"jsonrpc":"2.0","method":"sess' }, { crash: true }],
      ],
    });
    expect(await turn(agent, 'go')).toMatchObject({ result: 'alive' });
    expect(agent.events.filter((event) => event.type === 'malformed')).toHaveLength(4);
    expect(agent.events.filter((event) => event.type === 'notice')).toHaveLength(2);
    expect(await turn(agent, 'die')).toMatchObject({ reason: 'error', result: 'half' });
    expect(agent.events.filter((event) => event.type === 'malformed')).toHaveLength(5);
  });

  test('a line of nearly 16 MiB is read whole, and in time', async () => {
    const long = 'x'.repeat(15 * 1024 * 1024);
    await using agent = driveFake({ turns: [] });
    await agent.next('ready');
    agent.send('go', 't');
    const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: long } };
    const line = JSON.stringify({
      jsonrpc: '2.0',
      method: 'session/update',
      params: { sessionId: 'ses_fake', update },
    });
    const before = performance.now();
    const { events } = replayed(agent.trace, [line], null);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(events.at(-1)).toMatchObject({ type: 'text-delta' });
    expect((events.at(-1) as { text: string }).text.length).toBe(long.length); // just matched
  });
});

describe('a daemon that dies (D1)', () => {
  const rich: AcpScript = {
    capabilities: { loadSession: true, mcpCapabilities: { http: true } },
    replayAfter: [{ sessionUpdate: 'tool_call', toolCallId: 'old', title: 'x' }],
    turns: [
      [
        say('I look. ', 'm1'),
        { update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'so ' } } },
        { update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'so' } } },
        called('c0', { status: 'pending', rawInput: {} }),
        calledBack('c0', 'in_progress', { rawInput: { command: 'ls' }, content: [text('a')] }),
        calledBack('c0', 'completed'),
        asking,
        { raw: 'noise\n' },
        {
          update: { sessionUpdate: 'usage_update', used: 9, size: 10, cost: { amount: 1, currency: 'USD' } },
        },
        say('part one, ', 'm2'),
        say('part two', 'm2'),
        { stop: { stopReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 } } },
      ],
      [say('hang', 'm3'), asking, { untilCancelled: true }, { stop: { stopReason: 'cancelled' } }],
      [say('late', 'm3'), say('end', 'm4')],
    ],
  };
  const over = { resume: 'ses_fake', briefing: 'You are.', profile: { model: 'big' } };

  async function play(reconnect: boolean): Promise<ReturnType<typeof driveFake>> {
    const agent = driveFake(rich, { over, reconnect });
    await agent.next('ready');
    agent.send('one', 't1');
    const request = await agent.next('request');
    agent.answer(request.id, { outcome: 'reject', text: 'no' });
    await agent.next('turn-end');
    const from = agent.events.length;
    agent.send('two', 't2');
    await agent.next('request', from);
    agent.interrupt();
    await agent.next('turn-end', from);
    const last = agent.events.length;
    agent.send('three', 't3');
    await agent.next('turn-end', last);
    return agent;
  }

  test('after any one line goes on with the same events and the same bytes', async () => {
    await using agent = await play(false);
    const { trace, events, written } = agent;
    const { spec, driver } = replaySpec(over);
    for (const boundary of trace.keys()) {
      const again = replay(driver, spec, trace, (step) => step === boundary);
      expect(again.events).toEqual([...events]);
      expect(again.written).toEqual([...written]);
    }
  });

  test('after every line goes on too, with a live agent', async () => {
    await using whole = await play(false);
    await using broken = await play(true);
    expect(broken.events).toEqual(whole.events);
    expect(broken.written).toEqual(whole.written);
    expect(whole.events.at(-1)).toMatchObject({ type: 'turn-end', turn: 't3', result: 'end' });
    const ends = whole.events.filter((event) => event.type === 'turn-end');
    const starts = whole.events.filter((event) => event.type === 'turn-start');
    expect(ends.map(({ turn: id }) => id)).toEqual(starts.map(({ turn: id }) => id));
  });
});
