import { describe, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { appeared } from './support/appeared.ts';
import { type Harness, harnesses, type HarnessName, looksFor } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { startModelServer } from './support/model-server.ts';
import type { Turn } from './support/protocols/protocol.ts';
import { runHarness } from './support/run.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld, type ShoalWorld } from './support/workspace.ts';

interface Endpoint {
  readonly url: string;
  readonly token: string;
}

/** How each CLI is told of an MCP server over HTTP, in its own words. */
const configured: Record<
  HarnessName,
  (world: ShoalWorld, at: Endpoint) => Promise<readonly string[]> | readonly string[]
> = {
  claude: (_world, { url, token }) => {
    const server = { type: 'http', url, headers: bearer(token) };
    return ['--strict-mcp-config', '--mcp-config', JSON.stringify({ mcpServers: { shoal: server } })];
  },
  codex: (_world, { url }) => [
    '-c',
    `mcp_servers.shoal.url=${JSON.stringify(url)}`,
    '-c',
    'mcp_servers.shoal.bearer_token_env_var="LAB_SHOAL_TOKEN"',
  ],
  gemini: async (world, { url, token }) => {
    const server = { httpUrl: url, headers: bearer(token), trust: true };
    return inRepo(world, '.gemini/settings.json', { mcpServers: { shoal: server } });
  },
  opencode: (world, { url, token }) => {
    const server = { type: 'remote', url, headers: bearer(token), enabled: true, oauth: false };
    return inRepo(world, 'opencode.json', { mcp: { shoal: server } });
  },
  copilot: (_world, { url, token }) => {
    const server = { type: 'http', url, headers: bearer(token), tools: ['*'] };
    return ['--additional-mcp-config', JSON.stringify({ mcpServers: { shoal: server } })];
  },
};

describe.skipIf(isRealSkipped)('MCP over HTTP from inside a real CLI', () => {
  for (const harness of harnesses)
    test(`${harness.name}: calls the tools of the daemon as the agent that the token proves, and those alone that its profile has`, async () => {
      await ensureInstalled(harness);
      await using world = await createShoalWorld({ files: { 'shoal.yaml': reader } });
      const { id, token } = await world.join('writer');
      const { url } = await world.json<{ url: string }>(['serve', '--detach', '--port', '0']);
      try {
        await expectTask(harness, world, { url: `${url}/mcp`, token }, id);
        await expectReading(harness, world, `${url}/mcp`);
      } finally {
        await world.run(['serve', 'stop']);
      }
    }, 300_000);
});

async function expectTask(harness: Harness, world: ShoalWorld, at: Endpoint, agent: string): Promise<void> {
  const looks = looksFor(harness);
  const { result, asked } = await run(harness, world, at, [
    ...looks,
    harness.turns.mcp('shoal', 'task_add', { title: `From ${harness.name}` }),
    { text: 'added' },
  ]);
  expect(await world.json(['list']), result.stderr + result.stdout).toMatchObject([
    { title: `From ${harness.name}`, createdBy: agent },
  ]);
  // What the tool answered has reached the model.
  expect(asked[looks.length + 1]).toContain('t1');
  expect(asked[looks.length]).toContain('task_add');
}

/** With the token of an agent whose profile only reads; it asks for more all the same. */
async function expectReading(harness: Harness, world: ShoalWorld, url: string): Promise<void> {
  const token = await tokenOfReader(world);
  const looks = looksFor(harness);
  const { result, asked } = await run(harness, world, { url: `${url}?toolset=all`, token }, [
    ...looks,
    harness.turns.mcp('shoal', 'task_add', { title: 'never' }),
    harness.turns.mcp('shoal', 'agent_prime', {}),
    { text: 'read' },
  ]);
  expect(asked[looks.length]).toContain('task_list');
  expect(asked[looks.length]).not.toContain('task_add');
  expect(asked[looks.length + 2], result.stderr + result.stdout).toContain('ada-who-reads');
  expect(await world.json(['list'])).toHaveLength(1);
}

const reader = JSON.stringify({
  profiles: {
    reader: {
      harness: 'command',
      command: [
        'sh',
        '-c',
        'printf %s "$SHOAL_AGENT_TOKEN" > ../token.new && mv ../token.new ../token; exec sleep 1000',
      ],
      permission: 'full',
      toolset: 'read',
      env: ['SHOAL_REAL_WORLD'],
    },
  },
});

async function tokenOfReader(world: ShoalWorld): Promise<string> {
  const started = await atTerminal(['start', 'reader', 'read', '-n', 'ada-who-reads'], {
    cwd: world.repo,
    env: world.env,
  });
  expect(started.code, started.stdout).toBe(0);
  await appeared(world.root, 'token');
  return Bun.file(join(world.root, 'token')).text();
}

async function run(harness: Harness, world: ShoalWorld, at: Endpoint, script: readonly Turn[]) {
  const args = await configured[harness.name](world, at);
  await using server = startModelServer(script);
  const env = { LAB_SHOAL_TOKEN: at.token };
  const result = await runHarness(harness, { world, server, prompt: 'go on', args, env });
  expect(result.exitCode, result.stderr + result.stdout).toBe(0);
  return { result, asked: server.requests.map(({ body }) => JSON.stringify(body)) };
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

async function inRepo(world: ShoalWorld, path: string, content: object): Promise<readonly string[]> {
  const file = join(world.repo, path);
  await mkdir(dirname(file), { recursive: true });
  await Bun.write(file, JSON.stringify(content));
  return [];
}
