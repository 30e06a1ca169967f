import { describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codexDriver } from '../../src/harness/codex/driver.ts';
import type { DriverEvent, SessionSpec } from '../../src/harness/driver.ts';
import type { FakeStep } from '../fakes/codex.ts';
import { drive, replay, specOf, type Drive, type DriveOptions } from '../support/drive.ts';

const fake = [process.execPath, join(import.meta.dir, '../fakes/codex.ts')];

type Over = Partial<Omit<SessionSpec, 'profile'>> & { readonly profile?: Partial<SessionSpec['profile']> };

function specFor({ profile, ...over }: Over = {}): SessionSpec {
  return specOf({ ...over, profile: { harness: 'codex', command: fake, ...profile } });
}

async function start(over: Over = {}, options: DriveOptions = {}): Promise<Drive> {
  const driven = drive(codexDriver, specFor(over), options);
  await driven.next('ready');
  return driven;
}

function script(...steps: readonly FakeStep[]): string {
  return JSON.stringify(steps);
}

/** All events of the turn that this script makes, its end included. */
async function turnOf(driven: Drive, ...steps: readonly FakeStep[]): Promise<readonly DriverEvent[]> {
  const from = driven.events.length;
  driven.send(script(...steps));
  await driven.next('turn-end', from);
  return driven.events.slice(from);
}

function only<T extends DriverEvent['type']>(
  events: readonly DriverEvent[],
  type: T,
): readonly Extract<DriverEvent, { type: T }>[] {
  return events.filter((event): event is Extract<DriverEvent, { type: T }> => event.type === type);
}

function sentOf(driven: Drive, method: string): readonly Record<string, unknown>[] {
  const messages = driven.written.map((line) => JSON.parse(line) as Record<string, unknown>); // our own
  return messages.filter((message) => message['method'] === method);
}

const edit = { path: '/repo/a.txt', diff: '@@ -1,2 +1,2 @@\n-one\n+two\n keep\n' };

