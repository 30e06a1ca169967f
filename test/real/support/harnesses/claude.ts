import { join } from 'node:path';
import { claudeLab } from '../../../../src/engines/probe/labs/claude.ts';
import type { Harness } from '../harness.ts';
import { platform } from './platform.ts';

export const claude: Harness = {
  name: 'claude',
  package: '@anthropic-ai/claude-code',
  version: '2.1.330',
  command: (dir) => [join(dir, `node_modules/@anthropic-ai/claude-code-${platform}/claude`)],
  argv: (_server, { bypass }) => [
    '-p',
    '--output-format',
    'stream-json',
    '--verbose',
    '--permission-mode',
    bypass ? 'bypassPermissions' : 'acceptEdits',
    ...(bypass ? [] : ['--allowedTools', 'Bash']),
  ],
  env: (server) => ({
    ...claudeLab.env(server.url),
    // Root may bypass permissions only where the CLI is told that it is contained.
    IS_SANDBOX: '1',
  }),
  // A headless run asks for no trust, so an empty HOME will do.
  prepare: async () => {},
  turns: {
    shell: claudeLab.shell,
    write: claudeLab.write,
    edit: (path, from, to) => ({
      tool: 'Edit',
      input: { file_path: path, old_string: from, new_string: to },
    }),
    mcp: (server, tool, input) => ({ tool: `mcp__${server}__${tool}`, input }),
  },
};
