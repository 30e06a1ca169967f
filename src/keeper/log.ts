import { appendFileSync, copyFileSync, existsSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

const logBytesMax = 256 * 1024;

/** Appends lines to a file of bounded size; one older file is kept beside it. */
export function createLog(file: string, now: () => number): (text: string) => void {
  return (text) => {
    try {
      boundLog(file);
      appendFileSync(file, `${new Date(now()).toISOString()} ${text}\n`, { mode: 0o600 });
    } catch {
      // Nobody is there to be told that the log cannot be written.
    }
  };
}

/** Copied and cut, not renamed: standard error of the running keeper is this very file. */
export function boundLog(file: string): void {
  const directory = dirname(file);
  // Not what is above it: that of a workspace which was removed or moved is not made again.
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= logBytesMax) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}
