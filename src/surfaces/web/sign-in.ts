import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignInOptions {
  /** The owner's: a new one signs everybody out. */
  readonly humanToken: string;
  /** Of the workspace. */
  readonly root: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Who has signed in is kept in their browser alone: a daemon that starts again knows it as the last one did. Two things
 * prove it, and neither does alone:
 *
 * - a cookie, which no script can read; but the browser sends it to every port of this address, whoever listens there;
 * - the page key, which the page keeps for itself and sends as a header: no page of another origin, that is also of
 *   another port, has it, or can send that header. What runs in the page can read it.
 */
export interface SignIn {
  /** A call by a page that was served here, in a browser that has signed in. */
  isSignedIn(request: Request): boolean;
  readonly pageKey: string;
  /** For `Set-Cookie`. */
  cookie(): string;
  /** For `Set-Cookie`. */
  noCookie(): string;
}

const goodMs = 30 * 24 * 60 * 60_000;
const attributes = 'Path=/; HttpOnly; SameSite=Strict';

export function createSignIn({ humanToken, root, now }: SignInOptions): SignIn {
  // The daemons of this machine share its cookies: each workspace has a name of its own.
  const name = `shoal_${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  const key = createHmac('sha256', humanToken).update('shoal web sign-in').digest();
  const signed = (text: string): string =>
    createHmac('sha256', key).update(`${name} ${text}`).digest('base64url');
  const pageKey = signed('page');

  function isGood(cookie: string): boolean {
    const [, expiresAt = '', signature = ''] = /^(\d{1,16})\.([\w-]+)$/.exec(cookie) ?? [];
    return isEqual(signature, signed(`until ${expiresAt}`)) && now() < Number(expiresAt);
  }

  return {
    pageKey,
    isSignedIn({ url, headers }) {
      if (!new URL(url).pathname.startsWith('/v1/')) return false;
      if (!isEqual(headers.get('x-shoal-web') ?? '', pageKey)) return false;
      return cookiesNamed(name, headers.get('cookie') ?? '').some(isGood);
    },
    cookie() {
      const expiresAt = String(now() + goodMs);
      return `${name}=${expiresAt}.${signed(`until ${expiresAt}`)}; Max-Age=${goodMs / 1000}; ${attributes}`;
    },
    noCookie: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** Takes as long whatever is wrong. */
function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Others may have set one of that name for another path. */
function cookiesNamed(name: string, header: string): readonly string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
