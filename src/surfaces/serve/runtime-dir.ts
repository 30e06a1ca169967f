import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { runtimePath } from '../../domain/runtime-path.ts';
import type { Environment } from '../identity/harness.ts';
import { nodeSha256 } from '../machine.ts';

/** Where the sockets of a workspace are on this machine. Made, and closed to others, by `makeRuntimeDir` of the keeper. */
export function runtimeDirOf(stateDir: string, env: Environment): string {
  const named = env['XDG_RUNTIME_DIR'];
  const exists = named !== undefined && statSync(named, { throwIfNoEntry: false })?.isDirectory() === true;
  return runtimePath({
    runtimeDir: exists ? named : undefined,
    uid: process.getuid?.() ?? 0,
    root: dirname(stateDir),
    sha256: nodeSha256,
  });
}
