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
    const info: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isServeInfo(info) ? info : null;
  } catch {
    return null;
  }
}

/** Anybody may have written into the file, and a power cut may have left anything in it. */
function isServeInfo(value: unknown): value is ServeInfo {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, version, socket, url, startedAt, port, process } = value as Record<string, unknown>; // an object
  return (
    [pid, startedAt].every((one) => typeof one === 'number') &&
    [version, socket].every((one) => typeof one === 'string') &&
    (url === null || typeof url === 'string') &&
    (port === null || typeof port === 'number') &&
    typeof process === 'object' &&
    process !== null &&
    'pid' in process
  );
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
