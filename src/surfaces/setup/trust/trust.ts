import { readFileSync } from 'node:fs';

/** What keeps written hooks from running. */
export interface TrustVerdict {
  /** null: it cannot be told from here. */
  readonly isTrusted: boolean | null;
  /** What to do so that they run; null when nothing is missing. */
  readonly remedy: string | null;
}

/** Where to look: the project's real path, the person's home and environment. */
export interface TrustSources {
  readonly root: string;
  /** Where Codex takes the hooks from, real path. */
  readonly codexHooksRoot: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const trusted: TrustVerdict = { isTrusted: true, remedy: null };

export function untrusted(remedy: string): TrustVerdict {
  return { isTrusted: false, remedy };
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
