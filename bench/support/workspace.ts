import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const shoalBin =
  process.env['SHOAL_BIN'] ?? fileURLToPath(new URL('../../dist/shoal', import.meta.url));

/** What is built or fetched once for all runs, outside the repository. */
export const cacheDirectory = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shoal-bench');

export interface CommandOptions {
  readonly as?: string;
  readonly stdin?: string;
}

/** A scratch workspace on the disk that the repository is on, not in memory: commits must reach a real disk. */
export class Workspace implements Disposable {
  readonly directory: string;
  readonly file: string;

  constructor() {
    const base = join(cacheDirectory, 'scratch');
    mkdirSync(base, { recursive: true });
    this.directory = mkdtempSync(join(base, 'w-'));
    this.file = join(this.directory, '.shoal/shoal.db');
    this.ok(['init']);
  }

  environment(as?: string): Record<string, string> {
    const session = as === undefined ? {} : { CODEX_THREAD_ID: as };
    return { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ...session };
  }

  command(args: readonly string[], { as, stdin }: CommandOptions = {}) {
    return Bun.spawnSync([shoalBin, ...args], {
      cwd: this.directory,
      env: this.environment(as),
      stdin: stdin === undefined ? 'ignore' : Buffer.from(stdin),
      stdout: 'pipe',
      stderr: 'pipe',
    });
  }

  /** Starts a command and waits for nothing. */
  start(args: readonly string[], as: string) {
    return Bun.spawn([shoalBin, ...args], {
      cwd: this.directory,
      env: this.environment(as),
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
  }

  ok<T>(args: readonly string[], options: CommandOptions = {}): T {
    const { exitCode, stdout, stderr } = this.command([...args, '--json'], options);
    if (exitCode !== 0)
      throw new Error(`shoal ${args.join(' ')} ended with ${exitCode}: ${String(stdout)}${String(stderr)}`);
    return JSON.parse(stdout.toString()) as T; // each caller names the answer of its command
  }

  addTasks(count: number): void {
    const file = join(this.directory, 'tasks.jsonl');
    writeFileSync(
      file,
      Array.from({ length: count }, (_, index) => JSON.stringify({ title: `task ${index}` })).join('\n'),
    );
    this.ok(['add', '--file', file]);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