describe('a turn', () => {
  test('streams in order, and its result is the whole last message without narration', async () => {
    await using driven = await start();
    const events = await turnOf(
      driven,
      { think: 'hm' },
      { say: 'I will look.', phase: 'commentary' },
      { shell: "echo 'a b'", output: 'a b\n' },
      { say: 'On the way.', phase: 'commentary' },
      { say: 'First block.', phase: 'final_answer' },
      { say: 'Second block.' },
    );

    const message = ['text-delta', 'text-delta', 'text'];
    expect(events.map(({ type }) => type) as string[]).toEqual([
      'input',
      'turn-start',
      'input',
      'thinking',
      ...message,
      'tool-call',
      'tool-result',
      ...message,
      ...message,
      ...message,
      'turn-end',
    ]);
    expect(only(events, 'input').map(({ state }) => state)).toEqual(['accepted', 'seen']);
    expect(only(events, 'tool-call')).toMatchObject([
      { name: 'Bash', kind: 'execute', title: "echo 'a b'", input: { command: "echo 'a b'" } },
    ]);
    expect(only(events, 'tool-result')).toMatchObject([{ ok: true, text: 'a b\n' }]);
    const deltas = only(events, 'text-delta').filter(({ id }) => id === only(events, 'text').at(-1)?.id);
    expect(deltas.map(({ text }) => text).join('')).toBe('Second block.');
    expect(only(events, 'turn-end')).toMatchObject([
      { reason: 'completed', result: 'First block.\n\nSecond block.', error: null, usage: null },
    ]);
  });

  test('shows edits as diffs, other tools by the names that Codex gives them, and plans', async () => {
    await using driven = await start();
    const events = await turnOf(
      driven,
      { patch: edit.path, diff: edit.diff },
      { patch: '/repo/new.txt', diff: 'hi\n', kind: 'add' },
      { patch: '/repo/old.txt', diff: 'bye\n', kind: 'delete' },
      { mcp: 'shoal', tool: 'task_claim', result: 'claimed' },
      { shell: 'false', output: 'no', exit: 3 },
      {
        plan: [
          ['a', 'completed'],
          ['b', 'inProgress'],
          ['c', 'pending'],
        ],
      },
    );

    expect(only(events, 'tool-call').map(({ name, paths }) => [name, ...paths])).toEqual([
      ['apply_patch', edit.path],
      ['apply_patch', '/repo/new.txt'],
      ['apply_patch', '/repo/old.txt'],
      ['mcp__shoal__task_claim'],
      ['Bash'],
    ]);
    const results = only(events, 'tool-result');
    expect(results.flatMap(({ diffs }) => diffs)).toEqual([
      { path: edit.path, before: 'one\nkeep\n', after: 'two\nkeep\n' },
      { path: '/repo/new.txt', before: null, after: 'hi\n' },
      { path: '/repo/old.txt', before: 'bye\n', after: '' },
    ]);
    expect(results.slice(3).map(({ ok, text }) => [ok, text])).toEqual([
      [true, 'claimed'],
      [false, 'no\nexit code 3'],
    ]);
    expect(only(events, 'plan')[0]?.entries.map(({ state }) => state)).toEqual(['done', 'active', 'pending']);
    // Its last words came before all that: there are none.
    expect(only(events, 'turn-end')[0]?.result).toBe('');
  });

  test('what it said before a call that Codex does not show is not in the answer', async () => {
    await using driven = await start();
    const events = await turnOf(driven, { say: 'I try.' }, { usage: [1, 0, 1] }, { say: 'It failed.' });
    expect(only(events, 'turn-end')).toMatchObject([{ result: 'It failed.' }]);
    const narrated: FakeStep = { say: 'Done so far.', phase: 'commentary' };
    const alone = await turnOf(driven, narrated, { usage: [1, 0, 1] });
    expect(only(alone, 'turn-end')).toMatchObject([{ result: 'Done so far.' }]);
  });

  test("a subagent's words are its own, and not the answer", async () => {
    await using driven = await start();
    const events = await turnOf(driven, { child: 'child says' }, { say: 'parent says' });
    const [spawned] = only(events, 'tool-call');
    expect(spawned).toMatchObject({ name: 'spawn_agent', parent: null });
    expect(only(events, 'text').map(({ text, parent }) => [text, parent])).toEqual([
      ['child says', spawned?.id ?? '?'],
      ['parent says', null],
    ]);
    expect(only(events, 'turn-start')).toHaveLength(1);
    expect(only(events, 'turn-end')).toMatchObject([{ result: 'parent says' }]);
  });

  test('sums its usage, and takes the largest request for the context', async () => {
    await using driven = await start();
    await turnOf(driven, { usage: [1000, 900, 10] });
    const events = await turnOf(driven, { usage: [100, 40, 7] }, { usage: [300, 80, 5] }, { say: 'x' });
    expect(only(events, 'turn-end')[0]?.usage).toEqual({
      inputTokens: 400,
      cachedTokens: 120,
      outputTokens: 12,
      contextTokens: 300,
      contextWindow: 258_400,
      costUsd: null,
    });
  });

  test('says what a compaction saved', async () => {
    await using driven = await start();
    const events = await turnOf(driven, { say: 'x' }, { compact: [90_000, 7000] }, { say: 'y' });
    expect(only(events, 'compaction')).toMatchObject([
      { trigger: 'auto', tokensBefore: 90_000, tokensAfter: 7000 },
    ]);
  });

  test('a 16 MiB line is one message', async () => {
    await using driven = await start();
    const bytes = 16 * 1024 * 1024 - 1000;
    const before = process.cpuUsage();
    const events = await turnOf(driven, { big: bytes });
    expect(only(events, 'turn-end')[0]?.result).toHaveLength(bytes);
    expect(only(events, 'malformed')).toEqual([]);
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(3);
  });
});

