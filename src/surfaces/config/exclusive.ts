import { DatabaseSync } from 'node:sqlite';
import { ShoalError } from '../../domain/errors.ts';

const patienceMs = 10_000;
const pauseMaxMs = 10;

/**
 * Runs `work` while no other process runs such work under the same file. The lock is SQLite's own, on an empty database: the
 * kernel releases it when its process ends, however it ends. Throws BUSY after 10 s.
 */
export async function exclusively<T>(file: string, work: () => T): Promise<T> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    await lock(database, file);
    return work();
  } finally {
    database.close();
  }
}

async function lock(database: DatabaseSync, file: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      if (!/locked|busy/i.test(String(cause))) throw cause;
      if (performance.now() >= deadline)
        throw new ShoalError('BUSY', `Another process has held ${file} for ${patienceMs / 1000} s.`, {
          hint: 'Try again.',
          cause,
        });
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * pauseMaxMs));
  }
}
