import { join } from 'node:path';
import { codexLab, patch, prefixed } from '../../../../src/engines/probe/labs/codex.ts';
import type { Harness } from '../harness.ts';
import type { ModelServer } from '../model-server.ts';
import { platform } from './platform.ts';

const targets: Record<string, string> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
};

export const codex: Harness = {
  name: 'codex',
  package: '@openai/codex',
  version: '0.169.0',
  command: (dir) => [
    join(dir, `node_modules/@openai/codex-${platform}/vendor/${targets[platform]}/bin/codex`),
  ],
  argv: (server, { bypass }) => [
    'exec',
    '--json',
    ...provider(server),
    // Only a model that the CLI knows is offered apply_patch.
    '-m',
    'gpt-5.5',
    ...(bypass ? ['--dangerously-bypass-approvals-and-sandbox'] : ['-s', 'workspace-write']),
    // Stored trust of each hook is tested by itself; here the test is the one who vets them.
    '--dangerously-bypass-hook-trust',
    '-',
  ],
  env: (server) => ({ ...codexLab.env(server.url) }),
  prepare: async (world) => {
    const trust = `[projects.${JSON.stringify(world.repo)}]\ntrust_level = "trusted"\n`;
    await Bun.write(join(world.home, '.codex/config.toml'), trust);
    // Shell calls run in a login shell, whose system profile resets PATH.
    await Bun.write(join(world.home, '.profile'), `export PATH='${world.env['PATH']}'\n`);
  },
  turns: {
    shell: codexLab.shell,
    write: codexLab.write,
    edit: (path, from, to) =>
      patch(`*** Update File: ${path}\n@@\n${prefixed('-', from)}${prefixed('+', to)}`),
    mcp: (server, tool, input) => ({ tool, namespace: `mcp__${server}`, input }),
  },
};

function provider(server: ModelServer): string[] {
  const settings = {
    model_provider: 'lab',
    'model_providers.lab.name': 'lab',
    'model_providers.lab.base_url': `${server.url}/v1`,
    'model_providers.lab.wire_api': 'responses',
    'model_providers.lab.env_key': 'LAB_MODEL_KEY',
    'model_providers.lab.supports_websockets': false,
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}
