import { describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeDriver } from '../../src/harness/claude/driver.ts';
import type { DriverEvent, SessionSpec } from '../../src/harness/driver.ts';
import { replay, type Drive } from '../support/drive.ts';
import { block, say, startClaudeLab as start } from './support/claude-lab.ts';
import { claude } from './support/harnesses/claude.ts';
import { ensureInstalled } from './support/install.ts';
import { startMcpServer } from './support/mcp-server.ts';
import type { Step } from './support/model-server.ts';
import { isRealSkipped } from './support/skip.ts';

const { shell, write, mcp } = claude.turns;
const timeoutMs = 120_000;
if (!isRealSkipped) await ensureInstalled(claude);

describe.skipIf(isRealSkipped)('the real Claude Code, through its driver', () => {
  test(
    'streams a turn, loses no block, and says what it used',
    async () => {
      const gate = Promise.withResolvers<void>();
      await using lab = await start([
        say('m1', [
          { thinking: 'let me see' },
          { text: 'narration' },
          block(write('a.txt', 'hi\n')),
          block(shell('echo ran')),
        ]),
        say('m2', [{ text: 'first rest' }, { text: ' and more' }], (word) =>
          word === 'first ' ? gate.promise : undefined,
        ),
      ]);
      const agent = lab.drive({ briefing: 'BRIEFING-77' }, { prompt: 'ROLE-88' });
      await agent.next('ready');
      const turn = agent.send('do it');
      const early = await agent.until((event) => event.type === 'text-delta' && event.text === 'first ');
      expect(agent.events.some((event) => event.type === 'turn-end')).toBe(false);
      gate.resolve();
      const end = await agent.next('turn-end');

      expect(early).toMatchObject({ id: 'msg_m2:0', parent: null });
      expect(end).toMatchObject({ turn, reason: 'completed', result: 'first rest and more', error: null });
      // Two requests of 10 uncached, 100 written to and 1,000 read from the cache.
      expect(end.usage).toMatchObject({
        inputTokens: 2220,
        cachedTokens: 2000,
        outputTokens: 40,
        contextTokens: 1110,
      });
      expect(end.usage?.contextWindow).toBeGreaterThan(0);
      expect(
        inOrder(typesOf(agent.events), [
          'ready',
          'input accepted',
          'turn-start',
          'input seen',
          'thinking',
          'text',
          'tool-call',
          'tool-call',
          'tool-result',
          'tool-result',
          'turn-end',
        ]),
      ).toBe(true);
      const made = agent.events.find((event) => event.type === 'tool-result' && event.diffs.length > 0);
      const path = join(lab.world.repo, 'a.txt');
      expect(made).toMatchObject({ ok: true, diffs: [{ path, before: null, after: 'hi\n' }] });
      const first = JSON.stringify(lab.server.requests[0]?.body);
      expect([first.includes('BRIEFING-77'), first.includes('ROLE-88')]).toEqual([true, true]);
      const commandLine = await readFile(`/proc/${agent.pid}/cmdline`, 'utf8');
      expect(commandLine).not.toMatch(/BRIEFING-77|ROLE-88|do it/);
      expectReplayed(agent, lab.specs[0]);
    },
    timeoutMs,
  );

  test(
    'asks for permission; the answer holds, both ways',
    async () => {
      await using lab = await start([write('yes.txt', 'yes'), write('no.txt', 'no'), { text: 'asked' }]);
      const agent = lab.drive({}, { permission: 'auto' });
      await agent.next('ready');
      agent.send('write');
      const asked = await agent.next('request');
      expect(asked).toMatchObject({
        kind: 'permission',
        tool: 'Write',
        paths: [join(lab.world.repo, 'yes.txt')],
      });
      agent.answer(asked.id, { outcome: 'approve', option: 'allow' });
      const second = await agent.next('request', agent.events.indexOf(asked) + 1);
      agent.answer(second.id, { outcome: 'reject', text: 'not that file' });
      const end = await agent.next('turn-end');

      expect(end.result).toBe('asked');
      expect(await Bun.file(join(lab.world.repo, 'yes.txt')).text()).toBe('yes');
      expect(await Bun.file(join(lab.world.repo, 'no.txt')).exists()).toBe(false);
      const refused = agent.events.findLast(
        (event) => event.type === 'tool-result' && !event.ok && event.text.includes('not that file'),
      );
      expect(refused).toBeDefined();
      expect(JSON.stringify(lab.server.requests[2]?.body)).toContain('not that file');
    },
    timeoutMs,
  );

  test(
    "a permission always given holds for the session, and edits nobody's settings",
    async () => {
      await using lab = await start([shell('touch one.txt'), shell('touch one.txt'), { text: 'twice' }]);
      const agent = lab.drive({}, { permission: 'auto' });
      await agent.next('ready');
      agent.send('touch');
      const asked = await agent.next('request');
      const always = asked.options.find((option) => option.always);
      agent.answer(asked.id, { option: always?.id ?? 'none offered' });
      const end = await agent.next('turn-end');
      expect(end.result).toBe('twice');
      expect(agent.events.filter((event) => event.type === 'request')).toHaveLength(1);
      expect(await lab.world.git('status', '--porcelain', '--untracked-files=all')).toBe('?? one.txt\n');
    },
    timeoutMs,
  );

  for (const [permission, asked] of [
    ['read', []],
    ['write', []],
    ['full', []],
    ['auto', ['Write', 'Bash']],
  ] as const)
    test(
      `with the permission ${permission} it asks for ${asked.join(' and ') || 'neither file nor command'}`,
      async () => {
        await using lab = await start([
          write('a.txt', 'a'),
          shell('touch b.txt'),
          { tool: 'ExitPlanMode', input: { plan: 'go on' } },
          { text: 'done' },
        ]);
        const agent = lab.drive({}, { permission });
        await agent.next('ready');
        agent.send('go');
        const tools: (string | null)[] = [];
        for (let from = 0; ;) {
          const event = await agent.until(
            (one) => agent.events.indexOf(one) >= from && (one.type === 'request' || one.type === 'turn-end'),
          );
          if (event.type !== 'request') break;
          tools.push(event.tool);
          agent.answer(event.id, { outcome: 'reject' });
          from = agent.events.indexOf(event) + 1;
        }
        expect(tools).toEqual([...asked]);
        const wasWritten = permission === 'write' || permission === 'full';
        expect(await Bun.file(join(lab.world.repo, 'a.txt')).exists()).toBe(wasWritten);
        expect(await Bun.file(join(lab.world.repo, 'b.txt')).exists()).toBe(wasWritten);
      },
      timeoutMs,
    );

  test(
    'brings a question of the model, and the answer back',
    async () => {
      const options = [
        { label: 'Red', description: 'warm' },
        { label: 'Blue', description: 'cold' },
      ];
      const questions = [{ question: 'Which colour?', header: 'Colour', multiSelect: false, options }];
      await using lab = await start([{ tool: 'AskUserQuestion', input: { questions } }, { text: 'thanks' }]);
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('ask me');
      const asked = await agent.next('request');
      expect(asked).toMatchObject({ kind: 'question', title: 'Which colour?' });
      agent.answer(asked.id, { option: 'choice-1', text: 'but a dark one' });
      await agent.next('turn-end');
      expect(JSON.stringify(lab.server.requests[1]?.body)).toContain('Blue: but a dark one');
    },
    timeoutMs,
  );

  test(
    'a message sent during a turn is seen in it',
    async () => {
      await using lab = await start([shell('read line < fifo; echo $line'), { text: 'heard' }]);
      await lab.fifo();
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('begin', 'first');
      await agent.next('tool-call');
      expect(agent.canSend()).toBe('steer');
      agent.send('STEERED-55', 'second');
      await agent.until(
        (event) => event.type === 'input' && event.turn === 'second' && event.state === 'accepted',
      );
      await lab.release();
      const end = await agent.next('turn-end');

      expect(end).toMatchObject({ turn: 'first', result: 'heard' });
      expect(JSON.stringify(lab.server.requests[1]?.body)).toContain('STEERED-55');
      expect(stateOf(agent, 'second')).toEqual(['accepted', 'seen']);
      expect(agent.events.filter((event) => event.type === 'turn-start')).toHaveLength(1);
      expect(agent.canSend()).toBe('idle');
    },
    timeoutMs,
  );

  test(
    'after an interrupt the next prompt gets its own answer',
    async () => {
      await using lab = await start([
        shell('read line < fifo'),
        { text: 'answer to two' },
        { text: 'answer to three' },
      ]);
      await lab.fifo();
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('one', 'first');
      await agent.next('tool-call');
      agent.interrupt();
      expect(agent.canSend()).toBe('no');
      const end = await agent.next('turn-end');
      expect(end).toMatchObject({ turn: 'first', reason: 'interrupted', result: '', error: null });

      expect(agent.canSend()).toBe('idle');
      const answers = [];
      for (const id of ['second', 'third']) {
        const from = agent.events.length;
        agent.send(id, id);
        answers.push(await agent.next('turn-end', from));
      }
      expect(answers).toMatchObject([
        { turn: 'second', reason: 'completed', result: 'answer to two' },
        { turn: 'third', reason: 'completed', result: 'answer to three' },
      ]);
      expectReplayed(agent, lab.specs[0]);
    },
    timeoutMs,
  );

  test(
    'an interrupt in the middle of a message leaves nothing of it to the next answer',
    async () => {
      const gate = Promise.withResolvers<void>();
      await using lab = await start([
        say('m1', [{ text: 'half of an answer' }], (word) => (word === 'half ' ? gate.promise : undefined)),
        { text: 'answer to two' },
      ]);
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('one', 'first');
      await agent.next('text-delta');
      agent.interrupt();
      const end = await agent.next('turn-end');
      expect(end).toMatchObject({ turn: 'first', reason: 'interrupted', result: '' });
      gate.resolve();
      agent.send('two', 'second');
      const next = await agent.next('turn-end', agent.events.indexOf(end) + 1);
      expect(next).toMatchObject({ turn: 'second', reason: 'completed', result: 'answer to two' });
    },
    timeoutMs,
  );

  test(
    'an interrupt withdraws what was asked',
    async () => {
      await using lab = await start([write('a.txt', 'a'), { text: 'never' }]);
      const agent = lab.drive({}, { permission: 'auto' });
      await agent.next('ready');
      agent.send('one');
      const asked = await agent.next('request');
      agent.interrupt();
      expect(await agent.next('request-withdrawn')).toMatchObject({ id: asked.id });
      expect(await agent.next('turn-end')).toMatchObject({ reason: 'interrupted' });
    },
    timeoutMs,
  );

  test(
    'killed with -9 in a turn it goes on with its history; a fork leaves the first alone',
    async () => {
      await using lab = await start([
        { text: 'noted' },
        shell('read line < fifo'),
        { text: 'resumed' },
        { text: 'forked' },
      ]);
      await lab.fifo();
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('REMEMBER-99', 'first');
      await agent.next('turn-end');
      const known = agent.events.findLast((event) => event.type === 'ready');
      const session = known?.type === 'ready' ? known.harnessSession : null;
      expect(session).toBe(lab.specs[0]?.sessionId ?? null);
      agent.send('then this', 'second');
      await agent.next('tool-call');
      agent.kill('SIGKILL');
      await agent.exited;
      expect(
        await agent.until((event) => event.type === 'turn-end' && event.turn === 'second'),
      ).toMatchObject({ reason: 'error' });

      const again = lab.drive({ resume: session });
      await again.next('ready');
      again.send('REMEMBER-99', 'first');
      const repeated = await again.until((event) => event.type === 'input' && event.state === 'seen');
      expect(repeated).toMatchObject({ turn: 'first', why: 'it stands in the history of the session' });
      again.send('go on', 'third');
      expect(await again.next('turn-end')).toMatchObject({ turn: 'third', result: 'resumed' });
      // The turn that was cut off may be missing: the program writes its history a moment later.
      expect(JSON.stringify(lab.server.requests[2]?.body)).toContain('REMEMBER-99');
      again.close();
      expect(await again.exited).toBe(0);

      const fork = lab.drive({ resume: session, fork: true });
      await fork.next('ready');
      fork.send('branch');
      expect(await fork.next('turn-end')).toMatchObject({ result: 'forked' });
      const branch = fork.events.findLast((event) => event.type === 'ready');
      expect(branch).toMatchObject({ harnessSession: lab.specs[2]?.sessionId });
      expect(JSON.stringify(lab.server.requests[3]?.body)).toContain('REMEMBER-99');
    },
    timeoutMs,
  );

  test(
    'calls the MCP server that it was given, whose token no process list shows; with only-shoal it has no other',
    async () => {
      await using server = startMcpServer();
      const own = { mcpServers: { other: { type: 'http', url: server.url } } };
      await using lab = await start(
        [mcp('shoal', 'ping', {}), { text: 'pinged' }, { text: 'both' }, { text: 'neither' }],
        { '.mcp.json': JSON.stringify(own) },
      );
      const headers = { authorization: 'Bearer TOKEN-66' };
      const mcpServers = [{ type: 'http', name: 'shoal', url: server.url, headers }] as const;
      const seen = [];
      for (const mode of ['only-shoal', 'with-own', 'none'] as const) {
        const agent = lab.drive({ mcpServers }, { mcp: mode });
        await agent.next('ready');
        expect(await readFile(`/proc/${agent.pid}/cmdline`, 'utf8')).not.toContain('TOKEN-66');
        agent.send('ping');
        await agent.next('turn-end');
        seen.push(serversOf(agent));
        agent.close();
        await agent.exited;
      }
      expect(server.calls).toEqual(['Bearer TOKEN-66']);
      expect(JSON.stringify(lab.server.requests[1]?.body)).toContain('pong');
      expect(seen).toEqual([['shoal'], ['other', 'shoal'], []]);
    },
    timeoutMs,
  );

  test(
    'a message that comes too late for the turn begins its own',
    async () => {
      const gate = Promise.withResolvers<void>();
      await using lab = await start([
        say('m1', [{ text: 'slow answer' }], (word) => (word === 'slow ' ? gate.promise : undefined)),
        { text: 'answer to the late one' },
      ]);
      const agent = lab.drive();
      await agent.next('ready');
      agent.send('one', 'first');
      await agent.next('text-delta');
      agent.send('two', 'late');
      await agent.until((event) => event.type === 'input' && event.turn === 'late');
      gate.resolve();
      await agent.until((event) => event.type === 'turn-end' && event.turn === 'late');
      expect(agent.events.filter((event) => event.type === 'turn-end')).toMatchObject([
        { turn: 'first', result: 'slow answer' },
        { turn: 'late', result: 'answer to the late one' },
      ]);
      expectReplayed(agent, lab.specs[0]);
    },
    timeoutMs,
  );

  test(
    "a subagent's requests are brought as its own, and its words are not the answer",
    async () => {
      const task = {
        description: 'look',
        prompt: 'SUBAGENT-44',
        subagent_type: 'general-purpose',
        run_in_background: false,
      };
      await using lab = await start([
        { tool: 'Task', input: task },
        write('sub.txt', 'sub'),
        { text: 'the words of the subagent' },
        { text: 'the answer' },
      ]);
      const agent = lab.drive({}, { permission: 'auto' });
      await agent.next('ready');
      agent.send('delegate');
      const asked = await agent.next('request');
      const call = await agent.next('tool-call');
      expect(call).toMatchObject({ name: 'Task', parent: null });
      expect(asked).toMatchObject({ tool: 'Write', parent: call.id });
      agent.answer(asked.id, {});
      const end = await agent.next('turn-end');
      expect(end.result).toBe('the answer');
      const texts = agent.events.filter((event) => event.type === 'text');
      expect(texts.map(({ text, parent }) => [text, parent])).toEqual([
        ['the words of the subagent', call.id],
        ['the answer', null],
      ]);
      expect(await Bun.file(join(lab.world.repo, 'sub.txt')).text()).toBe('sub');
    },
    timeoutMs,
  );

  test(
    'an error of the model is an error and no answer',
    async () => {
      const refuse =
        (status: number, type: string): Step =>
        () =>
          Response.json(
            { type: 'error', error: { type, message: 'no' } },
            { status, headers: { 'retry-after': '0' } },
          );
      await using lab = await start([
        refuse(402, 'billing_error'),
        ...Array.from({ length: 3 }, () => refuse(429, 'rate_limit_error')),
        { text: 'well again' },
      ]);
      const agent = lab.drive({}, {}, { CLAUDE_CODE_MAX_RETRIES: '2' });
      await agent.next('ready');
      const ends = [];
      for (const id of ['budget', 'limit', 'well']) {
        const from = agent.events.length;
        agent.send(id, id);
        ends.push(await agent.next('turn-end', from));
      }
      expect(ends).toMatchObject([
        { turn: 'budget', reason: 'budget', result: '' },
        { turn: 'limit', reason: 'rate-limited', result: '' },
        { turn: 'well', reason: 'completed', result: 'well again', error: null },
      ]);
      expect(
        agent.events.filter((event) => event.type === 'rate-limit').map((event) => event.blocked),
      ).toEqual([false, false, true]);
      expect(agent.events.filter((event) => event.type === 'text').map((event) => event.text)).toEqual([
        'well again',
      ]);
    },
    timeoutMs,
  );
});

function typesOf(events: readonly DriverEvent[]): string[] {
  return events.map((event) => (event.type === 'input' ? `input ${event.state}` : event.type));
}

/** Whether the wanted ones come in this order, with others between them. */
function inOrder(all: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === wanted[at]) at += 1;
  return at === wanted.length;
}

function stateOf(agent: Drive, turn: string): string[] {
  return agent.events.flatMap((event) =>
    event.type === 'input' && event.turn === turn ? [event.state] : [],
  );
}

/** D1 on what the real program said: a protocol made anew before every single line tells the same. */
function expectReplayed(agent: Drive, spec: SessionSpec | undefined): void {
  if (spec === undefined) throw new Error('nothing was started');
  const anew = replay(claudeDriver, spec, agent.trace, () => true);
  expect(anew.events).toEqual([...agent.events]);
  expect(anew.written).toEqual([...agent.written]);
}

function serversOf(agent: Drive): string[] {
  const init = agent.lines.map((line) => JSON.parse(line)).find((line) => line.subtype === 'init');
  return (init.mcp_servers as { name: string }[]).map((server) => server.name).toSorted();
}
