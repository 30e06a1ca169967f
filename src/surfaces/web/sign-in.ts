import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignInOptions {
  /** The owner's: a new one signs everybody out. */
  readonly humanToken: string;
  /** Of the workspace. */
  readonly root: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Who has signed in is kept in their cookie alone: a daemon that starts again knows it as the last one did. */
export interface SignIn {
  /** A call by a page that was served here, in a browser that has signed in. */
  isSignedIn(request: Request): boolean;
  /** For `Set-Cookie`. */
  cookie(): string;
  /** For `Set-Cookie`. */
  noCookie(): string;
}

const goodMs = 30 * 24 * 60 * 60_000;
const attributes = 'Path=/; HttpOnly; SameSite=Strict';

export function createSignIn({ humanToken, root, now }: SignInOptions): SignIn {
  // A browser sends the cookies of one address to all its ports: each workspace has a name of its own.
  const name = `shoal_${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  const key = createHmac('sha256', humanToken).update('shoal web sign-in').digest();
  const signed = (payload: string): string =>
    createHmac('sha256', key).update(`${name}.${payload}`).digest('base64url');

  function isGood(value: string): boolean {
    const [, expiresAt = '', signature = ''] = /^(\d{1,16})\.([\w-]+)$/.exec(value) ?? [];
    const expected = Buffer.from(signed(expiresAt));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return now() < Number(expiresAt);
  }

  return {
    isSignedIn(request) {
      // No page of a foreign origin can send it: it would have to ask first, and is never answered.
      if (request.headers.get('x-shoal-web') !== '1') return false;
      if (!new URL(request.url).pathname.startsWith('/v1/')) return false;
      return cookiesNamed(name, request.headers.get('cookie') ?? '').some(isGood);
    },
    cookie() {
      const expiresAt = String(now() + goodMs);
      return `${name}=${expiresAt}.${signed(expiresAt)}; Max-Age=${goodMs / 1000}; ${attributes}`;
    },
    noCookie: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** Others may have set one of that name for another path. */
function cookiesNamed(name: string, header: string): readonly string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
