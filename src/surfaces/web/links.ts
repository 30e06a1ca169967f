import { createHash } from 'node:crypto';

interface Link {
  readonly code: string;
  readonly expiresInMs: number;
}

/** Each opens the dashboard once, soon after it was made; none survives the daemon. */
export interface Links {
  make(): Link;
  /** Whether it was good; it is not any more. */
  use(code: string): boolean;
}

const goodMs = 2 * 60_000;
/** At once: the oldest gives way. */
const linksMax = 100;

/** `now` in epoch ms. */
export function createLinks(now: () => number): Links {
  // By the hash of the code: to look it up says nothing about how much of it was right.
  const expiries = new Map<string, number>();
  return {
    make() {
      const code = crypto.getRandomValues(Buffer.alloc(16)).toString('base64url');
      const [oldest] = expiries.keys();
      if (expiries.size >= linksMax && oldest !== undefined) expiries.delete(oldest);
      expiries.set(digest(code), now() + goodMs);
      return { code, expiresInMs: goodMs };
    },
    use(code) {
      const key = digest(code);
      const expiresAt = expiries.get(key) ?? 0;
      expiries.delete(key);
      return now() < expiresAt;
    },
  };
}

function digest(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}
