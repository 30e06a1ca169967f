import { describe, expect, test } from 'bun:test';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codexDriver } from '../../src/harness/codex/driver.ts';
import type { DriverEvent, McpServer, SessionSpec } from '../../src/harness/driver.ts';
import type { FakeStep } from '../fakes/codex.ts';
import { drive, replay, specOf, type Drive } from '../support/drive.ts';
import { unlike, type Shapes } from './support/acp-shapes.ts';
import { addCodexShapes } from './support/codex-shapes.ts';
import { codex } from './support/harnesses/codex.ts';
import { ensureInstalled } from './support/install.ts';
import { startMcpServer } from './support/mcp-server.ts';
import { startModelServer, type ModelServer, type Step } from './support/model-server.ts';
import { sse } from './support/protocols/protocol.ts';
import { isRealSkipped } from './support/skip.ts';
import { createWorld, type World } from './support/world.ts';

const timeoutMs = 120_000;
const { shell, write, edit, mcp } = codex.turns;
const text = (said: string): Step => ({ text: said });

type Over = Partial<Omit<SessionSpec, 'profile'>> & { readonly profile?: Partial<SessionSpec['profile']> };

interface Lab extends AsyncDisposable {
  readonly world: World;
  readonly server: ModelServer;
  /** A session of the real Codex in the world's repository, ready. */
  start(over?: Over): Promise<Drive>;
}