describe('requests', () => {
  const leave = async (decision: Parameters<Drive['answer']>[1]): Promise<readonly DriverEvent[]> => {
    await using driven = await start({ profile: { permission: 'auto' } });
    driven.send(script({ askShell: 'rm -rf build' }, { say: 'done' }));
    const request = await driven.next('request');
    expect(request).toMatchObject({
      kind: 'permission',
      tool: 'Bash',
      command: 'rm -rf build',
      title: 'Bash: rm -rf build',
      parent: null,
    });
    expect(request.options.map(({ id, outcome, always }) => [id, outcome, always])).toEqual([
      ['accept', 'approve', false],
      ['acceptForSession', 'approve', true],
      ['decline', 'reject', false],
      ['cancel', 'reject', false],
    ]);
    driven.answer(request.id, decision);
    driven.answer(request.id, { outcome: 'approve' });
    await driven.next('turn-end');
    return driven.events;
  };

  test('approved: the command runs', async () => {
    const events = await leave({ outcome: 'approve' });
    expect(only(events, 'tool-result')).toMatchObject([{ ok: true, text: 'ran by accept' }]);
    expect(only(events, 'request-withdrawn')).toEqual([]);
  });

  test('approved for the session: Codex is told so', async () => {
    const events = await leave({ outcome: 'approve', option: 'acceptForSession' });
    expect(only(events, 'tool-result')).toMatchObject([{ ok: true, text: 'ran by acceptForSession' }]);
  });

  test('rejected: the command does not run, and the turn goes on', async () => {
    const events = await leave({ outcome: 'reject' });
    expect(only(events, 'tool-result')).toMatchObject([{ ok: false, text: 'declined' }]);
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'completed', result: 'done' }]);
  });

  test('rejected for good: the turn ends', async () => {
    const events = await leave({ outcome: 'reject', option: 'cancel' });
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'interrupted', result: '' }]);
  });

  test('an option that is not there is a plain approval, never more', async () => {
    const events = await leave({ outcome: 'approve', option: 'always-everything' });
    expect(only(events, 'tool-result')).toMatchObject([{ text: 'ran by accept' }]);
  });

  test('rejected, the turn can be told why; rejected for good, nothing more is given to it', async () => {
    await using driven = await start();
    driven.send(script({ askShell: 'git push' }, { wait: 'steer' }, { askShell: 'git push -f' }));
    const { id } = await driven.next('request');
    driven.answer(id, { outcome: 'reject', text: 'only people push' });
    expect(driven.canSend()).toBe('steer');
    driven.send('only people push');
    const again = await driven.until((event) => event.type === 'request' && event.id !== id);
    driven.answer(again.type === 'request' ? again.id : '', { outcome: 'reject', option: 'cancel' });
    expect(driven.canSend()).toBe('no');
    expect(await driven.next('turn-end')).toMatchObject({ reason: 'interrupted' });
    expect(JSON.stringify(sentOf(driven, 'turn/steer'))).toContain('only people push');
  });

  test('an edit shows its files and what it would do to them', async () => {
    await using driven = await start();
    driven.send(script({ askPatch: edit.path, diff: edit.diff }));
    const request = await driven.next('request');
    expect(request).toMatchObject({
      tool: 'apply_patch',
      paths: [edit.path],
      detail: { diffs: [{ path: edit.path, before: 'one\nkeep\n', after: 'two\nkeep\n' }] },
    });
    driven.answer(request.id, { outcome: 'approve' });
    expect(await driven.next('tool-result')).toMatchObject({ ok: true });
  });

  test('more permissions are given as they were asked, for the turn or the session', async () => {
    const permissions = { network: { enabled: true }, fileSystem: null };
    const asked: FakeStep = { ask: 'item/permissions/requestApproval', params: { itemId: 'x', permissions } };
    for (const [decision, given] of [
      [{ outcome: 'approve' }, { permissions: { network: { enabled: true } }, scope: 'turn' }],
      [
        { outcome: 'approve', option: 'acceptForSession' },
        { permissions: { network: { enabled: true } }, scope: 'session' },
      ],
      [{ outcome: 'reject' }, { permissions: {}, scope: 'turn' }],
    ] as const) {
      expect(await answered(asked, decision)).toEqual(given);
    }
  });

  test('a question of the model is answered by an option or by text', async () => {
    const question = { id: 'q1', header: 'Colour', question: 'Which colour?', options: [{ label: 'Red' }] };
    const asked: FakeStep = {
      ask: 'item/tool/requestUserInput',
      params: { itemId: 'x', questions: [question] },
    };
    expect(await answered(asked, { option: 'Red' })).toEqual({ answers: { q1: { answers: ['Red'] } } });
    expect(await answered(asked, { text: 'blue' })).toEqual({ answers: { q1: { answers: ['blue'] } } });
    expect(await answered(asked, { outcome: 'reject' })).toEqual({ answers: {} });
  });

  test('an elicitation is a question; one for leave to call a tool is a permission', async () => {
    const form: FakeStep = {
      ask: 'mcpServer/elicitation/request',
      params: {
        serverName: 'own',
        mode: 'form',
        message: 'How many?',
        requestedSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      },
    };
    expect(await answered(form, { text: '3' })).toMatchObject({ action: 'accept', content: { n: 3 } });
    expect(await answered(form, { text: '{"n":4}' })).toMatchObject({ content: { n: 4 } });
    expect(await answered(form, { outcome: 'reject' })).toMatchObject({ action: 'decline', content: null });

    const _meta = {
      codex_approval_kind: 'mcp_tool_call',
      persist: ['session'],
      tool_name: 'ping',
      tool_params: {},
    };
    const tool: FakeStep = {
      ask: 'mcpServer/elicitation/request',
      params: { serverName: 'own', mode: 'form', message: 'Allow?', _meta },
    };
    const asked = await requestOf(tool);
    expect(asked).toMatchObject({ kind: 'permission', tool: 'mcp__own__ping' });
    expect(await answered(tool, { option: 'acceptForSession' })).toMatchObject({
      action: 'accept',
      _meta: { persist: 'session' },
    });
    expect(await answered(tool, { outcome: 'reject' })).toMatchObject({ action: 'decline' });
  });

  test('what Codex takes back, and what a turn leaves open, is withdrawn', async () => {
    await using driven = await start();
    const events = await turnOf(driven, { askAndResolve: 'ls' }, { say: 'x' });
    const [first] = only(events, 'request');
    expect(only(events, 'request-withdrawn')).toEqual([{ type: 'request-withdrawn', id: first?.id ?? '?' }]);

    const from = driven.events.length;
    driven.send(script({ askShell: 'ls' }));
    const second = await driven.next('request', from);
    expect(second.id).not.toBe(first?.id);
    driven.interrupt();
    await driven.next('turn-end', from);
    expect(only(driven.events.slice(from), 'request-withdrawn')).toMatchObject([{ id: second.id }]);
    const written = driven.written.length;
    driven.answer(second.id, { outcome: 'approve' });
    expect(driven.written).toHaveLength(written);
  });

  test('a request it does not know is refused by the rules of JSON-RPC', async () => {
    const refusal = { code: -32_601, message: 'Method not found: attestation/generate' };
    expect(await answered({ ask: 'attestation/generate', params: {} }, null)).toEqual(refusal);
  });
});

