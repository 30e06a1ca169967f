import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Space kept back beside the database, so that on a full disk something can still be finished or released. */
export interface Reserve {
  /** Gives the space to the database; false when it was already given. */
  free(): boolean;
  /** Takes it back, when there is room. */
  restore(): void;
}

const reserveBytes = 1024 * 1024;

export function createReserve(databaseFile: string): Reserve {
  const file = `${databaseFile}-reserve`;
  return {
    free: () => {
      if (!existsSync(file)) return false;
      rmSync(file, { force: true });
      return true;
    },
    restore: () => {
      if (existsSync(file)) return;
      try {
        // Random, because some file systems store zeros or repetition in no space.
        writeFileSync(file, process.getBuiltinModule('node:crypto').randomBytes(reserveBytes), {
          mode: 0o600,
          flag: 'wx',
        });
      } catch {
        // A full disk has no room for it yet, or another process was first.
        return;
      }
    },
  };
}
