import { connectionLost, refusalIn } from './errors.ts';

export interface TransportOptions {
  /** Address of the daemon: `http://127.0.0.1:8000`; empty for a page that it serves. */
  readonly url: string;
  /** Left out by a page in a browser that has signed in: the browser's cookie and `pageKey` say who calls. */
  readonly token?: string;
  /** What the page was given when it was signed in; asked for at each call. */
  readonly pageKey?: () => string;
  /** Default: the platform's. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Ends every call and stream. */
  readonly signal?: AbortSignal;
  /** Tries commands again that met no daemon, at most so often; a key makes sure that each is done once. Default: 0 */
  readonly retries?: number;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends one request and gives a good answer; throws the ShoalError that any other holds. */
export type Send = (sent: Sent) => Promise<Response>;

const pauseMs = 200;

export function createSend(options: TransportOptions): Send {
  const { token, retries = 0 } = options;
  const proof = (): Record<string, string> =>
    token === undefined ? { 'x-shoal-web': options.pageKey?.() ?? '' } : { authorization: `Bearer ${token}` };
  const base = options.url.replace(/\/+$/, '');
  // Called as a function of no object: that is how platforms want it.
  const fetchIt = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));

  async function once({ method, path, body, headers, signal }: Sent): Promise<Response> {
    const signals = [options.signal, signal].filter((one) => one !== undefined);
    const init: RequestInit = {
      method,
      headers: {
        ...proof(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    };
    const response = await fetchIt(`${base}${path}`, init).catch((cause: unknown) => {
      for (const one of signals) one.throwIfAborted();
      throw connectionLost(base, cause);
    });
    const refusal = await refusalIn(response);
    if (refusal !== undefined) throw refusal;
    return response;
  }

  return async (sent) => {
    if (retries === 0 || sent.method === 'GET') return once(sent);
    const keyed = { ...sent, headers: { 'idempotency-key': newKey(), ...sent.headers } };
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(keyed);
      } catch (error) {
        const isLost = error instanceof Error && 'code' in error && error.code === 'BUSY';
        if (!isLost || tries > retries) throw error;
        await pause(pauseMs * 2 ** tries, options.signal);
      }
    }
  };
}

/** Also where `randomUUID` is missing: browsers have it on secure pages alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Rejects when aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