/** The request that the step makes. */
async function requestOf(step: FakeStep): Promise<Extract<DriverEvent, { type: 'request' }>> {
  await using driven = await start();
  driven.send(script(step));
  return await driven.next('request');
}

/** What the fake was answered; null decides nothing. */
async function answered(step: FakeStep, decision: Parameters<Drive['answer']>[1] | null): Promise<unknown> {
  await using driven = await start();
  driven.send(script(step));
  if (decision !== null) driven.answer((await driven.next('request')).id, decision);
  return JSON.parse((await driven.next('turn-end')).result);
}

describe('steering and interrupting', () => {
  test('a message into a running turn is accepted at once, and seen when the model goes on', async () => {
    await using driven = await start();
    driven.send(script({ wait: 'steer' }, { say: 'after' }), 'm1');
    await driven.next('turn-start');
    expect(driven.canSend()).toBe('steer');
    driven.send('and this', 'm2');
    expect(driven.canSend()).toBe('no');
    await driven.next('turn-end');

    expect(only(driven.events, 'input').map(({ turn, state }) => `${turn} ${state}`)).toEqual([
      'm1 accepted',
      'm2 accepted',
      'm1 seen',
      'm2 seen',
    ]);
    expect(only(driven.events, 'turn-start')).toMatchObject([{ turn: 'm1' }]);
    expect(sentOf(driven, 'turn/steer')).toMatchObject([
      { params: { clientUserMessageId: 'm2', expectedTurnId: expect.any(String) } },
    ]);
    expect(driven.canSend()).toBe('idle');
  });

  test('a message that comes after its turn has ended begins the next one', () => {
    const trace = started();
    trace.protocol.send({ id: 'm2', text: 'late' });
    trace.line({
      method: 'turn/completed',
      params: { threadId: 'T', turn: { id: 'A', status: 'completed' } },
    });
    expect(trace.protocol.canSend()).toBe('no');
    trace.line({ id: 5, error: { code: -32_600, message: 'no active turn to steer' } });
    trace.line({ id: 6, result: { turn: { id: 'B' } } });
    trace.line({
      method: 'turn/completed',
      params: { threadId: 'T', turn: { id: 'B', status: 'completed' } },
    });
    expect(only(trace.events, 'turn-start').map(({ turn }) => turn)).toEqual(['m1', 'm2']);
    expect(only(trace.events, 'turn-end').map(({ turn }) => turn)).toEqual(['m1', 'm2']);
    expect(only(trace.events, 'input').some(({ state }) => state === 'refused')).toBe(false);
  });

  test('a turn that takes no messages is left alone until its end', () => {
    const trace = started();
    trace.protocol.send({ id: 'm2', text: 'now' });
    trace.line({ id: 5, error: { code: -32_600, message: 'cannot steer a compact turn' } });
    expect(only(trace.events, 'input').at(-1)).toMatchObject({ turn: 'm2', state: 'refused' });
    expect(trace.protocol.canSend()).toBe('no');
  });

  test('interrupted: the open tool is cut off, an unread message is given back, the next answer is its own', async () => {
    await using driven = await start();
    driven.send(script({ say: 'half' }, { hang: 'sleep 100' }, { wait: 'interrupt' }), 'm1');
    await driven.next('tool-call');
    driven.send('too late', 'm2');
    await driven.until((event) => event.type === 'input' && event.turn === 'm2');
    driven.interrupt();
    driven.interrupt();
    expect(driven.canSend()).toBe('no');
    await driven.next('turn-end');

    expect(sentOf(driven, 'turn/interrupt')).toHaveLength(1);
    expect(only(driven.events, 'tool-result')).toMatchObject([{ ok: false, text: 'interrupted' }]);
    expect(only(driven.events, 'input').at(-1)).toMatchObject({ turn: 'm2', state: 'refused' });
    expect(only(driven.events, 'turn-end')).toMatchObject([{ turn: 'm1', reason: 'interrupted' }]);

    const events = await turnOf(driven, { say: 'right' });
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'completed', result: 'right' }]);
    const written = driven.written.length;
    driven.interrupt();
    expect(driven.written).toHaveLength(written);
  });

  test('an interrupt before Codex has named the turn goes out when it has', async () => {
    await using driven = await start();
    driven.send(script({ wait: 'interrupt' }));
    driven.interrupt();
    expect(await driven.next('turn-end')).toMatchObject({ reason: 'interrupted' });
  });

  test('late lines of a turn that is over are not in the next answer', () => {
    const trace = started();
    const item = { type: 'agentMessage', id: 'x', text: 'late words' };
    trace.line({
      method: 'turn/completed',
      params: { threadId: 'T', turn: { id: 'A', status: 'interrupted' } },
    });
    trace.protocol.send({ id: 'm2', text: 'next' });
    trace.line({ id: 5, result: { turn: { id: 'B' } } });
    trace.line({ method: 'item/completed', params: { threadId: 'T', turnId: 'A', item } });
    trace.line({
      method: 'turn/completed',
      params: { threadId: 'T', turn: { id: 'B', status: 'completed' } },
    });
    expect(only(trace.events, 'turn-end').at(-1)).toMatchObject({ turn: 'm2', result: '' });
  });
});

