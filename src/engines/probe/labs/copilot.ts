import type { Lab } from './lab.ts';

export const copilotLab: Lab = {
  harness: 'copilot',
  model: null,
  env: (url) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
    // Whatever stands here is redacted from all output, so it must be a string that nothing else contains.
    COPILOT_PROVIDER_API_KEY: 'lab-key-7f3a',
    COPILOT_MODEL: 'gpt-5',
  }),
  files: (_url, repo) => ({ '.copilot/config.json': JSON.stringify({ trustedFolders: [repo] }) }),
  shell: (command) => ({ tool: 'bash', input: { command, description: 'lab' } }),
  write: (path, content) => ({ tool: 'create', input: { path, file_text: content } }),
};