async function createLab(steps: readonly Step[]): Promise<Lab> {
  const [program = ''] = await ensureInstalled(codex);
  const world = await createWorld({ files: { 'seed.txt': 'one\nkeep\n' }, path: ['/lab/bin'] });
  const server = startModelServer(steps);
  await codex.prepare(world);
  // As most have it: a login shell forgets the PATH that it is given.
  await Bun.write(join(world.home, '.profile'), 'export PATH=/usr/bin:/bin\n');
  const config = join(world.home, '.codex/config.toml');
  await Bun.write(config, `model_provider = "lab"\n${await readFile(config, 'utf8')}${providerOf(server)}`);
  return {
    world,
    server,
    async start({ profile, ...over } = {}) {
      const spec = specOf({
        directory: world.repo,
        ...over,
        profile: { harness: 'codex', command: [program], model: 'gpt-5.5', ...profile },
      });
      const env = { ...world.env, ...codex.env(server), SHOAL_AGENT_TOKEN: 'tok-of-agent' };
      const driven = drive(codexDriver, spec, { env });
      await driven.next('ready');
      return driven;
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function providerOf(server: ModelServer): string {
  return `
[model_providers.lab]
name = "lab"
base_url = "${server.url}/v1"
wire_api = "responses"
env_key = "LAB_MODEL_KEY"
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0
`;
}

function only<T extends DriverEvent['type']>(
  events: readonly DriverEvent[],
  type: T,
): readonly Extract<DriverEvent, { type: T }>[] {
  return events.filter((event): event is Extract<DriverEvent, { type: T }> => event.type === type);
}

async function turnOf(driven: Drive, prompt: string): Promise<readonly DriverEvent[]> {
  const from = driven.events.length;
  driven.send(prompt);
  await driven.next('turn-end', from);
  return driven.events.slice(from);
}

describe.skipIf(isRealSkipped)('the real Codex, through its driver', () => {
  test(
    'streams a turn: words, tools, diffs, usage and the whole answer',
    async () => {
      await using lab = await createLab([
        shell('printf shell-ran-%d 0x2a; echo " $SHOAL_AGENT_TOKEN $CODEX_THREAD_ID"; echo $PATH'),
        edit('seed.txt', 'one', 'two'),
        write('new.txt', 'hi\n'),
        text('all work is done'),
      ]);
      await using driven = await lab.start({ briefing: 'BRIEFING-42', profile: { prompt: 'ROLE-43' } });
      const ready = await driven.next('ready');
      expect(ready).toMatchObject({ model: 'gpt-5.5', version: codex.version });

      const events = await turnOf(driven, 'do the lab work');

      expect(only(events, 'input').map(({ state }) => state)).toEqual(['accepted', 'seen']);
      expect(only(events, 'tool-call').map(({ name, kind }) => [name, kind])).toEqual([
        ['Bash', 'execute'],
        ['apply_patch', 'edit'],
        ['apply_patch', 'edit'],
      ]);
      const [ran, edited, written] = only(events, 'tool-result');
      const [said42, path] = ran?.text.split('\n') ?? [];
      expect(said42).toBe(`shell-ran-42 tok-of-agent ${ready.harnessSession}`);
      expect(path?.split(':')).toContain('/lab/bin');
      expect(edited?.diffs).toEqual([
        { path: join(lab.world.repo, 'seed.txt'), before: 'one\nkeep\n', after: 'two\nkeep\n' },
      ]);
      expect(written?.diffs).toEqual([
        { path: join(lab.world.repo, 'new.txt'), before: null, after: 'hi\n' },
      ]);
      const [said] = only(events, 'text');
      const deltas = only(events, 'text-delta').filter(({ id }) => id === said?.id);
      expect(deltas.map((delta) => delta.text)).toEqual(['all work', ' is done']);
      expect(only(events, 'turn-end')).toMatchObject([
        {
          reason: 'completed',
          result: 'all work is done',
          usage: { inputTokens: 40, outputTokens: 40, contextTokens: 10, contextWindow: expect.any(Number) },
        },
      ]);
      const first = JSON.stringify(lab.server.requests[0]?.body);
      expect(first).toContain('BRIEFING-42');
      expect(first).toContain('ROLE-43');
      expect(await Bun.file(join(lab.world.repo, 'seed.txt')).text()).toBe('two\nkeep\n');

      driven.close();
      expect(await driven.exited).toBe(0);
      const again = replay(
        codexDriver,
        specOf({ directory: lab.world.repo, profile: {} }),
        driven.trace,
        () => true,
      );
      expect(again.events).toEqual([...driven.events]);
    },
    timeoutMs,
  );

  test(
    'asks before a command and an edit under `auto`, and does what it is answered',
    async () => {
      await using lab = await createLab([
        shell('touch allowed.txt'),
        shell('touch denied.txt'),
        write('patched.txt', 'x\n'),
        write('refused.txt', 'x\n'),
        shell('touch twice.txt'),
        shell('touch twice.txt'),
        text('end'),
      ]);
      await using driven = await lab.start({ profile: { permission: 'auto' } });
      driven.send('go');
      const decide = async (nth: number, decision: Parameters<Drive['answer']>[1]): Promise<unknown> => {
        const event = await driven.until((one) => only(driven.events, 'request')[nth] === one);
        const request = event as Extract<DriverEvent, { type: 'request' }>; // found among them
        driven.answer(request.id, decision);
        return request.command ?? request.paths;
      };
      expect(await decide(0, { outcome: 'approve' })).toBe('touch allowed.txt');
      expect(await decide(1, { outcome: 'reject' })).toBe('touch denied.txt');
      expect(await decide(2, { outcome: 'approve' })).toEqual([join(lab.world.repo, 'patched.txt')]);
      expect(await decide(3, { outcome: 'reject' })).toEqual([join(lab.world.repo, 'refused.txt')]);
      expect(await decide(4, { outcome: 'approve', option: 'acceptForSession' })).toBe('touch twice.txt');
      expect(await driven.next('turn-end')).toMatchObject({ reason: 'completed', result: 'end' });

      // The same command again was not asked about.
      expect(only(driven.events, 'request')).toHaveLength(5);
      expect(only(driven.events, 'request-withdrawn')).toEqual([]);
      const files = ['allowed.txt', 'denied.txt', 'patched.txt', 'refused.txt', 'twice.txt'];
      const there = await Promise.all(files.map((file) => Bun.file(join(lab.world.repo, file)).exists()));
      expect(there).toEqual([true, false, true, false, true]);
    },
    timeoutMs,
  );

  test(
    'lets a sandboxed shell write where the store is, besides the roots that the person gave',
    async () => {
      const steps: Step[] = [];
      await using lab = await createLab(steps);
      const roots = ['store', 'own', 'other'].map((name) => join(lab.world.home, name));
      const [store = '', own = ''] = roots;
      await Promise.all(roots.map((root) => mkdir(root)));
      steps.push(...roots.map((root) => shell(`touch ${root}/made`)));
      const config = join(lab.world.home, '.codex/config.toml');
      await appendFile(
        config,
        `\n[sandbox_workspace_write]\nwritable_roots = ["${own}"]\nexclude_slash_tmp = true\nexclude_tmpdir_env_var = true\n`,
      );
      await using driven = await lab.start({ profile: { permission: 'write' }, writableRoots: [store] });
      await turnOf(driven, 'go');
      // Of a command that its sandbox refused Codex shows nothing: the file tells.
      const made = await Promise.all(roots.map((root) => Bun.file(join(root, 'made')).exists()));
      expect(made).toEqual([true, true, false]);
    },
    timeoutMs,
  );

  test(
    '`read` changes nothing, `write` stays in its directory and asks for more, `full` does all unasked',
    async () => {
      const outside = (world: World): string => join(world.home, 'outside.txt');
      const escalated = (command: string): Step => ({
        tool: 'exec_command',
        input: { cmd: command, sandbox_permissions: 'require_escalated', justification: 'WHY-45' },
      });
      for (const [permission, inside, out] of [
        ['read', false, false],
        ['write', true, true],
        ['full', true, true],
      ] as const) {
        const steps: Step[] = [];
        await using lab = await createLab(steps);
        const command = `touch ${outside(lab.world)}`;
        const further = permission === 'write' ? escalated(command) : shell(command);
        steps.push(shell('touch inside.txt'), further, text('end'));
        await using driven = await lab.start({ profile: { permission } });
        driven.send('go');
        if (permission === 'write') {
          const request = await driven.next('request');
          expect(request).toMatchObject({ tool: 'Bash', detail: { reason: 'WHY-45' } });
          driven.answer(request.id, { outcome: 'approve' });
        }
        await driven.next('turn-end');
        expect(only(driven.events, 'request')).toHaveLength(permission === 'write' ? 1 : 0);
        expect(await Bun.file(join(lab.world.repo, 'inside.txt')).exists()).toBe(inside);
        expect(await Bun.file(outside(lab.world)).exists()).toBe(out);
      }
    },
    timeoutMs,
  );

  test(
    'a message in the middle of a turn reaches the model in that turn',
    async () => {
      const steered = Promise.withResolvers<void>();
      await using lab = await createLab([
        shell('echo one'),
        async () => {
          await steered.promise;
          return shell('echo two');
        },
        text('after'),
        text('over'),
      ]);
      await using driven = await lab.start();
      driven.send('go', 'm1');
      await lab.server.waitForRequest((request) => JSON.stringify(request.body).includes('one\\n'));
      driven.send('STEERED-46', 'm2');
      await driven.until(
        (event) => event.type === 'input' && event.turn === 'm2' && event.state === 'accepted',
      );
      steered.resolve();
      await driven.next('turn-end');
      expect(only(driven.events, 'turn-start')).toHaveLength(1);
      expect(only(driven.events, 'input').at(-1)).toMatchObject({ turn: 'm2', state: 'seen' });
      expect(lab.server.requests.some(({ body }) => JSON.stringify(body).includes('STEERED-46'))).toBe(true);
    },
    timeoutMs,
  );

  test(
    'an interrupted turn ends, and the next answer is its own',
    async () => {
      await using lab = await createLab([
        { tool: 'exec_command', input: { cmd: 'sleep 100', yield_time_ms: 60_000 } },
        text('the right answer'),
        () => new Promise<never>(() => {}),
        text('right again'),
      ]);
      await using driven = await lab.start();
      driven.send('first', 'm1');
      await driven.next('tool-call');
      driven.send('never read', 'm2');
      await driven.until((event) => event.type === 'input' && event.turn === 'm2');
      driven.interrupt();
      expect(await driven.next('turn-end')).toMatchObject({ turn: 'm1', reason: 'interrupted' });
      expect(only(driven.events, 'input').at(-1)).toMatchObject({ turn: 'm2', state: 'refused' });
      expect(only(await turnOf(driven, 'second'), 'turn-end')).toMatchObject([
        { result: 'the right answer' },
      ]);
      expect(JSON.stringify(lab.server.requests.at(-1)?.body)).not.toContain('never read');

      const from = driven.events.length;
      driven.send('third');
      await lab.server.waitForRequest((request) => JSON.stringify(request.body).includes('third'));
      driven.interrupt();
      expect(await driven.next('turn-end', from)).toMatchObject({ reason: 'interrupted', result: '' });
      expect(only(await turnOf(driven, 'fourth'), 'turn-end')).toMatchObject([{ result: 'right again' }]);
    },
    timeoutMs,
  );

  test(
    'killed in the middle of a tool call it is resumed with its history, and forked',
    async () => {
      await using lab = await createLab([
        text('REMEMBERED-47'),
        { tool: 'exec_command', input: { cmd: 'sleep 100', yield_time_ms: 60_000 } },
        text('resumed'),
        text('forked'),
      ]);
      await using first = await lab.start();
      const { harnessSession } = await first.next('ready');
      await turnOf(first, 'remember');
      first.send('work');
      await first.next('tool-call');
      first.kill('SIGKILL');
      await first.exited;
      await first.until((event) => event.type === 'turn-end' && event.reason === 'error');

      for (const [fork, answer] of [
        [false, 'resumed'],
        [true, 'forked'],
      ] as const) {
        await using again = await lab.start({ resume: harnessSession, fork });
        const { harnessSession: session } = await again.next('ready');
        expect(session === harnessSession).toBe(!fork);
        const events = await turnOf(again, 'go on');
        expect(only(events, 'turn-end')).toMatchObject([
          { reason: 'completed', result: answer, usage: { inputTokens: 10 } },
        ]);
        expect(JSON.stringify(lab.server.requests.at(-1)?.body)).toContain('REMEMBERED-47');
      }
    },
    timeoutMs,
  );

  test(
    'calls our MCP server with its token unasked; `only-shoal` and `none` load no other',
    async () => {
      await using ours = startMcpServer();
      await using theirs = startMcpServer();
      const server: McpServer = {
        type: 'http',
        name: 'shoal',
        url: ours.url,
        headers: { Authorization: 'Bearer of-agent-48' },
      };
      for (const [mode, isOurs, isTheirs] of [
        ['with-own', true, true],
        ['only-shoal', true, false],
        ['none', false, false],
      ] as const) {
        const before = [ours.calls.length, theirs.calls.length] as const;
        await using lab = await createLab([mcp('shoal', 'ping', {}), mcp('own', 'ping', {}), text('end')]);
        const config = join(lab.world.home, '.codex/config.toml');
        await appendFile(config, `\n[mcp_servers.own]\nurl = "${theirs.url}"\n`);
        await mkdir(join(lab.world.repo, '.codex'));
        const inProject = `[mcp_servers."dotted.name"]\ncommand = "touch"\nargs = ["${lab.world.home}/started"]\n`;
        await Bun.write(join(lab.world.repo, '.codex/config.toml'), inProject);
        await using driven = await lab.start({ mcpServers: [server], profile: { mcp: mode } });
        await turnOf(driven, 'go');
        expect([ours.calls.length - before[0], theirs.calls.length - before[1]]).toEqual([
          Number(isOurs),
          Number(isTheirs),
        ]);
        expect(await Bun.file(join(lab.world.home, 'started')).exists()).toBe(isTheirs);
        if (isOurs) expect(ours.calls.at(-1)).toBe('Bearer of-agent-48');
        const argv = await readFile(`/proc/${driven.pid}/cmdline`, 'utf8').catch(() => '');
        expect(argv).not.toContain('of-agent-48');
      }
    },
    timeoutMs,
  );

  test(
    'says why a turn failed, and when a limit ends',
    async () => {
      const resetsAt = 1_999_999_999;
      const failing =
        (status: number, error: object, headers: Record<string, string> = {}) =>
        () =>
          Response.json({ error }, { status, headers });
      await using lab = await createLab([
        failing(
          429,
          { type: 'usage_limit_reached', message: 'limit', plan_type: 'plus' },
          {
            'x-codex-primary-used-percent': '100',
            'x-codex-primary-window-minutes': '300',
            'x-codex-primary-reset-at': String(resetsAt),
          },
        ),
        failing(429, { type: 'insufficient_quota', code: 'insufficient_quota', message: 'quota' }),
        failing(401, { message: 'bad key', code: 'invalid_api_key' }),
        responseFailed({ code: 'context_length_exceeded', message: 'too long' }),
        responseFailed({ code: 'rate_limit_exceeded', message: 'Rate limit. Please try again in 7s.' }),
        text('well again'),
      ]);
      await using driven = await lab.start();
      const reasons: string[] = [];
      for (let turn = 0; turn < 6; turn++) {
        const events = await turnOf(driven, `turn ${turn}`);
        reasons.push(...only(events, 'turn-end').map(({ reason }) => reason));
      }
      expect(reasons).toEqual([
        'rate-limited',
        'budget',
        'auth',
        'context-overflow',
        'rate-limited',
        'completed',
      ]);
      const blocks = only(driven.events, 'rate-limit').filter(({ blocked }) => blocked);
      expect(blocks.map(({ until }) => until)).toEqual([resetsAt * 1000, expect.any(Number)]);
      expect(Math.abs((blocks[1]?.until ?? 0) - Date.now() - 7000)).toBeLessThan(60_000);
      // What failed before the model was given it is seen when a later turn gives it.
      const seen = only(driven.events, 'input').filter(({ state }) => state === 'seen');
      expect(seen).toHaveLength(6);
      expect(driven.events.indexOf(seen[0] as DriverEvent)).toBeGreaterThan(
        driven.events.indexOf(only(driven.events, 'turn-end')[4] as DriverEvent),
      );
    },
    timeoutMs,
  );

  test(
    'asks leave for the tools of other MCP servers, once for the session',
    async () => {
      await using theirs = startMcpServer();
      const ping = mcp('own', 'ping', {});
      await using lab = await createLab([ping, ping, ping, text('end')]);
      const config = join(lab.world.home, '.codex/config.toml');
      await appendFile(config, `\n[mcp_servers.own]\nurl = "${theirs.url}"\n`);
      await using driven = await lab.start({ profile: { permission: 'write' } });
      driven.send('go');
      const first = await driven.next('request');
      expect(first).toMatchObject({ kind: 'permission', tool: 'mcp__own__ping' });
      driven.answer(first.id, { outcome: 'reject' });
      const second = await driven.until((event) => event.type === 'request' && event.id !== first.id);
      driven.answer((second as typeof first).id, { outcome: 'approve', option: 'acceptForSession' });
      await driven.next('turn-end');
      expect(only(driven.events, 'request')).toHaveLength(2);
      expect(only(driven.events, 'tool-result').map(({ ok }) => ok)).toEqual([false, true, true]);
      expect(theirs.calls).toHaveLength(2);
    },
    timeoutMs,
  );

  test(
    "takes a subagent's words for its own, and a question for a question",
    async () => {
      const asked = { id: 'q1', header: 'Colour', question: 'Which colour?' };
      const options = [
        { label: 'Red', description: 'r' },
        { label: 'Blue', description: 'b' },
      ];
      const answerOf: Step = ({ body }) => {
        const conversation = JSON.stringify(body['input']);
        if (conversation.includes('CHILD-49') && !conversation.includes('PARENT-50'))
          return { text: 'child words' };
        if (!conversation.includes('CHILD-49')) {
          const input = { message: 'CHILD-49', task_name: 'child_a', fork_turns: 'none' };
          return { tool: 'spawn_agent', namespace: 'collaboration', input };
        }
        if (!conversation.includes('wait_agent')) {
          return { tool: 'wait_agent', namespace: 'collaboration', input: { timeout_ms: 30_000 } };
        }
        if (!conversation.includes('Which colour?')) {
          return { tool: 'request_user_input', input: { questions: [{ ...asked, options }] } };
        }
        return { text: conversation.includes('Blue\\"]') ? 'blue it is' : 'parent words' };
      };
      await using lab = await createLab(Array.from({ length: 8 }, () => answerOf));
      const config = join(lab.world.home, '.codex/config.toml');
      const features = '\n[features]\nmulti_agent_v2 = true\ndefault_mode_request_user_input = true\n';
      await appendFile(config, features);
      await using driven = await lab.start();
      driven.send('PARENT-50');
      const request = await driven.next('request');
      expect(request).toMatchObject({ kind: 'question', title: 'Which colour?', parent: null });
      expect(request.options.map(({ label }) => label)).toEqual(['Red', 'Blue']);
      // The parent asks without waiting for the child's last word; its own comes after the answer.
      await driven.next('text');
      driven.answer(request.id, { option: 'Blue' });
      const end = await driven.next('turn-end');

      const spawned = only(driven.events, 'tool-call').find(({ name }) => name === 'spawn_agent');
      expect(only(driven.events, 'text').map((event) => [event.text, event.parent])).toEqual([
        ['child words', spawned?.id ?? '?'],
        ['blue it is', null],
      ]);
      expect(end.result).toBe('blue it is');
      expect(only(driven.events, 'turn-start')).toHaveLength(1);
    },
    timeoutMs,
  );

  test(
    'compacts by itself in the middle of a turn, and says nothing that the fake says otherwise',
    async () => {
      const real: Shapes = new Map();
      const fake: Shapes = new Map();
      await using theirs = startMcpServer();
      for (const [settings, steps, config] of [
        [
          '',
          [reasoning('let me see'), shell('echo o'), edit('seed.txt', 'one', 'two'), mcp('own', 'ping', {})],
          '',
        ],
        ['', [withLimits, responseFailed({ code: 'rate_limit_exceeded', message: 'wait' })], ''],
        ['', [overLimit], ''],
        ['model_auto_compact_token_limit = 15\n', [shell('true'), text('after'), text('over')], ''],
        ['', [spawning, spawning, spawning, spawning], '\n[features]\nmulti_agent_v2 = true\n'],
      ] as const) {
        await using lab = await createLab([...steps]);
        const file = join(lab.world.home, '.codex/config.toml');
        const own = `\n[mcp_servers.own]\nurl = "${theirs.url}"\n`;
        const before = (await readFile(file, 'utf8')).replace(
          'stream_max_retries = 0',
          'stream_max_retries = 1',
        );
        await Bun.write(file, settings + before + own + config);
        await using driven = await lab.start({
          profile: { permission: steps.length === 4 ? 'auto' : 'full' },
        });
        driven.send('go');
        let decided = 0;
        await driven.until((event) => {
          const open = only(driven.events, 'request')[decided];
          if (open !== undefined) queueMicrotask(() => driven.answer(open.id, { outcome: 'approve' }));
          if (open !== undefined) decided++;
          return event.type === 'turn-end';
        });
        addCodexShapes(real, driven.lines, driven.written);
        if (settings === '') continue;
        expect(only(driven.events, 'compaction')).toMatchObject([{ trigger: 'auto', tokensBefore: 20 }]);
      }
      const script: readonly FakeStep[] = [
        { think: 'let me see' },
        { say: 'x' },
        { shell: 'true', output: 'o' },
        { askShell: 'true' },
        { askPatch: '/a', diff: '@@ -1 +1 @@\n-a\n+b\n' },
        { mcp: 'own', tool: 'ping', result: 'pong' },
        { usage: [10, 0, 10] },
        { limits: [50, 1_999_999_999] },
        { compact: [20, 10] },
        { child: 'words' },
        { retry: 'again' },
        { fail: 'rateLimitExceeded', message: 'wait' },
      ];
      const command = [process.execPath, join(import.meta.dir, '../fakes/codex.ts')];
      await using driven = drive(codexDriver, specOf({ profile: { harness: 'codex', command } }));
      await driven.next('ready');
      driven.send(JSON.stringify(script));
      for (const nth of [0, 1]) {
        const request = await driven.until((event) => only(driven.events, 'request')[nth] === event);
        driven.answer((request as Extract<DriverEvent, { type: 'request' }>).id, { outcome: 'approve' }); // is one
      }
      await driven.next('turn-end');
      addCodexShapes(fake, driven.lines, driven.written);

      expect(fake.size).toBeGreaterThan(20);
      expect(unlike(fake, real)).toEqual([]);
    },
    timeoutMs,
  );
});

/** A response that thinks before it calls a tool. */
function reasoning(thought: string): Step {
  const item = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: thought }] };
  const call = {
    type: 'function_call',
    call_id: 'call_r',
    name: 'exec_command',
    arguments: '{"cmd":"true"}',
  };
  return () =>
    responseOf([
      { type: 'response.output_item.added', output_index: 0, item: { ...item, summary: [] } },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 1, item: call },
    ]);
}