/** A protocol fed by hand, with the thread T and the turn A of the input m1. */
function started() {
  const events: DriverEvent[] = [];
  const sink = { write: () => {}, endInput: () => {}, emit: (event: DriverEvent) => void events.push(event) };
  const protocol = codexDriver.connect(specFor(), sink, null);
  const line = (message: object): void => protocol.line(JSON.stringify(message));
  protocol.begin();
  line({ id: 1, result: { userAgent: 'shoal/0.169.0 (x)' } });
  line({ id: 2, result: { config: {} } });
  line({ id: 3, result: { thread: { id: 'T' }, model: 'gpt-5.5' } });
  protocol.send({ id: 'm1', text: 'go' });
  line({ id: 4, result: { turn: { id: 'A' } } });
  return { events, protocol, line };
}

describe('failures', () => {
  const resetsAt = 1_795_299_999;
  const failed = async (...steps: readonly FakeStep[]): Promise<readonly DriverEvent[]> => {
    await using driven = await start();
    const events = await turnOf(driven, ...steps);
    expect(driven.canSend()).toBe('idle');
    return events;
  };

  test('a usage limit is over at the reset of the window that is used up', async () => {
    const events = await failed(
      { limits: [86, resetsAt] },
      { limits: [86, resetsAt] },
      { limits: [100, resetsAt] },
      { fail: 'usageLimitExceeded', message: 'You’ve hit your usage limit.' },
    );
    expect(only(events, 'rate-limit')).toMatchObject([
      { blocked: false, until: resetsAt * 1000, text: '5-hour limit 86 % used' },
      { blocked: false, until: resetsAt * 1000 },
      { blocked: true, until: resetsAt * 1000, text: 'You’ve hit your usage limit.' },
    ]);
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'rate-limited', result: '' }]);
  });

  test('without a window that is used up the reset is unknown', async () => {
    const events = await failed({ fail: 'usageLimitExceeded', message: 'You’ve hit your usage limit.' });
    expect(only(events, 'rate-limit')).toMatchObject([{ blocked: true, until: null }]);
  });

  test('a short limit is over when its message says', async () => {
    const events = await failed({ fail: 'rateLimitExceeded', message: 'Please try again in 1.5s.' });
    expect(only(events, 'rate-limit')).toMatchObject([{ blocked: true, until: 1_795_273_386_025 + 1500 }]);
  });

  for (const [info, message, reason] of [
    ['usageLimitExceeded', 'Quota exceeded. Check your plan and billing details.', 'budget'],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, 'exceeded retry limit', 'rate-limited'],
    [{ httpConnectionFailed: { httpStatusCode: 401 } }, 'unexpected status 401', 'auth'],
    ['unauthorized', 'sign in again', 'auth'],
    ['contextWindowExceeded', 'ran out of room', 'context-overflow'],
    ['sessionBudgetExceeded', 'spent', 'budget'],
    ['cyberPolicy', 'no', 'refused'],
    ['other', 'Incomplete response returned, reason: max_output_tokens', 'max-tokens'],
    ['internalServerError', 'boom', 'error'],
    [null, 'boom', 'error'],
  ] as const) {
    test(`${JSON.stringify(info)} ends the turn as ${reason}`, async () => {
      const events = await failed({ say: 'half', phase: 'commentary' }, { fail: info, message });
      expect(only(events, 'turn-end')).toMatchObject([{ reason, error: message, result: '' }]);
    });
  }

  test('what Codex tries again is a notice', async () => {
    const events = await failed({ retry: 'Reconnecting... 1/5' }, { say: 'x' });
    expect(only(events, 'notice')).toMatchObject([{ level: 'warning', text: 'Reconnecting... 1/5' }]);
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'completed' }]);
  });

  test('an exit in the middle of a turn ends it, and withdraws what it asked', async () => {
    await using driven = await start();
    driven.send(script({ askAndResolve: 'x' }, { hang: 'sleep 9' }, { exit: 7 }), 'm1');
    expect(await driven.exited).toBe(7);
    expect(await driven.next('turn-end')).toMatchObject({ turn: 'm1', reason: 'error' });
    expect(only(driven.events, 'turn-end')).toHaveLength(1);
    expect(only(driven.events, 'tool-result')).toMatchObject([{ ok: false }]);
  });

  test('lines that are none are told, and unknown ones passed over', async () => {
    await using driven = await start();
    const events = await turnOf(
      driven,
      { raw: 'not json\n[1]\n{"half":\n\n{"id":99,"result":{}}\n' },
      { notify: 'thread/something/new', params: { threadId: 'x' } },
      { notify: 'item/completed', params: {} },
      { notify: 'turn/completed', params: { turn: 7 } },
      { notify: 'item/started', params: { item: { type: 'brandNew', id: 'n' } } },
      { say: 'fine' },
    );
    expect(only(events, 'malformed').map(({ text }) => text)).toEqual(['not json', '[1]', '{"half":']);
    expect(only(events, 'turn-end')).toMatchObject([{ reason: 'completed', result: 'fine' }]);
  });

  test('a last line without its end is read, or told as malformed', async () => {
    await using driven = await start();
    driven.send(script({ raw: '{"method":"turn/comp' }, { exit: 0 }));
    await driven.exited;
    await driven.next('turn-end');
    expect(only(driven.events, 'malformed')).toMatchObject([{ text: '{"method":"turn/comp' }]);
  });

  test('a thread that is not there is said, and the program asked to end', async () => {
    await using home = await scratch();
    const env = { CODEX_HOME: home.path };
    await using driven = drive(codexDriver, specFor({ resume: 'gone' }), { env });
    expect(await driven.next('notice')).toMatchObject({
      level: 'error',
      text: 'Codex did not resume gone: no rollout found for thread id gone',
    });
    expect(driven.canSend()).toBe('no');
    expect(await driven.exited).toBe(0);
  });

  test('an end before the handshake is said', async () => {
    await using driven = drive(codexDriver, specFor(), { argv: () => ['sh', '-c', 'read line'] });
    await driven.exited;
    expect(await driven.next('notice')).toMatchObject({
      level: 'error',
      text: 'Codex ended before it was ready',
    });
  });
});

