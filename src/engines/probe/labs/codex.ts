import type { Turn } from '../model/protocol.ts';
import type { Lab } from './lab.ts';

export const codexLab: Lab = {
  harness: 'codex',
  // Only a model that the CLI knows is offered apply_patch.
  model: 'gpt-5.5',
  env: () => ({ LAB_MODEL_KEY: 'lab-key' }),
  files: (url, repo) => ({ '.codex/config.toml': config(url, repo) }),
  shell: (command) => ({ tool: 'exec_command', input: { cmd: command } }),
  write: (path, content) => patch(`*** Add File: ${path}\n${prefixed('+', content)}`),
};

export function patch(hunks: string): Turn {
  return { tool: 'apply_patch', input: `*** Begin Patch\n${hunks}*** End Patch\n` };
}

export function prefixed(sign: '+' | '-', text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${sign}${line}\n`)
    .join('');
}

function config(url: string, repo: string): string {
  return `model_provider = "lab"

[model_providers.lab]
name = "lab"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "LAB_MODEL_KEY"
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0

[projects.${JSON.stringify(repo)}]
trust_level = "trusted"
`;
}
