import { DatabaseSync } from 'node:sqlite';
import { ShoalError } from '../domain/errors.ts';

export interface HeldLock {
  /** Also done by the kernel when the process ends, however it ends. */
  release(): void;
}

const sqliteBusy = 5;

/** Takes the lock for this process; null when another process holds it. */
export function takeLock(file: string): HeldLock | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) return null;
    throw new ShoalError('UNHEALTHY', `${file} cannot be locked: ${String(cause)}.`, {
      hint: 'It holds nothing: remove it when no Shoal runs in this workspace, then try again.',
      cause,
    });
  }
  const held = database;
  return { release: () => held.close() };
}
