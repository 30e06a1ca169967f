import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from './identity/harness.ts';

const programs = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

export function harnessesOnPath(environment: Environment): readonly string[] {
  return programs.filter((name) => findOnPath(name, environment['PATH'] ?? '') !== null);
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
