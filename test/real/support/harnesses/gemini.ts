import { join } from 'node:path';
import { geminiLab } from '../../../../src/engines/probe/labs/gemini.ts';
import { writeFiles } from '../../../../src/engines/probe/world.ts';
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
  env: (server) => ({ ...geminiLab.env(server.url) }),
  prepare: (world) => writeFiles(world.home, geminiLab.files('', world.repo)),
  turns: {
    shell: geminiLab.shell,
    write: geminiLab.write,
    edit: (path, from, to) => ({
      tool: 'replace',
      input: { file_path: path, old_string: from, new_string: to, instruction: 'lab' },
    }),
    mcp: (server, tool, input) => ({ tool: `mcp_${server}_${tool}`, input }),
  },
};
