import { join } from 'node:path';
import { copilotLab } from '../../../../src/engines/probe/labs/copilot.ts';
import { writeFiles } from '../../../../src/engines/probe/world.ts';
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
  env: (server) => ({ ...copilotLab.env(server.url) }),
  prepare: (world) => writeFiles(world.home, copilotLab.files('', world.repo)),
  turns: {
    shell: copilotLab.shell,
    write: copilotLab.write,
    edit: (path, from, to) => ({ tool: 'edit', input: { path, old_str: from, new_str: to } }),
    mcp: (server, tool, input) => ({ tool: `${server}-${tool}`, input }),
  },
};
