import type { Lab } from './lab.ts';

export const claudeLab: Lab = {
  harness: 'claude',
  model: null,
  env: (url) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'lab-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  }),
  // Without a person at it, it asks for no trust.
  files: () => ({}),
  shell: (command) => ({ tool: 'Bash', input: { command, description: 'lab' } }),
  write: (path, content) => ({ tool: 'Write', input: { file_path: path, content } }),
};
