import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DriverEvent } from '../../src/harness/driver.ts';
import { faithful } from '../fakes/acp-script.ts';
import { servePing } from '../fakes/acp-mcp.ts';
import { driveFake } from '../harness/acp-world.ts';
import type { Drive } from '../support/drive.ts';
import {
  ageGeminiSessions,
  createAcpWorld,
  ownServer,
  type RealAgent,
  realAgents,
  startReal,
} from './support/acp.ts';
import { addShapes, type Shapes, unlike } from './support/acp-shapes.ts';
import { appeared } from './support/appeared.ts';
import { startModelServer } from './support/model-server.ts';
import type { ModelRequest, Turn } from './support/protocols/protocol.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;
/** What the real agents were seen to say. */
const seen: Shapes = new Map();

for (const agent of realAgents) {
  describe.skipIf(isRealSkipped)(agent.harness.name, () => {
    const { turns } = agent.harness;

    test(
      'streams, asks, is refused, calls a tool of ours, and says what it used',
      async () => {
        const hold = Promise.withResolvers<void>();
        await using server = startModelServer([
          turns.mcp('shoal', 'ping', {}),
          turns.shell('touch approved.txt'),
          async () => {
            await hold.promise;
            return turns.shell('touch refused.txt');
          },
          { text: 'all is done' },
          { text: 'second answer' },
        ]);
        await using world = await createAcpWorld(agent, server.url);
        await using own = servePing('shoal');
        await using running = await startReal(agent, world, server.url, { mcpServers: [ownServer(own)] });

        await running.next('ready');
        running.send('do the lab work', 't1');
        const first = await running.next('request');
        expect(first).toMatchObject({ kind: 'permission', command: 'touch approved.txt', parent: null });
        const once = first.options.find(({ outcome, always }) => outcome === 'approve' && !always);
        running.answer(first.id, { outcome: 'approve', option: once?.id ?? null });
        // The model is held back: whatever is seen now was told while the turn runs.
        await server.waitForRequest(() => server.requests.length === 3);
        await until(running, (event) => event.type === 'tool-result' && isShell(running, event.id));
        expect(running.events.some((event) => event.type === 'turn-end')).toBe(false);
        const from = running.events.length;
        hold.resolve();

        const second = await running.next('request', from);
        running.answer(second.id, { outcome: 'reject', text: null, option: null });
        const end = await running.next('turn-end');

        expect(existsSync(join(world.repo, 'approved.txt'))).toBe(true);
        expect(existsSync(join(world.repo, 'refused.txt'))).toBe(false);
        expect(end).toMatchObject({ turn: 't1', reason: 'completed', error: null });
        expect(end.result).toBe(agent.goesOnAfterRefusal ? 'all is done' : '');
        const results = running.events.filter((event) => event.type === 'tool-result');
        expect(results.map(({ ok }) => ok)).toEqual([true, true, false]);
        expect(results[0]?.text).toContain('pong-shoal');
        expect(calls(running)).toHaveLength(3);
        expect(bodyOf(server.requests[0])).toContain('BRIEFING: you are lucid-knuth.');
        const requestsOfTurn = agent.goesOnAfterRefusal ? 4 : 3;
        expect(end.usage?.inputTokens ?? null).toBe(agent.sums ? requestsOfTurn * 10 : null);

        const again = await turn(running, 'and now', 't2');
        expect(again).toMatchObject({ turn: 't2', reason: 'completed' });
        expect(again.usage).toMatchObject({ inputTokens: 10, outputTokens: 10 });
        expect(bodyOf(server.requests.at(-1)).split('BRIEFING')).toHaveLength(2);
        addShapes(seen, running.lines);
      },
      timeoutMs,
    );

    test(
      'is interrupted, and the next answer is the right one',
      async () => {
        const hold = Promise.withResolvers<void>();
        await using server = startModelServer([
          async () => {
            await hold.promise;
            return { text: 'LATE' };
          },
          turns.shell('sleep 100'),
          { text: 'right answer' },
        ]);
        await using world = await createAcpWorld(agent, server.url);
        await using running = await startReal(agent, world, server.url, { permission: 'full' });
        await running.next('ready');
        running.send('hang in the model', 't1');
        await server.waitForRequest(() => server.requests.length === 1);
        running.interrupt();
        expect(await ended(running, 't1')).toMatchObject({ reason: 'interrupted' });
        hold.resolve();
        running.send('hang in a tool', 't2');
        await running.next('tool-call');
        running.interrupt();
        expect(await ended(running, 't2')).toMatchObject({ reason: 'interrupted' });
        running.send('answer', 't3');
        expect(await ended(running, 't3')).toMatchObject({ reason: 'completed', result: 'right answer' });
        expect(JSON.stringify(running.events)).not.toContain('LATE');
      },
      timeoutMs,
    );

    test(
      'is killed in a tool and goes on with its history',
      async () => {
        await using server = startModelServer([
          { text: 'remember 4711' },
          turns.shell('touch started.txt && sleep 100'),
          { text: 'still here' },
        ]);
        await using world = await createAcpWorld(agent, server.url);
        await using running = await startReal(agent, world, server.url, { permission: 'full' });
        expect(await turn(running, 'first prompt', 't1')).toMatchObject({ result: 'remember 4711' });
        running.send('second prompt', 't2');
        await appeared(world.repo, 'started.txt');
        running.kill('SIGKILL');
        expect(await ended(running, 't2')).toMatchObject({ reason: 'error' });
        const { harnessSession } = await running.next('ready');
        await ageGeminiSessions(world);

        await using again = await startReal(agent, world, server.url, {
          permission: 'full',
          resume: harnessSession ?? '',
        });
        expect(await turn(again, 'third prompt', 't3')).toMatchObject({ result: 'still here' });

        expect(await again.next('ready')).toMatchObject({ harnessSession });
        const history = bodyOf(server.requests.at(-1));
        for (const words of ['first prompt', 'remember 4711', 'third prompt'])
          expect(history).toContain(words);
        if (agent.keepsLastMoment) expect(history).toContain('second prompt');
        expect(history.split('BRIEFING')).toHaveLength(2);
        expect(texts(again)).toEqual(['still here']);
      },
      timeoutMs,
    );

    test(
      'asks for a file and a command with permission `auto`, and does what it is answered',
      async () => {
        let script: Turn[] = [];
        const next = (): Turn => script.shift() ?? { text: 'done' };
        await using server = startModelServer(Array.from({ length: 8 }, () => next));
        await using world = await createAcpWorld(agent, server.url);
        await using own = servePing('shoal');
        await using running = await startReal(agent, world, server.url, { mcpServers: [ownServer(own)] });
        script = [turns.write(join(world.repo, 'new.txt'), 'x\n')];
        await decideAll(running, 'write a file', 't1', 'approve');
        script = [turns.shell('touch shell.txt')];
        await decideAll(running, 'run a command', 't2', 'reject');
        script = [turns.mcp('shoal', 'ping', {})];
        await decideAll(running, 'use our tool', 't3', 'reject');
        expect(running.events.findLast((event) => event.type === 'tool-result')).toMatchObject({ ok: true });
        const asked = running.events.filter((event) => event.type === 'request');
        expect(asked.map(({ command }) => (command === null ? 'file' : 'shell'))).toEqual(['file', 'shell']);
        expect(existsSync(join(world.repo, 'new.txt'))).toBe(true);
        expect(existsSync(join(world.repo, 'shell.txt'))).toBe(false);
        expect(notices(running, 'warning')).toEqual([]);
        addShapes(seen, running.lines);
      },
      timeoutMs,
    );

    test(
      'that its vendor refuses says so: an error is no answer',
      async () => {
        await using vendor = refusingVendor();
        await using world = await createAcpWorld(agent, vendor.url);
        await using running = await startReal(agent, world, vendor.url);
        expect(await turn(running, 'go', 't1')).toMatchObject({ reason: 'auth', result: '' });
      },
      timeoutMs,
    );
  });
}