const overLimit: Step = () =>
  Response.json({ error: { type: 'usage_limit_reached', message: 'limit' } }, { status: 429 });

const withLimits: Step = () => {
  const item = {
    type: 'function_call',
    call_id: 'call_l',
    name: 'exec_command',
    arguments: '{"cmd":"true"}',
  };
  const response = responseOf([{ type: 'response.output_item.done', output_index: 0, item }]);
  response.headers.set('x-codex-primary-used-percent', '50');
  response.headers.set('x-codex-primary-window-minutes', '300');
  response.headers.set('x-codex-primary-reset-at', '1999999999');
  return response;
};

const spawning: Step = ({ body }) => {
  const conversation = JSON.stringify(body['input']);
  if (!conversation.includes('CHILD-51')) {
    const input = { message: 'CHILD-51', task_name: 'child_a', fork_turns: 'none' };
    return { tool: 'spawn_agent', namespace: 'collaboration', input };
  }
  if (!conversation.includes('"go"')) return { text: 'child words' };
  if (conversation.includes('wait_agent')) return { text: 'parent words' };
  return { tool: 'wait_agent', namespace: 'collaboration', input: { timeout_ms: 30_000 } };
};

function responseOf(
  events: readonly { readonly type: string; readonly [field: string]: unknown }[],
): Response {
  const usage = { input_tokens: 10, output_tokens: 10, total_tokens: 20 };
  const all = [
    { type: 'response.created', response: { id: 'r' } },
    ...events,
    { type: 'response.completed', response: { id: 'r', usage } },
  ];
  return sse(all.map((event) => ({ event: event.type, data: event })));
}

/** A stream that the model breaks off with an error. */
function responseFailed(error: object): Step {
  const events = [
    { type: 'response.created', response: { id: 'r' } },
    { type: 'response.failed', response: { id: 'r', error } },
  ];
  return () => sse(events.map((event) => ({ event: event.type, data: event })));
}
