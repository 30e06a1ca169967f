import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

export const geminiLab: Lab = {
  harness: 'gemini',
  model: 'gemini-2.5-pro',
  env: (url) => ({
    GEMINI_API_KEY: 'lab-key',
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_CLI_NO_RELAUNCH: 'true',
  }),
  files: (_url, repo) => ({
    '.gemini/settings.json': JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
    '.gemini/trustedFolders.json': JSON.stringify({ [repo]: 'TRUST_FOLDER' }),
  }),
  // The CLI refuses `$(…)`, backticks and `<(…)` in a command.
  shell: (command) => ({ tool: 'run_shell_command', input: { command, description: 'lab' } }),
  write: (path, content) => ({ tool: 'write_file', input: { file_path: path, content } }),
  beforeResume: ageSessions,
};

/**
 * It names a session's file by the minute of its start, and writes over it when the session is loaded in that same
 * minute. What it finds afterwards is as old as if a minute had passed.
 */
async function ageSessions(home: string): Promise<void> {
  const root = join(home, '.gemini/tmp');
  for (const path of await readdir(root, { recursive: true }).catch(() => [])) {
    const [, directory, id] = /^(.*chats\/)session-.*-([0-9a-f]{8}\.jsonl)$/.exec(path) ?? [];
    if (directory === undefined) continue;
    await rename(join(root, path), join(root, directory, `session-2026-01-01T00-00-${id}`));
  }
}
