import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills every process of ours whose environment holds the entry `NAME=value`.
 * Harnesses start tools in sessions of their own, so killing a process group misses them. Linux only; elsewhere none is found.
 */
export async function killMarked(entry: string): Promise<void> {
  for (const pid of await markedPids(entry)) kill(pid);
}

/** The pids whose environment holds the entry. */
export async function markedPids(entry: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  const marked = await Promise.all(pids.map(async (pid) => (await environment(pid)).includes(entry)));
  return pids.filter((_, index) => marked[index]);
}

/** Empty for a process that is gone or not ours. */
async function environment(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return text.split('\0');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended since it was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
