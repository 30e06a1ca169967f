import { renameSync, writeFileSync } from 'node:fs';

/** A reader finds the old file or the new one, whole. */
export function writeAtomically(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
