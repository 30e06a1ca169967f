import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Permission, Profile } from '../../../src/domain/profile.ts';
import { copilotDriver, geminiDriver, opencodeDriver } from '../../../src/harness/acp/index.ts';
import type { HarnessDriver, McpServer } from '../../../src/harness/driver.ts';
import { pingServerCommand } from '../../fakes/acp-mcp.ts';
import { drive, type Drive, specOf } from '../../support/drive.ts';
import type { Harness } from './harness.ts';
import { copilot } from './harnesses/copilot.ts';
import { gemini } from './harnesses/gemini.ts';
import { opencode } from './harnesses/opencode.ts';
import { ensureInstalled } from './install.ts';
import { createWorld, type World } from './world.ts';

/** A real agent that speaks ACP, and in what it differs from the others. */
export interface RealAgent {
  readonly harness: Harness;
  readonly driver: HarnessDriver;
  readonly model: string | null;
  /** After a refused call its model is asked again in the same turn. */
  readonly goesOnAfterRefusal: boolean;
  /** What it was told in the moment before a kill is in its history: Copilot CLI writes a little later. */
  readonly keepsLastMoment: boolean;
  /** Its token counts of a turn with tools are sums. */
  readonly sums: boolean;
}

export const realAgents: readonly RealAgent[] = [
  {
    harness: gemini,
    driver: geminiDriver,
    model: 'gemini-2.5-pro',
    goesOnAfterRefusal: true,
    keepsLastMoment: true,
    sums: true,
  },
  {
    harness: opencode,
    driver: opencodeDriver,
    model: 'lab/lab',
    goesOnAfterRefusal: true,
    keepsLastMoment: true,
    sums: false,
  },
  {
    harness: copilot,
    driver: copilotDriver,
    model: null,
    goesOnAfterRefusal: false,
    keepsLastMoment: false,
    sums: true,
  },
];

/** A repository whose own configuration has an MCP server that is not ours, for every agent. */
export async function createAcpWorld({ harness }: RealAgent, modelUrl: string): Promise<World> {
  const [command, ...args] = pingServerCommand('foreign');
  const local = { type: 'local', command, args, env: {}, tools: ['*'] };
  const world = await createWorld({
    files: {
      'seed.txt': 'one\n',
      '.mcp.json': JSON.stringify({ mcpServers: { foreign: local } }),
      '.gemini/settings.json': JSON.stringify({ mcpServers: { foreign: { command, args } } }),
      'opencode.json': JSON.stringify({
        mcp: { foreign: { type: 'local', command: [command, ...args], enabled: true } },
      }),
    },
  });
  await harness.prepare(world);
  // The driver has OPENCODE_CONFIG_CONTENT for itself: the provider stands where a person's would.
  const content = harness.env({ url: modelUrl } as never)['OPENCODE_CONFIG_CONTENT']; // only its url is read
  if (content !== undefined) {
    const { provider } = JSON.parse(content) as { provider: object }; // our own JSON
    await Bun.write(join(world.home, '.config/opencode/opencode.json'), JSON.stringify({ provider }));
  }
  return world;
}

export interface StartOptions {
  readonly permission?: Permission;
  readonly mcpServers?: readonly McpServer[];
  readonly resume?: string;
  readonly fork?: boolean;
  readonly profile?: Partial<Profile>;
}

export async function startReal(
  agent: RealAgent,
  world: World,
  modelUrl: string,
  options: StartOptions = {},
): Promise<Drive> {
  const { harness, driver, model } = agent;
  const { permission = 'auto', mcpServers = [], resume = null, fork = false, profile = {} } = options;
  const spec = specOf({
    directory: world.repo,
    briefing: 'BRIEFING: you are lucid-knuth.',
    mcpServers,
    resume,
    fork,
    profile: {
      harness: driver.harness,
      command: await ensureInstalled(harness),
      model,
      permission,
      ...profile,
    },
  });
  return drive(driver, spec, { env: { ...world.env, ...harness.env({ url: modelUrl } as never) } }); // only its url is read
}

/** Our own server over HTTP, which is there before any agent asks. Copilot CLI does not wait for one that is slow to start. */
export function ownServer({ url }: { readonly url: string }): McpServer {
  return { type: 'http', name: 'shoal', url, headers: { Authorization: 'Bearer t' } };
}

/**
 * Gemini CLI names a session's file by the minute of its start, and writes over it when the session is loaded in that
 * same minute. What it finds here is as old as if a minute had passed.
 */
export async function ageGeminiSessions(world: World): Promise<void> {
  const root = join(world.home, '.gemini/tmp');
  for (const path of await readdir(root, { recursive: true }).catch(() => [])) {
    const [, directory, id] = /^(.*chats\/)session-.*-([0-9a-f]{8}\.jsonl)$/.exec(path) ?? [];
    if (directory === undefined) continue;
    await rename(join(root, path), join(root, directory, `session-2026-01-01T00-00-${id}`));
  }
}
