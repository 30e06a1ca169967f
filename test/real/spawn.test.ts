import { describe, expect, test } from 'bun:test';
import { dirname, join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import type { Harness } from './support/harness.ts';
import { harnesses } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld, type ShoalWorld } from './support/workspace.ts';

const timeoutMs = 300_000;

describe.skipIf(isRealSkipped)('a real CLI that was spawned in the background', () => {
  for (const harness of harnesses) {
    test(
      `${harness.name}: gets the prompt, works as the agent that it was made, and is held to locks`,
      async () => {
        const command = await ensureInstalled(harness);
        await using world = await createShoalWorld({
          path: [binOf(command)],
          files: { 'locked.txt': 'one\n' },
        });
        await world.shoal(['setup', `--${harness.name}`, '-y']);
        await harness.prepare(world);
        const { shell, write } = harness.turns;
        await using server = startModelServer([
          shell('shoal claim --json'),
          write(join(world.repo, 'locked.txt'), 'two\n'),
          shell('shoal done --json --summary written'),
          { text: 'all work is done' },
        ]);
        if (harness.name === 'codex') await configureCodex(world, server);
        // Before the test's own process is an agent: what it starts is no person from then on.
        expect((await atTerminal(['allow', 'spawn'], { cwd: world.repo })).code).toBe(0);
        const lead = await world.join('lead');
        await world.shoal(['lock', 'locked.txt'], lead);
        await world.shoal(['add', 'Write the page'], lead);

        const [spawned] = await spawn(world, harness, server, lead.token);
        await server.waitForRequest(() => server.requests.length >= 4, AbortSignal.timeout(60_000));

        const said = server.requests.map(({ body }) => JSON.stringify(body));
        expect(spawned).toMatchObject({ name: 'worker-1', harness: harness.name });
        expect(said[0]).toContain('You are worker-1, one of several coding agents');
        expect(said[1]).toContain('Write the page');
        expect(said[2]).toContain('locked.txt is locked by lead');
        expect(await Bun.file(join(world.repo, 'locked.txt')).text()).toBe('one\n');
        const task = await world.json(['show', 't1']);
        expect(task).toMatchObject({ state: 'done', result: 'written', completedByName: 'worker-1' });
        expect(spawned?.commandLine.join(' ')).not.toContain('You are worker-1');
      },
      timeoutMs,
    );
  }
});

/** The directory to have on PATH: npm's own links need its install scripts. */
function binOf(command: readonly string[]): string {
  const path = command.at(-1) ?? '';
  const modules = path.slice(0, path.indexOf('/node_modules/') + '/node_modules'.length);
  return path.endsWith('.js') ? join(modules, '.bin') : dirname(path);
}

interface Spawned {
  readonly name: string;
  readonly harness: string;
  readonly commandLine: readonly string[];
}

/** What the harness needs of its caller's environment passes by itself; only the lab's own names are asked for. */
async function spawn(
  world: ShoalWorld,
  { name, env }: Harness,
  server: ModelServer,
  token: string,
): Promise<readonly Spawned[]> {
  const models: Readonly<Record<string, string>> = { codex: 'gpt-5.5', gemini: 'gemini-2.5-pro' };
  const model = models[name] === undefined ? [] : ['--model', models[name]];
  const own = ['SHOAL_REAL_WORLD', 'LAB_MODEL_KEY'].flatMap((variable) => ['--env', variable]);
  const line = ['spawn', '1', `--${name}`, '-b', '-y', ...model, ...own, '--json'];
  const child = Bun.spawn([process.env['SHOAL_BIN'] ?? 'shoal', ...line], {
    cwd: world.repo,
    env: { ...world.env, ...env(server), SHOAL_AGENT_TOKEN: token },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const [stdout, code] = await Promise.all([child.stdout.text(), child.exited]);
  if (code !== 0) throw new Error(`shoal spawn ended with ${code}: ${stdout}`);
  return JSON.parse(stdout) as readonly Spawned[];
}

/** The scripted provider, and no word of trust: spawn itself trusts the project for the run. */
async function configureCodex({ home }: ShoalWorld, { url }: ModelServer): Promise<void> {
  const lines = [
    'model_provider = "lab"',
    '[model_providers.lab]',
    'name = "lab"',
    `base_url = "${url}/v1"`,
    'wire_api = "responses"',
    'env_key = "LAB_MODEL_KEY"',
    'supports_websockets = false',
  ];
  await Bun.write(join(home, '.codex/config.toml'), `${lines.join('\n')}\n`);
}
