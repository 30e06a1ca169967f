import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const modeDefault = 0o644;

/** Puts the text in place whole or not at all; a link stays a link, and the file keeps its permissions. */
export function replaceFile(file: string, text: string): void {
  const target = followed(file);
  const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? modeDefault;
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}`);
  mkdirSync(dirname(target), { recursive: true });
  try {
    writeThrough(draft, text, mode & 0o7777);
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Where a link leads, also when nothing is there yet. */
function followed(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? resolve(dirname(file), readlinkSync(file)) : file;
}

function writeThrough(path: string, text: string, mode: number): void {
  const descriptor = openSync(path, 'w', mode);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // The mode given to open is subject to the umask.
  chmodSync(path, mode);
}
