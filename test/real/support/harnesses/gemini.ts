import { join } from 'node:path';
import type { Harness } from '../harness.ts';

export const gemini: Harness = {
  name: 'gemini',
  package: '@google/gemini-cli',
  version: '0.61.0',
  command: (dir) => ['node', join(dir, 'node_modules/@google/gemini-cli/bundle/gemini.js')],
  argv: (_server, { bypass }) => [
    '-m',
    'gemini-2.5-pro',
    '-o',
    'stream-json',
    ...(bypass ? ['--yolo'] : ['--approval-mode', 'auto_edit', '--allowed-tools', 'run_shell_command']),
  ],
  env: (server) => ({
    GEMINI_API_KEY: 'lab-key',
    GOOGLE_GEMINI_BASE_URL: server.url,
    GEMINI_CLI_NO_RELAUNCH: 'true',
  }),
  prepare: async (world) => {
    const auth = { security: { auth: { selectedType: 'gemini-api-key' } } };
    await Bun.write(join(world.home, '.gemini/settings.json'), JSON.stringify(auth));
    const trust = { [world.repo]: 'TRUST_FOLDER' };
    await Bun.write(join(world.home, '.gemini/trustedFolders.json'), JSON.stringify(trust));
  },
  turns: {
    // The CLI refuses `$(…)`, backticks and `<(…)` in a command.
    shell: (command) => ({ tool: 'run_shell_command', input: { command, description: 'lab' } }),
    write: (path, content) => ({ tool: 'write_file', input: { file_path: path, content } }),
    edit: (path, from, to) => ({
      tool: 'replace',
      input: { file_path: path, old_string: from, new_string: to, instruction: 'lab' },
    }),
    mcp: (server, tool, input) => ({ tool: `mcp_${server}_${tool}`, input }),
  },
};