describe.skipIf(isRealSkipped)('opencode', () => {
  const [agent] = realAgents.filter(({ harness }) => harness.name === 'opencode');
  if (agent === undefined) throw new Error('opencode is one of them');

  test(
    'tells its plan, and forks a session',
    async () => {
      const todos = [{ content: 'look', status: 'in_progress', priority: 'high' }];
      await using server = startModelServer([
        { tool: 'todowrite', input: { todos } },
        { text: 'remember 4711' },
        { text: 'I am the fork' },
      ]);
      await using world = await createAcpWorld(agent, server.url);
      await using running = await startReal(agent, world, server.url);
      await turn(running, 'plan it', 't1');
      expect(running.events.find((event) => event.type === 'plan')).toEqual({
        type: 'plan',
        entries: [{ text: 'look', state: 'active' }],
      });
      addShapes(seen, running.lines);
      const { harnessSession } = await running.next('ready');

      await using fork = await startReal(agent, world, server.url, {
        resume: harnessSession ?? '',
        fork: true,
      });
      expect(await turn(fork, 'who are you', 't2')).toMatchObject({ result: 'I am the fork' });
      expect((await fork.next('ready')).harnessSession).not.toBe(harnessSession);
      expect(bodyOf(server.requests.at(-1))).toContain('remember 4711');
    },
    timeoutMs,
  );
});

