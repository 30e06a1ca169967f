import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own size in memory; only root may mount one. */
export class Tmpfs implements Disposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Undefined, and says so, where it cannot be mounted. */
  static mount(size: string): Tmpfs | undefined {
    const path = mkdtempSync(join(tmpdir(), 'shoal-tmpfs-'));
    if (process.getuid?.() === 0 && run(['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'shoal-test', path]))
      return new Tmpfs(path);
    rmSync(path, { recursive: true });
    return undefined;
  }

  remount(option: 'ro' | 'rw'): void {
    if (!run(['mount', '-o', `remount,${option}`, this.path]))
      throw new Error(`cannot remount ${this.path} ${option}`);
  }

  [Symbol.dispose](): void {
    run(['umount', '-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** False where tests of full disks cannot be: only root may mount. */
export const canMount = ((): boolean => {
  using probe = Tmpfs.mount('1m');
  return probe !== undefined;
})();

export function mounted(size: string): Tmpfs {
  const disk = Tmpfs.mount(size);
  if (disk === undefined) throw new Error('the mount that worked before does not work now');
  return disk;
}

/** Takes all the room there is. */
export function fill(path: string): void {
  const chunk = Buffer.alloc(64 * 1024, 1);
  try {
    for (let chunks = 0; chunks < 10_000; chunks += 1) writeFileSync(path, chunk, { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  }
}

function run(command: string[]): boolean {
  return Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' }).exitCode === 0;
}
