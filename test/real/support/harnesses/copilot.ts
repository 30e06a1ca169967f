import { join } from 'node:path';
import type { Harness } from '../harness.ts';
import { platform } from './platform.ts';

export const copilot: Harness = {
  name: 'copilot',
  package: '@github/copilot',
  version: '1.0.102',
  command: (dir) => [join(dir, `node_modules/@github/copilot-${platform}/copilot`)],
  argv: (_server, { bypass }) => [
    '--output-format',
    'json',
    ...(bypass ? ['--allow-all'] : ['--allow-tool=shell', '--allow-tool=write']),
  ],
  env: (server) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_BASE_URL: `${server.url}/v1`,
    // Whatever stands here is redacted from all output, so it must be a string that nothing else contains.
    COPILOT_PROVIDER_API_KEY: 'lab-key-7f3a',
    COPILOT_MODEL: 'gpt-5',
  }),
  prepare: async (world) => {
    const trust = { trustedFolders: [world.repo] };
    await Bun.write(join(world.home, '.copilot/config.json'), JSON.stringify(trust));
  },
  turns: {
    shell: (command) => ({ tool: 'bash', input: { command, description: 'lab' } }),
    write: (path, content) => ({ tool: 'create', input: { path, file_text: content } }),
    edit: (path, from, to) => ({ tool: 'edit', input: { path, old_str: from, new_str: to } }),
    mcp: (server, tool, input) => ({ tool: `${server}-${tool}`, input }),
  },
};
