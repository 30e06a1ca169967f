import { RequestError } from './request-error.ts';

export interface RateLimitOptions {
  /** Tokens that come back per second. */
  readonly perSecond: number;
  /** What may be spent at once. */
  readonly burst: number;
  /** Monotonic, ms. */
  readonly now: () => number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Buckets kept at once; a caller beyond that begins with a full one. */
const BUCKETS_MAX = 10_000;

/** A token bucket per caller. Throws with the seconds to wait. */
export function createRateLimit({ perSecond, burst, now }: RateLimitOptions): (caller: string) => void {
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const at = now();
    const bucket = buckets.get(caller) ?? { tokens: burst, filledAt: at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = at;
    if (buckets.size >= BUCKETS_MAX) buckets.clear();
    buckets.set(caller, bucket);
    if (bucket.tokens < 1) throw tooFast(Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)), perSecond);
    bucket.tokens -= 1;
  };
}

function tooFast(seconds: number, perSecond: number): RequestError {
  return new RequestError('LIMIT', `More than ${perSecond} requests per second with this token.`, {
    hint: `Wait ${seconds} s; wait for events instead of asking again and again.`,
    details: { retryAfterSeconds: seconds },
    headers: { 'retry-after': String(seconds) },
  });
}
