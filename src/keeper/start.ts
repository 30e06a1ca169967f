import { closeSync, openSync } from 'node:fs';
import { boundLog } from './log.ts';
import { keeperFiles } from './place.ts';

export interface StartOptions {
  readonly stateDir: string;
  /** Such as `['/usr/bin/shoal', 'keep']`. */
  readonly command: readonly string[];
  /** Its current directory: the workspace's root. */
  readonly cwd: string;
  /** Its whole environment; children get none of it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a keeper in a session of its own, so that it outlives this process and its terminal. */
export function startKeeper({ stateDir, command, cwd, env }: StartOptions): void {
  const { log } = keeperFiles(stateDir);
  boundLog(log);
  const file = openSync(log, 'a', 0o600);
  try {
    const keeper = Bun.spawn([...command], {
      cwd,
      env: { ...env },
      stdio: ['ignore', file, file],
      detached: true,
    });
    keeper.unref();
  } finally {
    closeSync(file);
  }
}
