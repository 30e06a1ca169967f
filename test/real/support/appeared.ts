import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Resolves when there is such a file. The directory is watched before it is looked at: nothing comes in between. */
export async function appeared(directory: string, name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (existsSync(join(directory, name))) resolve();
  };
  const watcher = watch(directory, look);
  look();
  await promise;
  watcher.close();
}
