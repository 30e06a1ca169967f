import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Environment } from './identity/harness.ts';

const programs = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

export function harnessesOnPath(environment: Environment): readonly string[] {
  return programs.filter((name) => findOnPath(name, environment['PATH'] ?? '') !== null);
}

/** On PATH, or where it says if it is a path: from `directory`. */
export function hasProgram(program: string, environment: Environment, directory: string): boolean {
  if (/[\\/]/.test(program)) return isExecutable(resolve(directory, program));
  return findOnPath(program, environment['PATH'] ?? '') !== null;
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
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