describe('a session', () => {
  test('is resumed with its history after a kill, and forked into one of its own', async () => {
    await using home = await scratch();
    const env = { CODEX_HOME: home.path };
    await using first = await start({}, { env });
    const { harnessSession } = await first.next('ready');
    first.send('remember me');
    await first.next('turn-end');
    first.kill();
    await first.exited;

    for (const fork of [false, true]) {
      await using again = await start({ resume: harnessSession, fork }, { env });
      const { harnessSession: same } = await again.next('ready');
      expect(same === harnessSession).toBe(!fork);
      const events = await turnOf(again, { history: true });
      expect(only(events, 'turn-end')[0]?.result).toContain('remember me');
    }
  });

  test('closes its input when asked to end', async () => {
    await using driven = await start();
    driven.close();
    expect(await driven.exited).toBe(0);
  });
});

describe('what the profile becomes', () => {
  const paramsOf = async (over: Over): Promise<Record<string, unknown>> => {
    await using driven = await start(over);
    return sentOf(driven, 'thread/start')[0]?.['params'] as Record<string, unknown>; // our own
  };

  test('permissions, model, effort and instructions', async () => {
    const table = {
      read: ['read-only', 'never'],
      write: ['workspace-write', 'on-request'],
      full: ['danger-full-access', 'never'],
      auto: ['workspace-write', 'untrusted'],
    } as const;
    for (const [permission, [sandbox, approvalPolicy]] of Object.entries(table)) {
      const profile = { permission } as Partial<SessionSpec['profile']>; // a key of the table
      expect(await paramsOf({ profile })).toMatchObject({
        sandbox,
        approvalPolicy,
        approvalsReviewer: 'user',
      });
    }
    const profile = { model: 'gpt-5.5', effort: 'max', prompt: 'You review.' } as const;
    expect(await paramsOf({ profile, briefing: 'Shoal is here.' })).toMatchObject({
      model: 'gpt-5.5',
      developerInstructions: 'Shoal is here.\n\nYou review.',
      config: { model_reasoning_effort: 'xhigh' },
    });
  });

  test('MCP servers, with secrets neither in the arguments nor in the settings', async () => {
    const mcpServers = [
      {
        type: 'http',
        name: 'shoal',
        url: 'http://127.0.0.1:1/mcp',
        headers: { Authorization: 'Bearer s3cret' },
      },
      { type: 'stdio', name: 'two', command: 'two', args: ['-x'], env: { K: 'v' } },
    ] as const;
    const plan = codexDriver.plan(specFor({ mcpServers }));
    expect(plan.argv).toEqual([...fake, 'app-server']);
    expect(plan.env).toEqual({ SHOAL_MCP_SHOAL_AUTHORIZATION: 'Bearer s3cret' });
    const ours = {
      shoal: {
        url: 'http://127.0.0.1:1/mcp',
        env_http_headers: { Authorization: 'SHOAL_MCP_SHOAL_AUTHORIZATION' },
        default_tools_approval_mode: 'approve',
      },
      two: { command: 'two', args: ['-x'], env: { K: 'v' }, default_tools_approval_mode: 'approve' },
    };
    const serversOf = async (profile: Partial<SessionSpec['profile']>): Promise<unknown> => {
      const { config } = (await paramsOf({ mcpServers, profile })) as { config: Record<string, unknown> }; // our own
      return config['mcp_servers'];
    };
    expect(await serversOf({ mcp: 'with-own', permission: 'write' })).toEqual(ours);
    expect(await serversOf({ mcp: 'with-own', permission: 'full' })).toEqual({
      own: { default_tools_approval_mode: 'approve' },
      ...ours,
    });
    expect(await serversOf({ mcp: 'only-shoal' })).toEqual({ own: { enabled: false }, ...ours });
    expect(await serversOf({ mcp: 'none' })).toEqual({ own: { enabled: false } });
  });
});

