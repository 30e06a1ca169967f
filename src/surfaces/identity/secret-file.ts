import { chmodSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The secret that a file holds, made when it is first asked for, readable by its owner alone. */
export function secretIn(file: string): string {
  if (!existsSync(file)) makeSecret(file);
  return readFileSync(file, 'utf8').trim();
}

/** Linked into place whole: of two that make one at once, both use the first. */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}`;
  const bytes = crypto.getRandomValues(Buffer.alloc(32)).toString('hex');
  writeFileSync(draft, `${bytes}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // of fs
  } finally {
    rmSync(draft, { force: true });
  }
}
