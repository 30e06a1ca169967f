import { describe, expect, test } from 'bun:test';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallerFacts } from '../../src/operations/ports.ts';
import { openShoal } from '../../src/shoal.ts';
import type { ByKind } from '../../src/store/port.ts';
import { atTerminal } from '../support/person.ts';
import { type Harness, harnesses } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import type { ModelRequest, Turn } from './support/protocols/protocol.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld, type ShoalWorld } from './support/workspace.ts';

const timeoutMs = 240_000;
const tested = harnesses.filter(({ name }) => name !== 'copilot');

describe.skipIf(isRealSkipped)('a real CLI that the daemon runs', () => {
  for (const harness of tested)
    test(
      `${harness.name}: turn, permission from the inbox, interrupt, its own death and the daemon's`,
      async () => {
        await using lab = await startLab(harness);
        const id = await lab.start('agent', 'say [[one]]');
        await lab.until(id, ({ turns, lastResult }) => turns === 1 && lastResult === 'answer one');

        await lab.tell('agent', 'make it [[perm]]');
        await lab.until(id, ({ state }) => state === 'waiting');
        await lab.approveAll();
        await lab.until(id, ({ turns, lastResult }) => turns === 2 && lastResult === 'it is made');
        expect(await Bun.file(join(lab.world.repo, 'made.txt')).text()).toBe('made\n');

        await lab.tell('agent', 'wait [[hold]]');
        await lab.asked('[[hold]]');
        await lab.until(id, ({ state }) => state === 'working');
        const next = await lab.tell('agent', 'now say [[after]]');
        await lab.world.shoal(['interrupt', 'agent'], lab.lead);
        await lab.until(id, ({ turns, lastResult }) => turns === 4 && lastResult === 'answer after');
        await lab.untilSeen(next);

        await lab.tell('agent', 'wait again [[die]]');
        await lab.asked('[[die]]');
        const dying = await lab.until(id, ({ state }) => state === 'working');
        process.kill(dying.process?.pid ?? 0, 'SIGKILL');
        const risen = await lab.until(id, ({ lastResult }) => lastResult === 'survived');
        expect(risen).toMatchObject({ starts: 2, crashes: 0 });
        // Gemini CLI has stored nothing of a session that is killed so early: the agent is told that it begins anew.
        if (harness.name !== 'gemini') expect(risen.harnessSession).toBe(dying.harnessSession);

        const message = await lab.tell('agent', 'wait for me [[daemon]]');
        await lab.asked('[[daemon]]');
        await lab.until(id, ({ state }) => state === 'working');
        const { pid } = await lab.world.json<{ pid: number }>(['serve', 'status']);
        process.kill(pid, 'SIGKILL');
        lab.release();
        await lab.serveAgain(pid);
        const back = await lab.until(id, ({ lastResult }) => lastResult === 'holding on, and released');
        expect(back).toMatchObject({ starts: 2, process: risen.process });
        await lab.untilSeen(message);
      },
      timeoutMs,
    );
});

interface Lab extends AsyncDisposable {
  readonly world: ShoalWorld;
  readonly lead: { readonly id: string; readonly token: string };
  start(name: string, text: string): Promise<string>;
  tell(name: string, text: string): Promise<string>;
  until(id: string, isSo: (session: ByKind<'session'>) => boolean): Promise<ByKind<'session'>>;
  untilSeen(message: string): Promise<void>;
  approveAll(): Promise<void>;
  /** Resolves when the model was asked about it. */
  asked(marker: string): Promise<void>;
  release(): void;
  serveAgain(after: number): Promise<void>;
}

const markers = ['[[one]]', '[[perm]]', '[[hold]]', '[[after]]', '[[die]]', '[[daemon]]'] as const;

const nobody: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: '',
};