describe('a daemon that dies', () => {
  test('goes on from any line with the same events and the same bytes (D1)', async () => {
    const spec = specFor({ profile: { permission: 'auto' } });
    await using driven = drive(codexDriver, spec);
    await driven.next('ready');
    const text = script(
      { usage: [100, 40, 7] },
      { child: 'c' },
      { say: 'half', phase: 'commentary' },
      { askShell: 'ls' },
      { wait: 'steer' },
      { limits: [50, 1_795_299_999] },
      { raw: 'junk\n' },
      { compact: [90, 7] },
      { say: 'one' },
      { say: 'two' },
    );
    driven.send(text, 'm1');
    const { id } = await driven.next('request');
    driven.answer(id, { outcome: 'approve' });
    await driven.until((event) => event.type === 'tool-result' && event.text === 'ran by accept');
    driven.send('more', 'm2');
    await driven.next('turn-end');
    driven.send(script({ say: 'x' }, { hang: 'sleep' }, { wait: 'interrupt' }), 'm3');
    await driven.until((event) => event.type === 'tool-call' && event.title === 'sleep');
    driven.interrupt();
    await driven.until((event) => event.type === 'turn-end' && event.turn === 'm3');
    driven.close();
    await driven.exited;

    const { events, written, trace } = driven;
    expect(only(events, 'turn-end').map(({ result, reason }) => [reason, result])).toEqual([
      ['completed', 'one\n\ntwo'],
      ['interrupted', 'x'],
    ]);
    trace.forEach((_, at) => {
      const again = replay(codexDriver, spec, trace, (step) => step === at);
      expect(again.events).toEqual(events.slice(0, again.events.length));
      expect(again.events.length).toBeGreaterThanOrEqual(events.length);
      expect(again.written).toEqual([...written]);
    });
    const always = replay(codexDriver, spec, trace, () => true);
    expect(always.events).toEqual([...events]);
  });

  test('at every step of a live session', async () => {
    await using driven = await start({}, { reconnect: true });
    const events = await turnOf(driven, { shell: 'ls', output: 'x' }, { say: 'a' }, { say: 'b' });
    expect(only(events, 'turn-end')).toMatchObject([{ result: 'a\n\nb' }]);
  });
});

async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'shoal-codex-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
