import { join } from 'node:path';
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
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_CONFIG_CONTENT: JSON.stringify(config(server)),
  }),
  // It knows no trust; the provider comes by the environment.
  prepare: async () => {},
  turns: {
    shell: (command) => ({ tool: 'bash', input: { command, description: 'lab' } }),
    write: (path, content) => ({ tool: 'write', input: { filePath: path, content } }),
    edit: (path, from, to) => ({ tool: 'edit', input: { filePath: path, oldString: from, newString: to } }),
    mcp: (server, tool, input) => ({ tool: `${server}_${tool}`, input }),
  },
};

function config(server: ModelServer): object {
  const model = { name: 'lab', tool_call: true, limit: { context: 100_000, output: 8_000 } };
  const options = { baseURL: `${server.url}/v1`, apiKey: 'lab-key' };
  return {
    model: 'lab/lab',
    provider: { lab: { npm: '@ai-sdk/openai-compatible', name: 'lab', options, models: { lab: model } } },
    permission: { '*': 'allow' },
  };
}
