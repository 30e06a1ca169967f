import { describe, expect, test } from 'bun:test';
import {
  askTool,
  assistant,
  awaitUser,
  messageStart,
  delta,
  result,
  said,
  started,
  textBlock,
  toolResult,
  toolUse,
  type FakeStep,
} from '../fakes/claude-script.ts';
import { claudeDriver } from '../../src/harness/claude/driver.ts';
import { inputUuid } from '../../src/harness/claude/turns.ts';
import { replay, specOf, type Step } from '../support/drive.ts';
import { replays, startFake, told, type FakeSession } from './claude-world.ts';

describe('a Claude Code that misbehaves', () => {
  test('and dies in a turn ends it as an error, and withdraws what it asked', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      messageStart('m1'),
      askTool('q1', 'Bash', { command: 'x' }),
      { die: true },
    ]);
    await session.next('ready');
    session.send('go', 'a');
    const end = await session.next('turn-end');
    expect(end).toMatchObject({
      turn: 'a',
      reason: 'error',
      result: '',
      error: 'the program ended during the turn',
    });
    expect(session.events.some((event) => event.type === 'request-withdrawn')).toBe(true);
    expect(session.canSend()).toBe('no');
  });

  test('and says what is no JSON, half a line, or something unknown is told, and goes on', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      { raw: 'not json\n' },
      { raw: '[1,2]\n' },
      { raw: '\n' },
      { say: { type: 'novelty', at: 1 } },
      { say: { type: 'novelty', at: 2 } },
      { say: { type: 'assistant', message: 7 } },
      { say: { type: 'stream_event', event: { type: 'content_block_delta', delta: null } } },
      { say: { type: 'user', message: { content: [null, 3, { type: 'tool_result' }] } } },
      ...said('m1', 'still here'),
      result('still here'),
      { raw: '{"type":"assi' },
      { exit: 0 },
    ]);
    await session.next('ready');
    session.send('go', 'a');
    expect(await session.next('turn-end')).toMatchObject({ reason: 'completed', result: 'still here' });
    expect(await session.exited).toBe(0);
    await session.until((event) => event.type === 'malformed' && event.text === '{"type":"assi');
    const malformed = session.events.flatMap((event) => (event.type === 'malformed' ? [event.text] : []));
    expect(malformed).toEqual(['not json', '[1,2]', '{"type":"assi']);
    expect(session.events.filter((event) => event.type === 'notice')).toHaveLength(1);
  });

  test('and never ends its turn can be told from one that has ended', async () => {
    await using session = await startFake([awaitUser, ...started, ...said('m1', 'on and on')]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('text');
    expect(session.canSend()).toBe('steer');
    expect(session.events.some((event) => event.type === 'turn-end')).toBe(false);
  });

  test('and floods standard error is read on', async () => {
    await using session = await startFake([
      awaitUser,
      { stderr: 4_000_000 },
      ...started,
      ...said('m1', 'x'),
      result('x'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    expect(await session.next('turn-end')).toMatchObject({ result: 'x' });
  });

  test('and says a line of 16 MiB is understood; a longer one is malformed, and the next is not', async () => {
    const big = 15 * 1024 * 1024;
    await using session = await startFake([
      awaitUser,
      ...started,
      { ...assistant('m1', [textBlock('$fill')]), fill: big } as FakeStep,
      { ...assistant('m2', [textBlock('$fill')]), fill: 17 * 1024 * 1024 } as FakeStep,
      ...said('m3', 'small'),
      result('small'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    const end = await session.next('turn-end');
    expect(end.result).toBe('small');
    const lengths = session.events.flatMap((event) => (event.type === 'text' ? [event.text.length] : []));
    expect(lengths).toEqual([big, 5]);
    expect(session.events.filter((event) => event.type === 'malformed')).toHaveLength(1);
  });
});

describe('an input to Claude Code', () => {
  test('that comes during a turn is part of it, or begins the next', async () => {
    const gate = (text: string): FakeStep => ({ await: { type: 'user', message: { content: text } } });
    await using session = await startFake([
      gate('one'),
      ...started,
      assistant('m1', [toolUse('t1', 'Bash', { command: 'x' })]),
      gate('two'),
      toolResult('t1', 'ok'),
      ...started,
      assistant('m2', [textBlock('both')]),
      gate('three'),
      result('both'),
      ...started,
      ...said('m3', 'last'),
      result('last'),
    ]);
    await session.next('ready');
    session.send('one', 'a');
    await session.next('tool-call');
    session.send('two', 'b');
    await session.next('text');
    session.send('three', 'c');
    await session.until((event) => event.type === 'turn-end' && event.turn === 'c');
    const order = told(session.events).filter((line) => /^[abc] |^start|^end/.test(line));
    expect(order).toEqual([
      'a accepted',
      'start a',
      'a seen',
      'b accepted',
      'b seen',
      'c accepted',
      'end a completed',
      'start c',
      'c seen',
      'end c completed',
    ]);
  });

  test('that is dropped is refused; one known from the history begins no turn', async () => {
    const lifecycle = (state: string): FakeStep => ({
      say: { type: 'command_lifecycle', command_uuid: '$uuid', state },
    });
    await using session = await startFake([
      awaitUser,
      lifecycle('cancelled'),
      awaitUser,
      lifecycle('completed'),
    ]);
    await session.next('ready');
    session.send('one', 'a');
    await session.until((event) => event.type === 'input' && event.state === 'refused');
    session.send('two', 'b');
    await session.until((event) => event.type === 'input' && event.state === 'seen');
    expect(told(session.events)).toEqual(['ready', 'a accepted', 'a refused', 'b accepted', 'b seen']);
    expect(session.canSend()).toBe('idle');
  });

  test('that looks like a command of the program is text', async () => {
    await using session = await startFake([]);
    await session.next('ready');
    session.send('/clear');
    expect(JSON.parse(session.written.at(-1) ?? '')).toMatchObject({ message: { content: '\n/clear' } });
  });

  test('has the same id when it is sent again after a resume, and another in a fork', async () => {
    const uuid = async (spec: {
      sessionId: string;
      resume: string | null;
      fork: boolean;
    }): Promise<string> => {
      await using session = await startFake([], { spec });
      await session.next('ready');
      session.send('text', 'a');
      return JSON.parse(session.written.at(-1) ?? '').uuid;
    };
    const first = await uuid({ sessionId: 's', resume: null, fork: false });
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await uuid({ sessionId: 'other', resume: 's', fork: false })).toBe(first);
    expect(await uuid({ sessionId: 'other', resume: 's', fork: true })).not.toBe(first);
  });
});

describe('a Claude Code that does not tell what becomes of its input', () => {
  test('begins the turn when the model answers what was played back', () => {
    const spec = specOf({ profile: { harness: 'claude' } });
    const line = (value: object): Step => {
      const text = JSON.stringify(value);
      return { call: 'line', line: { text, isTooLong: false, bytes: text.length, end: 0 } };
    };
    const played = (turn: string): Step =>
      line({ type: 'user', isReplay: true, uuid: inputUuid(spec, turn), message: { content: '' } });
    const answer = (id: string): Step =>
      line({ type: 'assistant', message: { id, content: [textBlock(id)] }, parent_tool_use_id: null });
    const { events } = replay(
      claudeDriver,
      spec,
      [
        { call: 'begin' },
        line({ type: 'control_response', response: { subtype: 'success', request_id: 'initialize' } }),
        { call: 'send', id: 'a', text: 'one' },
        played('a'),
        answer('m1'),
        { call: 'send', id: 'b', text: 'two' },
        played('b'),
        answer('m2'),
        line({ type: 'result', subtype: 'success', is_error: false, result: 'm2' }),
        { call: 'send', id: 'c', text: 'three' },
        line({ type: 'result', subtype: 'error_during_execution', is_error: true, errors: ['no'] }),
      ],
      () => true,
    );
    expect(told(events)).toEqual([
      'ready',
      'a accepted',
      'start a',
      'a seen',
      'usage',
      'text m1',
      'b accepted',
      'b seen',
      'usage',
      'text m2',
      'end a completed',
      'c accepted',
      'start c',
      'end c error',
    ]);
  });
});

describe('a daemon that comes back', () => {
  const script: readonly FakeStep[] = [
    awaitUser,
    ...started,
    messageStart('m1'),
    delta('narr'),
    assistant('m1', [
      textBlock('narr'),
      toolUse('t1', 'Task', { description: 'd' }),
      toolUse('t2', 'Edit', { file_path: 'e', old_string: 'a', new_string: 'b' }),
    ]),
    assistant('s1', [textBlock('sub')], 't1'),
    { raw: 'garbage\n' },
    askTool(
      'q1',
      'Bash',
      { command: 'ls' },
      { tool_use_id: 't2', permission_suggestions: [{ type: 'setMode', mode: 'acceptEdits' }] },
    ),
    { await: { type: 'control_response' } },
    toolResult('t2', 'ok'),
    toolResult('t1', 'ok'),
    awaitUser,
    ...started,
    ...said('m2', 'whole'),
    { await: { request: { subtype: 'interrupt' } } },
    result('', { subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_streaming' }),
    awaitUser,
    ...started,
    ...said('m3', 'last'),
    result('last', { total_cost_usd: 0.75 }),
    { exit: 0 },
  ];

  async function play(session: FakeSession): Promise<void> {
    await session.next('ready');
    session.send('one', 'a');
    await session.next('request');
    session.answer('q1', { option: 'always-0' });
    await session.until((event) => event.type === 'tool-result' && event.id === 't1');
    session.send('two', 'b');
    await session.until((event) => event.type === 'text' && event.text === 'whole');
    session.interrupt();
    const end = await session.next('turn-end');
    session.send('three', 'c');
    await session.next('turn-end', session.events.indexOf(end) + 1);
    await session.exited;
  }

  test('tells the same when the protocol is made anew at every line', async () => {
    await using session = await startFake(script);
    await play(session);
    for (const anew of replays(session)) {
      expect(anew.events).toEqual([...session.events]);
      expect(anew.written).toEqual([...session.written]);
    }
    const ends = session.events.filter((event) => event.type === 'turn-end');
    expect(ends).toMatchObject([
      { turn: 'a', reason: 'interrupted' },
      { turn: 'c', reason: 'completed', result: 'last', usage: { costUsd: 0.25 } },
    ]);
  });

  test('does so against a live program too', async () => {
    await using session = await startFake(script, { reconnect: true });
    await play(session);
    expect(told(session.events).filter((line) => /^start|^end/.test(line))).toEqual([
      'start a',
      'end a interrupted',
      'start c',
      'end c completed',
    ]);
  });
});