async function startLab(harness: Harness): Promise<Lab> {
  const command = await ensureInstalled(harness);
  const world = await createShoalWorld({});
  const released = Promise.withResolvers<void>();
  const never = new Promise<void>(() => undefined);
  let made = 0;
  const script = (request: ModelRequest): Turn => {
    const text = JSON.stringify(request.body);
    const latest = markers.toSorted((one, other) => text.lastIndexOf(other) - text.lastIndexOf(one))[0];
    switch (latest) {
      case '[[perm]]':
        made += 1;
        return made === 1 ? harness.turns.shell('echo made > made.txt') : { text: 'it is made' };
      case '[[hold]]':
        return { text: 'holding', rest: { after: never, text: '' } };
      case '[[after]]':
        return { text: 'answer after' };
      case '[[die]]':
        return text.includes('ended unexpectedly')
          ? { text: 'survived' }
          : { text: 'holding', rest: { after: never, text: '' } };
      case '[[daemon]]':
        return { text: 'holding on', rest: { after: released.promise, text: ', and released' } };
      default:
        return { text: 'answer one' };
    }
  };
  const server = startModelServer(script);
  await harness.prepare(world);
  if (harness.name === 'codex') await configureCodex(world, server);
  const env = await environmentOf(harness, server, world);
  await Bun.write(join(world.repo, 'shoal.yaml'), configuration(harness, command, Object.keys(env)));
  expect((await atTerminal(['allow', 'spawn'], { cwd: world.repo })).code).toBe(0);
  const lead = await world.join('lead');
  const serve = async (): Promise<void> => {
    const child = Bun.spawn([process.env['SHOAL_BIN'] ?? 'shoal', 'serve', '--detach'], {
      cwd: world.repo,
      env: { ...world.env, ...env },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'inherit',
    });
    if ((await child.exited) !== 0) throw new Error('the daemon does not serve');
  };
  await serve();
  const shoal = openShoal({ dir: world.repo, env: {}, inProcess: true });
  const { store } = await shoal.context({ facts: nobody });

  async function untilStore(look: () => Promise<boolean>, what: () => Promise<unknown>): Promise<void> {
    const signal = AbortSignal.timeout(60_000);
    for (;;) {
      const seq = await store.read((view) => view.lastSeq);
      if (await look()) return;
      await store.wait(seq, undefined, signal).catch(() => undefined);
      if (signal.aborted) throw new Error(`it has not come to that: ${JSON.stringify(await what())}`);
    }
  }

  const read = (id: string) => store.read((view) => view.get('session', id));
  return {
    world,
    lead,
    start: async (name, text) =>
      (await world.json<{ id: string }>(['start', 'real', text, '-n', name], lead)).id,
    tell: async (name, text) => (await world.json<{ id: string }>(['msg', text, '--to', name], lead)).id,
    async until(id, isSo) {
      let found: ByKind<'session'> | undefined;
      const look = async (): Promise<boolean> => {
        found = await read(id);
        return found !== undefined && isSo(found);
      };
      await untilStore(look, async () => ({
        session: await read(id),
        transcript: (await world.json<unknown[]>(['transcript', id, '-n', '30'])).slice(-30),
      }));
      if (found === undefined) throw new Error(`${id} is not there`);
      return found;
    },
    untilSeen: (message) =>
      untilStore(
        () =>
          store.read((view) =>
            view.list('delivery', { where: { message } }).every(({ seenAt }) => seenAt !== null),
          ),
        () => store.read((view) => view.list('delivery', { where: { message } })),
      ),
    async approveAll() {
      for (const { id } of await world.json<{ id: string }[]>(['requests'])) {
        const approved = await atTerminal(['approve', id], { cwd: world.repo });
        if (approved.code !== 0) throw new Error(approved.stdout);
      }
    },
    async asked(marker) {
      await server.waitForRequest(
        ({ body }) => JSON.stringify(body).includes(marker),
        AbortSignal.timeout(60_000),
      );
    },
    release: () => released.resolve(),
    async serveAgain(after) {
      while (await Bun.file(`/proc/${after}/stat`).exists()) await new Promise(setImmediate);
      await serve();
    },
    async [Symbol.asyncDispose]() {
      await world.run(['serve', 'stop']);
      await shoal.close();
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** OpenCode's driver says in the environment what it must; its provider stands in a file. */
async function environmentOf(
  harness: Harness,
  server: ModelServer,
  { home }: ShoalWorld,
): Promise<Record<string, string>> {
  const { OPENCODE_CONFIG_CONTENT: config, ...own } = harness.env(server);
  if (config === undefined) return own;
  const settings = { ...(JSON.parse(config) as object), permission: { bash: 'ask' } };
  await Bun.write(join(home, '.config/opencode/opencode.json'), JSON.stringify(settings));
  return own;
}

function configuration(harness: Harness, command: readonly string[], env: readonly string[]): string {
  const models: Readonly<Record<string, string>> = { codex: 'gpt-5.5', gemini: 'gemini-2.5-pro' };
  const model = models[harness.name];
  return `profiles:
  real:
    harness: ${harness.name}
    command: ${JSON.stringify(command)}
    permission: auto
    env: ${JSON.stringify([...env, 'SHOAL_REAL_WORLD'])}
${model === undefined ? '' : `    model: ${model}\n`}`;
}

async function configureCodex({ home }: ShoalWorld, { url }: ModelServer): Promise<void> {
  const lines = [
    '[model_providers.lab]',
    'name = "lab"',
    `base_url = "${url}/v1"`,
    'wire_api = "responses"',
    'env_key = "LAB_MODEL_KEY"',
    'supports_websockets = false',
  ];
  const file = join(home, '.codex/config.toml');
  const before = await Bun.file(file).text();
  await Bun.write(file, `model_provider = "lab"\n${before}`);
  await appendFile(file, `${lines.join('\n')}\n`);
}
