import { isBusy, storeBusy, toStoreError } from './errors.ts';

/*
 * SQLite has no queue for its write lock, and its own back-off lets one process take everything while the others
 * sleep. So each try waits a few ms inside SQLite, and a random few between tries, up to a deadline: measured fair.
 */

export interface Patience {
  /** Runs `attempt` until the lock is free or the deadline has passed; database errors become ShoalErrors. */
  withLock<T>(attempt: () => T): Promise<T>;
}

const pauseMaxMs = 6;

export interface PatienceOptions {
  readonly file: string;
  readonly timeoutMs: number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

export function createPatience({ file, timeoutMs, monotonic, random }: PatienceOptions): Patience {
  return {
    withLock: async (attempt) => {
      const start = monotonic();
      for (;;) {
        try {
          return attempt();
        } catch (error) {
          if (!isBusy(error)) throw toStoreError(error, file);
        }
        const waited = monotonic() - start;
        if (waited >= timeoutMs) throw storeBusy(file, waited);
        await pause(1 + random() * (pauseMaxMs - 1));
      }
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
