import { describe, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Harness, harnesses, type HarnessName } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { startModelServer } from './support/model-server.ts';
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
    test(`${harness.name}: calls a tool of the daemon, as the agent that the token proves`, async () => {
      await ensureInstalled(harness);
      await using world = await createShoalWorld();
      const { id, token } = await world.join('writer');
      const { url } = await world.json<{ url: string }>(['serve', '--detach', '--port', '0']);
      try {
        await expectTask(harness, world, { url: `${url}/mcp`, token }, id);
      } finally {
        await world.run(['serve', 'stop']);
      }
    }, 300_000);
});

async function expectTask(harness: Harness, world: ShoalWorld, at: Endpoint, agent: string): Promise<void> {
  const args = await configured[harness.name](world, at);
  await using server = startModelServer([
    harness.turns.mcp('shoal', 'task_add', { title: `From ${harness.name}` }),
    { text: 'added' },
  ]);
  const env = { LAB_SHOAL_TOKEN: at.token };
  const result = await runHarness(harness, { world, server, prompt: 'add a task', args, env });
  expect(result.exitCode, result.stderr + result.stdout).toBe(0);
  expect(await world.json(['list']), result.stderr + result.stdout).toMatchObject([
    { title: `From ${harness.name}`, createdBy: agent },
  ]);
  // What the tool answered has reached the model.
  expect(JSON.stringify(server.requests[1]?.body)).toContain('t1');
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
