import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessRef } from '../../domain/agent.ts';
import type { DaemonStatus } from '../../operations/ports.ts';

/** The daemon's files below `.shoal/`. */
export interface ServeFiles {
  /** Held by the daemon while it lives; released by the kernel. */
  readonly lock: string;
  /** What the last daemon is, and where it serves. */
  readonly info: string;
  readonly log: string;
  /** What a daemon said that did not come so far as to log. */
  readonly errors: string;
}

export function serveFiles(stateDir: string): ServeFiles {
  return {
    lock: join(stateDir, 'serve.lock'),
    info: join(stateDir, 'serve.json'),
    log: join(stateDir, 'serve.log'),
    errors: join(stateDir, 'serve.err'),
  };
}

export interface ServeInfo extends DaemonStatus {
  readonly process: ProcessRef;
  /** Tried first by the next one; null when it served on the socket alone. */
  readonly port: number | null;
}

/** null when there is none that can be read. */
export function readServeInfo(file: string): ServeInfo | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServeInfo; // written by `writeServeInfo`
  } catch {
    return null;
  }
}

export function writeServeInfo(file: string, info: ServeInfo): void {
  const draft = `${file}.${info.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(info)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
