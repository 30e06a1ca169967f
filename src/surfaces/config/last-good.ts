import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The text of the last configuration that could be used, kept in `.shoal/` for processes that start while the file is
 * broken. It is text, not what was made of it: a newer Shoal reads it by its own rules.
 */
export interface LastGood {
  text(): string | null;
  keep(text: string | null): void;
}

export function openLastGood(file: string): LastGood {
  let kept: string | null | undefined;
  const text = (): string | null => (kept ??= readIfThere(file));
  return {
    text,
    keep: (good) => {
      if (good === text()) return;
      kept = good;
      // A workspace that cannot be written to can be read all the same.
      try {
        store(file, good);
      } catch {
        return;
      }
    },
  };
}

function store(file: string, good: string | null): void {
  if (good === null) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, good, { mode: 0o600 });
  renameSync(draft, file);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