describe.skipIf(isRealSkipped)('a subagent', () => {
  const named = (name: string): RealAgent => {
    const found = realAgents.find(({ harness }) => harness.name === name);
    if (found === undefined) throw new Error(`${name} is one of them`);
    return found;
  };

  test(
    'of copilot asks too, and its words are not the answer',
    async () => {
      const agent = named('copilot');
      const input = {
        name: 'sub',
        description: 'sub',
        prompt: 'do it',
        agent_type: 'general-purpose',
        mode: 'sync',
      };
      await using server = startModelServer([
        { tool: 'task', input },
        agent.harness.turns.shell('touch sub.txt'),
        { text: 'the subagent is done' },
        { text: 'the answer' },
      ]);
      await using world = await createAcpWorld(agent, server.url);
      await using running = await startReal(agent, world, server.url);
      await running.next('ready');
      running.send('go', 't1');
      const request = await running.next('request');
      expect(request.command).toBe('touch sub.txt');
      running.answer(request.id, { outcome: 'approve' });
      expect(await ended(running, 't1')).toMatchObject({ reason: 'completed', result: 'the answer' });
      const [task, shell] = calls(running);
      expect(task?.parent).toBe(null);
      expect(shell?.parent).toBe(task?.id ?? '');
      const said = running.events.filter((event) => event.type === 'text');
      expect(said.map(({ parent }) => parent)).toEqual([task?.id ?? '', null]);
    },
    timeoutMs,
  );

  test.each([
    ['auto', false],
    ['full', true],
  ] as const)(
    'of opencode begins with permission `%s`: %p',
    async (permission, begins) => {
      const agent = named('opencode');
      const input = { description: 'sub', prompt: 'do it', subagent_type: 'general' };
      const answers: Turn[] = [{ tool: 'task', input }];
      if (begins) answers.push(agent.harness.turns.shell('touch sub.txt'), { text: 'the subagent is done' });
      await using server = startModelServer([...answers, { text: 'the answer' }]);
      await using world = await createAcpWorld(agent, server.url);
      await using running = await startReal(agent, world, server.url, { permission });
      expect(await turn(running, 'go', 't1')).toMatchObject({ result: 'the answer' });
      expect(existsSync(join(world.repo, 'sub.txt'))).toBe(begins);
      expect(JSON.stringify(server.requests[0]?.body['tools']).includes('"name":"task"')).toBe(begins);
    },
    timeoutMs,
  );
});

// After the real ones, which fill `seen`.
test.skipIf(isRealSkipped)('the fake says nothing that no real agent says', async () => {
  const fake: Shapes = new Map();
  await using agent = driveFake(faithful);
  await agent.next('ready');
  agent.send('go');
  agent.answer((await agent.next('request')).id, { outcome: 'approve' });
  await agent.next('turn-end');
  addShapes(fake, agent.lines);
  expect([...fake.keys()]).toHaveLength(8);
  expect(unlike(fake, seen)).toEqual([]);
});

async function decideAll(
  running: Drive,
  text: string,
  id: string,
  outcome: 'approve' | 'reject',
): Promise<void> {
  await running.next('ready');
  const from = running.events.length;
  running.send(text, id);
  const answered = new Set<string>();
  const isOver = (): boolean => running.events.slice(from).some(({ type }) => type === 'turn-end');
  while (!isOver()) {
    await running.until(
      (event) =>
        (event.type === 'turn-end' && event.turn === id) ||
        (event.type === 'request' && running.events.indexOf(event) >= from && !answered.has(event.id)),
    );
    const open = running.events
      .slice(from)
      .find((event) => event.type === 'request' && !answered.has(event.id));
    if (open?.type !== 'request') continue;
    answered.add(open.id);
    running.answer(open.id, { outcome });
  }
}

function refusingVendor(): AsyncDisposable & { readonly url: string } {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () =>
      Response.json(
        { error: { message: 'Invalid API key', code: 401, status: 'UNAUTHENTICATED' } },
        { status: 401 },
      ),
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

async function turn(
  running: Drive,
  text: string,
  id: string,
): Promise<Extract<DriverEvent, { type: 'turn-end' }>> {
  await running.next('ready');
  running.send(text, id);
  return ended(running, id);
}

async function ended(running: Drive, id: string): Promise<Extract<DriverEvent, { type: 'turn-end' }>> {
  const event = await running.until((one) => one.type === 'turn-end' && one.turn === id);
  if (event.type !== 'turn-end') throw new Error('just matched');
  return event;
}

async function until(running: Drive, predicate: (event: DriverEvent) => boolean): Promise<void> {
  await running.until(predicate);
}

function calls(running: Drive): readonly Extract<DriverEvent, { type: 'tool-call' }>[] {
  return running.events.filter((event) => event.type === 'tool-call');
}

function isShell(running: Drive, id: string): boolean {
  return calls(running).some((call) => call.id === id && call.kind === 'execute');
}

function texts(running: Drive): readonly string[] {
  return running.events.filter((event) => event.type === 'text').map(({ text }) => text);
}

function notices(running: Drive, level: string): readonly string[] {
  return running.events
    .filter((event) => event.type === 'notice' && event.level === level)
    .map((event) => (event.type === 'notice' ? event.text : ''));
}

function bodyOf(request: ModelRequest | undefined): string {
  return JSON.stringify(request?.body ?? null);
}
