import { join } from 'node:path';
import { labProvider, opencodeLab } from '../../../../src/engines/probe/labs/opencode.ts';
import type { Harness } from '../harness.ts';
import type { ModelServer } from '../model-server.ts';
import { platform } from './platform.ts';

export const opencode: Harness = {
  name: 'opencode',
  package: 'opencode-ai',
  version: '1.18.33',
  command: (dir) => [join(dir, `node_modules/opencode-${platform}/bin/opencode`)],
  argv: () => ['run', '--format', 'json'],
  env: (server) => ({
    ...opencodeLab.env(server.url),
    OPENCODE_CONFIG_CONTENT: JSON.stringify(config(server)),
  }),
  // It knows no trust; the provider comes by the environment.
  prepare: async () => {},
  turns: {
    shell: opencodeLab.shell,
    write: opencodeLab.write,
    edit: (path, from, to) => ({ tool: 'edit', input: { filePath: path, oldString: from, newString: to } }),
    mcp: (server, tool, input) => ({ tool: `${server}_${tool}`, input }),
  },
};

function config(server: ModelServer): object {
  return { model: opencodeLab.model, provider: labProvider(server.url), permission: { '*': 'allow' } };
}
