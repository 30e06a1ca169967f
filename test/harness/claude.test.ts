import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import {
  aborted,
  askTool,
  assistant,
  awaitInterrupt,
  awaitUser,
  blockStart,
  delta,
  messageEnd,
  messageStart,
  result,
  said,
  started,
  textBlock,
  toolResult,
  toolUse,
} from '../fakes/claude-script.ts';
import { startFake, told } from './claude-world.ts';

describe('a turn of Claude Code', () => {
  test('streams: each part is told before the next is said', async () => {
    const first = [awaitUser, ...started, messageStart('m1'), blockStart(0), delta('one ')];
    const rest = [delta('two'), assistant('m1', [textBlock('one two')]), messageEnd(), result('one two')];
    await using session = await startFake([...first, awaitUser, ...rest]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('text-delta');
    expect(told(session.events)).toEqual([
      'ready',
      'a accepted',
      'start a',
      'ready',
      'a seen',
      'usage',
      'delta one ',
    ]);
    // The fake goes on only when this comes.
    session.send('more', 'b');
    const end = await session.next('turn-end');
    expect(end).toMatchObject({ turn: 'a', reason: 'completed', result: 'one two' });
  });

  test('is begun and ended by the program, not by what we write', async () => {
    await using session = await startFake([awaitUser, ...started, ...said('m1', 'hi'), result('hi')]);
    await session.next('ready');
    expect(session.canSend()).toBe('idle');
    session.send('go', 'a');
    expect(session.canSend()).toBe('steer');
    expect(told(session.events)).toEqual(['ready']);
    await session.next('turn-end');
    expect(session.canSend()).toBe('idle');
  });

  test('that nobody asked for answers no prompt', async () => {
    await using session = await startFake([
      awaitUser,
      ...said('m1', 'a task in the background has ended'),
      result('a task in the background has ended'),
      ...started,
      ...said('m2', 'your answer'),
      result('your answer'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    await session.until((event) => event.type === 'turn-end' && event.turn === 'a');
    const ends = session.events.filter((event) => event.type === 'turn-end');
    expect(ends).toMatchObject([
      { turn: null, result: 'a task in the background has ended' },
      { turn: 'a', result: 'your answer' },
    ]);
  });

  test('a notice between turns starts none', async () => {
    const notices = ['task_updated', 'hook_started', 'init', 'status', 'thinking_tokens'];
    await using session = await startFake([
      { await: { request: { subtype: 'initialize' } } },
      ...notices.map((subtype) => ({ say: { type: 'system', subtype } })),
      { say: { type: 'system', subtype: 'task_notification', status: 'completed', summary: 'built' } },
    ]);
    expect(await session.next('notice')).toMatchObject({ text: 'background task completed: built' });
    expect(session.events.some((event) => event.type === 'turn-start')).toBe(false);
    expect(session.canSend()).toBe('idle');
  });

  test('loses no block of a message; narration and subagents are not its answer', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      assistant('m1', [
        { type: 'thinking', thinking: 'hm' },
        textBlock('narration'),
        toolUse('t1', 'Task', { description: 'look', prompt: 'p' }),
        toolUse('t2', 'Bash', { command: 'false' }),
      ]),
      assistant('s1', [textBlock('subagent'), toolUse('t3', 'Read', { file_path: 'a.txt' })], 't1'),
      toolResult('t3', 'content', {}, 't1'),
      toolResult('t2', 'Exit code 1', { is_error: true }),
      toolResult('t1', [{ type: 'text', text: 'found' }]),
      assistant('m2', [
        textBlock('first '),
        textBlock('second'),
        { type: 'thinking', thinking: 'x' },
        textBlock('third'),
      ]),
      result('third'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    const end = await session.next('turn-end');
    expect(end.result).toBe('first second\n\nthird');
    const calls = session.events.filter((event) => event.type === 'tool-call');
    expect(calls).toMatchObject([
      { id: 't1', kind: 'think', title: 'Task: look', parent: null },
      { id: 't2', kind: 'execute', title: 'Bash: false', parent: null },
      { id: 't3', kind: 'read', paths: [join(session.spec.directory, 'a.txt')], parent: 't1' },
    ]);
    const results = session.events.filter((event) => event.type === 'tool-result');
    expect(results).toMatchObject([
      { id: 't3', ok: true, text: 'content', parent: 't1' },
      { id: 't2', ok: false, text: 'Exit code 1', parent: null },
      { id: 't1', ok: true, text: 'found', parent: null },
    ]);
    // A subagent's request is not the size of the agent's own context.
    expect(end.usage).toMatchObject({ contextTokens: 1110, contextWindow: 200_000, costUsd: 0.5 });
  });

  test("tells what an edit changed, with the program's own account or from the call", async () => {
    const path = '/w/e.txt';
    await using session = await startFake([
      awaitUser,
      ...started,
      assistant('m1', [
        toolUse('t1', 'Write', { file_path: path, content: 'new' }),
        toolUse('t2', 'Edit', { file_path: path, old_string: 'a', new_string: 'b' }),
        toolUse('t3', 'Edit', { file_path: path, old_string: 'c', new_string: 'd' }),
      ]),
      toolResult('t1', 'ok', {
        tool_use_result: { type: 'update', filePath: path, content: 'new', originalFile: 'old' },
      }),
      toolResult('t2', 'ok'),
      toolResult('t3', 'no', { is_error: true }),
      result(''),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('turn-end');
    const diffs = session.events.flatMap((event) => (event.type === 'tool-result' ? [event.diffs] : []));
    expect(diffs).toEqual([[{ path, before: 'old', after: 'new' }], [{ path, before: 'a', after: 'b' }], []]);
  });

  test('tells the plan, as a whole and task by task', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      assistant('m1', [toolUse('t1', 'TodoWrite', { todos: [{ content: 'x', status: 'in_progress' }] })]),
      toolResult('t1', 'ok'),
      assistant('m2', [
        toolUse('t2', 'TaskCreate', { subject: 'y' }),
        toolUse('t3', 'TaskUpdate', { taskId: '2', status: 'completed' }),
      ]),
      toolResult('t2', 'ok', { tool_use_result: { task: { id: '2', subject: 'y' } } }),
      toolResult('t3', 'ok', { tool_use_result: { success: true, taskId: '2' } }),
      result(''),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('turn-end');
    const plans = session.events.flatMap((event) => (event.type === 'plan' ? [event.entries] : []));
    expect(plans.at(0)).toEqual([{ text: 'x', state: 'active' }]);
    expect(plans.at(-1)).toEqual([
      { text: 'x', state: 'active' },
      { text: 'y', state: 'done' },
    ]);
  });

  for (const [reason, over] of [
    ['max-turns', { subtype: 'error_max_turns', is_error: true }],
    ['budget', { subtype: 'error_max_budget_usd', is_error: true }],
    ['auth', { is_error: true, api_error_status: 401 }],
    ['rate-limited', { is_error: true, api_error_status: 429 }],
    ['context-overflow', { is_error: true, terminal_reason: 'prompt_too_long', api_error_status: 400 }],
    ['error', { is_error: true, api_error_status: 529 }],
  ] as const)
    test(`that fails (${reason}) gives an error and no answer`, async () => {
      await using session = await startFake([
        awaitUser,
        ...started,
        ...said('m1', 'narration'),
        result('it failed', over),
      ]);
      await session.next('ready');
      session.send('go', 'a');
      expect(await session.next('turn-end')).toMatchObject({
        turn: 'a',
        reason,
        result: '',
        error: 'it failed',
      });
    });

  test('says until when the vendor refuses, and what was compacted', async () => {
    const info = { status: 'rejected', resetsAt: 1_800_000_000, rateLimitType: 'five_hour' };
    await using session = await startFake([
      awaitUser,
      ...started,
      {
        say: {
          type: 'system',
          subtype: 'compact_boundary',
          compact_metadata: { trigger: 'auto', pre_tokens: 9000, post_tokens: 100 },
        },
      },
      { say: { type: 'rate_limit_event', rate_limit_info: info } },
      result('limit', { is_error: true, api_error_status: 429 }),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('turn-end');
    const limits = session.events.filter((event) => event.type === 'rate-limit');
    expect(limits.map(({ blocked, until }) => [blocked, until])).toEqual([
      [true, 1_800_000_000_000],
      [true, 1_800_000_000_000],
    ]);
    expect(await session.next('compaction')).toMatchObject({
      trigger: 'auto',
      tokensBefore: 9000,
      tokensAfter: 100,
    });
  });
});

describe('a request of Claude Code', () => {
  test('is approved for once or for the session', async () => {
    const suggestion = {
      type: 'addRules',
      rules: [{ toolName: 'Bash', ruleContent: 'ls *' }],
      behavior: 'allow',
      destination: 'localSettings',
    };
    const answers = [
      { await: { type: 'control_response' } },
      { await: { type: 'control_response' } },
    ] as const;
    await using session = await startFake([
      awaitUser,
      ...started,
      askTool('q1', 'Bash', { command: 'ls -l' }, { permission_suggestions: [suggestion] }),
      askTool('q2', 'Bash', { command: 'ls -l' }, { permission_suggestions: [suggestion] }),
      ...answers,
      result('done'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    const asked = await session.next('request');
    expect(asked).toMatchObject({
      kind: 'permission',
      title: 'Bash: ls -l',
      command: 'ls -l',
      options: [
        { id: 'allow', outcome: 'approve', always: false },
        {
          id: 'always-0',
          label: 'Always allow Bash(ls *) in this session',
          outcome: 'approve',
          always: true,
        },
        { id: 'deny', outcome: 'reject', always: false },
      ],
    });
    await session.until((event) => event.type === 'request' && event.id === 'q2');
    session.reconnect();
    session.answer('q1', {});
    session.answer('q2', { option: 'always-0' });
    session.answer('q2', { outcome: 'reject' });
    session.answer('unknown', {});
    await session.next('turn-end');
    const responses = session.written
      .map((line) => JSON.parse(line))
      .filter((line) => line.type === 'control_response');
    expect(responses.map((line) => line.response)).toEqual([
      {
        subtype: 'success',
        request_id: 'q1',
        response: { behavior: 'allow' },
      },
      {
        subtype: 'success',
        request_id: 'q2',
        response: {
          behavior: 'allow',
          updatedPermissions: [{ ...suggestion, destination: 'session' }],
        },
      },
    ]);
  });

  test('is approved with its input for a version that wants it again', async () => {
    await using session = await startFake([
      { await: { request: { subtype: 'initialize' } } },
      askTool('q1', 'Bash', { command: 'ls' }),
      { await: { response: { response: { behavior: 'allow', updatedInput: { command: 'ls' } } } } },
      { say: { type: 'system', subtype: 'task_notification', status: 'heard' } },
    ]);
    await session.next('request');
    session.reconnect();
    session.answer('q1', {});
    await session.next('notice');
  });

  test('is denied with the reason; one withdrawn is not answered any more', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      askTool('q1', 'Write', { file_path: 'a.txt', content: 'x' }),
      {
        await: { response: { response: { behavior: 'deny', message: 'Permission was denied: not there' } } },
      },
      askTool('q2', 'Write', { file_path: 'b.txt', content: 'x' }),
      { say: { type: 'control_cancel_request', request_id: 'q2' } },
      result('done'),
    ]);
    await session.next('ready');
    session.send('go', 'a');
    await session.next('request');
    session.answer('q1', { outcome: 'reject', text: 'not there' });
    expect(await session.next('request-withdrawn')).toEqual({ type: 'request-withdrawn', id: 'q2' });
    const { length } = session.written;
    session.answer('q2', {});
    expect(session.written).toHaveLength(length);
    await session.next('turn-end');
  });

  test('of an MCP server for a form is a question', async () => {
    const schema = { type: 'object', properties: { count: { type: 'integer' } } };
    await using session = await startFake([
      {
        say: {
          type: 'control_request',
          request_id: 'q1',
          request: {
            subtype: 'elicitation',
            mcp_server_name: 'srv',
            message: 'How many?',
            requested_schema: schema,
          },
        },
      },
      { await: { response: { response: { action: 'accept', content: { count: 3 } } } } },
      { say: { type: 'system', subtype: 'task_notification', status: 'heard' } },
    ]);
    expect(await session.next('request')).toMatchObject({ kind: 'question', title: 'srv: How many?' });
    session.answer('q1', { text: '3' });
    await session.next('notice');
  });

  test('that we do not know is refused, so that it does not wait for ever', async () => {
    await using session = await startFake([
      { say: { type: 'control_request', request_id: 'q1', request: { subtype: 'novelty' } } },
      { await: { response: { subtype: 'error', request_id: 'q1' } } },
      { say: { type: 'system', subtype: 'task_notification', status: 'heard' } },
    ]);
    await session.until((event) => event.type === 'notice' && event.text.includes('heard'));
  });
});

describe('an interrupt of Claude Code', () => {
  test('ends the turn by its own result; what is sent next gets its own answer', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      assistant('m1', [textBlock('narration'), toolUse('t1', 'Bash', { command: 'sleep' })]),
      awaitInterrupt,
      toolResult('t1', 'stopped', { is_error: true }),
      result('', aborted),
      awaitUser,
      ...started,
      ...said('m2', 'second'),
      result('second'),
    ]);
    await session.next('ready');
    session.interrupt();
    expect(session.written).toHaveLength(1);
    session.send('one', 'a');
    await session.next('tool-call');
    session.interrupt();
    session.interrupt();
    expect(session.canSend()).toBe('no');
    const end = await session.next('turn-end');
    expect(end).toMatchObject({ turn: 'a', reason: 'interrupted', result: '', error: null });
    expect(session.canSend()).toBe('idle');
    session.send('two', 'b');
    const next = await session.next('turn-end', session.events.indexOf(end) + 1);
    expect(next).toMatchObject({ turn: 'b', reason: 'completed', result: 'second' });
    expect(session.written.filter((line) => line.includes('"interrupt"'))).toHaveLength(1);
  });

  test('that comes too late does not touch the next turn', async () => {
    await using session = await startFake([
      awaitUser,
      ...started,
      ...said('m1', 'first'),
      awaitInterrupt,
      result('first'),
      awaitUser,
      ...started,
      ...said('m2', 'second'),
      result('second'),
    ]);
    await session.next('ready');
    session.send('one', 'a');
    await session.next('text');
    session.interrupt();
    expect(await session.next('turn-end')).toMatchObject({ turn: 'a', reason: 'completed', result: 'first' });
    session.send('two', 'b');
    const end = await session.until((event) => event.type === 'turn-end' && event.turn === 'b');
    expect(end).toMatchObject({ reason: 'completed', result: 'second' });
  });
});
