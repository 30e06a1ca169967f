import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { HarnessInfo } from '../operations/ports.ts';
import type { Environment } from './identity/harness.ts';

const programs = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

/** What PATH says; versions, sign-in and hooks are not asked for here, and so are unknown. */
export function harnessesOnPath(environment: Environment): HarnessInfo {
  const unknown = { version: null, signedIn: null, hooksActive: null, detail: null };
  return {
    report: async () =>
      programs.map((name) => {
        const path = findOnPath(name, environment['PATH'] ?? '');
        return { name, found: path !== null, path, ...unknown };
      }),
  };
}

export function findOnPath(program: string, path: string): string | null {
  const candidates = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
