import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ShoalError } from '../domain/errors.ts';

/** Makes the directory of the workspace's sockets and the one above it, open to this user alone. */
export function makeRuntimeDir(directory: string, uid: number): void {
  for (const one of [dirname(directory), directory]) {
    mkdirSync(one, { recursive: true, mode: 0o700 });
    const { mode, uid: owner } = lstatSync(one);
    if (isDirectory(mode) && owner === uid && (mode & 0o077) === 0) continue;
    throw new ShoalError('STORE_UNSAFE', `${one} is not a directory of this user alone.`, {
      hint: `Remove it, or close it to others: chmod 700 ${one}`,
    });
  }
}

/** `lstat`, so that a link made by somebody else is none. */
function isDirectory(mode: number): boolean {
  return (mode & 0o170000) === 0o040000;
}
