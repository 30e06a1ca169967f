import { existsSync } from 'node:fs';
import { takeLock } from './lock.ts';
import { keeperFiles } from './place.ts';

/** Whether a keeper runs here: it holds its lock for as long as it lives. */
export function isKept(stateDir: string): boolean {
  const { lock } = keeperFiles(stateDir);
  if (!existsSync(lock)) return false;
  const taken = takeLock(lock);
  taken?.release();
  return taken === null;
}
