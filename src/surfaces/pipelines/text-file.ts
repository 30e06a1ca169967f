import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { problemIn, sourceBytesMax, UnreadableSource } from './source.ts';

/**
 * Nothing outside of `root` is ever read, however it is named, and nothing that is no file. Of one that is too long no more than
 * shows that it is. Throws UnreadableSource.
 */
export function textBelow(root: string, path: string): string | undefined {
  const full = resolve(root, path);
  if (!isFile(full)) return undefined;
  const place = realpathSync(full);
  if (!isBelow(realpathSync(root), place)) return undefined;
  try {
    return statSync(place).size > sourceBytesMax
      ? start(place, sourceBytesMax + 1)
      : readFileSync(place, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableSource([problemIn(path, 1, 1, `it cannot be read: ${why}`)]);
  }
}

/** A device or a pipe has no end. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

export function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function start(path: string, bytes: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, bytes, 0));
  } finally {
    closeSync(descriptor);
  }
}
