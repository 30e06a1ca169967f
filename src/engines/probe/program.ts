import { execFile } from 'node:child_process';
import type { HarnessKind } from '../../domain/profile.ts';
import type { Environment } from '../spawner/environment.ts';
import { harnessPrograms } from '../spawner/harnesses.ts';
import { findProgram, nativeProgram } from '../spawner/programs.ts';

/** The program of a harness that is found on PATH, past its npm shim; undefined when there is none. */
export function programOf(harness: HarnessKind, environment: Environment): string | undefined {
  const known = harnessPrograms[harness];
  if (known === undefined) return undefined;
  const path = findProgram(known.program, environment, '/');
  return path === undefined ? undefined : nativeProgram(path, known.native);
}

const versionTimeoutMs = 60_000;

/** What a program says of itself; null when it does not say it in time. */
export function versionOf(program: string, environment: Environment): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const options = { timeout: versionTimeoutMs, env: { ...environment }, killSignal: 'SIGKILL' } as const;
  execFile(program, ['--version'], options, (_error, stdout) =>
    resolve(/\d+\.\d+\.\d+(?:-[\w.]*\w)?/.exec(stdout)?.[0] ?? null),
  );
  return promise;
}
