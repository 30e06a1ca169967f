import { statSync } from 'node:fs';

/**
 * Says whether the file that is there now still is: not after it, or a directory above it, was removed, moved or made anew.
 * What cannot be looked at for now counts as there.
 */
export function watchFile(file: string): () => boolean {
  const first = identityOf(file);
  return () => {
    try {
      return identityOf(file) === first;
    } catch {
      return true;
    }
  };
}

/** null: no such file. */
function identityOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}
