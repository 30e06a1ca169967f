import type { Lab } from './lab.ts';

export const opencodeLab: Lab = {
  harness: 'opencode',
  model: 'lab/lab',
  env: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    // Before its first turn it would install a package for plugins, of which there are none.
    npm_config_offline: 'true',
  }),
  files: (url) => ({ '.config/opencode/opencode.json': JSON.stringify({ provider: labProvider(url) }) }),
  shell: (command) => ({ tool: 'bash', input: { command, description: 'lab' } }),
  write: (path, content) => ({ tool: 'write', input: { filePath: path, content } }),
};

export function labProvider(url: string): object {
  const model = { name: 'lab', tool_call: true, limit: { context: 100_000, output: 8_000 } };
  const options = { baseURL: `${url}/v1`, apiKey: 'lab-key' };
  return { lab: { npm: '@ai-sdk/openai-compatible', name: 'lab', options, models: { lab: model } } };
}
