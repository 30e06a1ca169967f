import { constants } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange } from '../../operations/ports.ts';

/** Of a file that git does not know: all of it is added. Links are not followed, and nothing that waits is opened. */
export async function untrackedChange(top: string, path: string, bytesMax: number): Promise<FileChange> {
  const nothing = {
    path,
    from: null,
    status: 'untracked',
    added: 0,
    removed: 0,
    binary: false,
    diff: '',
  } as const;
  const file = join(top, path);
  const stat = await lstat(file).catch(() => null);
  if (stat?.isSymbolicLink() === true)
    return { ...nothing, ...added(path, await readlink(file).catch(() => '')), cut: false };
  if (stat === null || !stat.isFile()) return { ...nothing, binary: stat !== null, cut: false };
  const bytes = await firstBytes(file, bytesMax).catch(() => null);
  if (bytes === null) return { ...nothing, cut: true };
  if (bytes.includes(0)) return { ...nothing, binary: true, cut: false };
  const cut = stat.size > bytesMax;
  const text = bytes.toString('utf8');
  return { ...nothing, ...added(path, cut ? text.slice(0, text.lastIndexOf('\n') + 1) : text), cut };
}

async function firstBytes(file: string, bytesMax: number): Promise<Buffer> {
  // It may have become a pipe since: that would wait for ever.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function added(path: string, text: string): Pick<FileChange, 'added' | 'diff'> {
  if (text === '') return { added: 0, diff: '' };
  const lines = text.split('\n');
  const isEnded = lines.at(-1) === '';
  if (isEnded) lines.pop();
  const body = lines.map((line) => `+${line}`).join('\n');
  const end = isEnded ? '' : '\n\\ No newline at end of file';
  const diff = `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${body}${end}\n`;
  return { added: lines.length, diff };
}
