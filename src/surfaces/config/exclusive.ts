import { DatabaseSync } from 'node:sqlite';
import { ShoalError } from '../../domain/errors.ts';

const patienceMs = 10_000;
const pauseMaxMs = 10;

/**
 * Runs `work` while no other process runs such work under the same file. The lock is SQLite's own, on an empty database: the
 * kernel releases it when its process ends, however it ends. Throws BUSY after 10 s.
 */
export async function exclusively<T>(file: string, work: () => T): Promise<T> {
  const database = opened(file);
  try {
    await lock(database, file);
    return work();
  } finally {
    database.close();
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (cause) {
    throw notLocked(file, cause);
  }
}

async function lock(database: DatabaseSync, file: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      if (!/locked|busy/i.test(String(cause))) throw notLocked(file, cause);
      if (performance.now() >= deadline)
        throw new ShoalError('BUSY', `Another process has held ${file} for ${patienceMs / 1000} s.`, {
          hint: 'Try again.',
          cause,
        });
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * pauseMaxMs));
  }
}

// Primary result codes: https://www.sqlite.org/rescode.html
const readOnly = 8;
const full = 13;
const cannotOpen = 14;

function notLocked(file: string, cause: unknown): ShoalError {
  const { message, errcode } = cause as Error & { readonly errcode?: number }; // SQLite's
  const text = `${file} cannot be locked: ${message}.`;
  switch ((errcode ?? 0) & 0xff) {
    case full:
      return new ShoalError('STORE_FULL', text, { hint: 'Make room there; nothing was changed.', cause });
    case readOnly:
    case cannotOpen:
      return new ShoalError('STORE_READ_ONLY', text, {
        hint: 'Make its directory writable for this user; nothing was changed.',
        cause,
      });
    default:
      return new ShoalError('UNHEALTHY', text, {
        hint: 'It holds nothing: remove it, then try again.',
        cause,
      });
  }
}
