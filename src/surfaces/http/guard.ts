import { hostname } from 'node:os';
import { RequestError } from './request-error.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Every address of this machine. */
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]']);
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/;

/**
 * A page in a browser can reach this port under a name of its own (DNS rebinding), or from its own origin: the first is
 * told by the Host header, the second by Origin. A program sends no Origin.
 */
export function createGuard(hosts: () => readonly string[]): (request: Request, viaSocket: boolean) => void {
  let known: { readonly hosts: readonly string[]; readonly isServed: (host: string) => boolean } | undefined;
  return (request, viaSocket) => {
    const now = hosts();
    if (now.join() !== known?.hosts.join()) known = { hosts: now, isServed: servedAs(now) };
    const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();
    // No browser speaks to a unix socket; what a program writes as Host there is arbitrary.
    if (!viaSocket && known?.isServed(withoutPort(host)) !== true) throw foreign('Host', host);
    const origin = request.headers.get('origin');
    if (origin !== null && !(URL.canParse(origin) && new URL(origin).host === host))
      throw foreign('Origin', origin);
  };
}

function servedAs(hosts: readonly string[]): (host: string) => boolean {
  const named = hosts.map(asInHeader);
  const isEverywhere = hosts.some((host) => WILDCARDS.has(host));
  const allowed = new Set([...LOOPBACK, ...named, ...(isEverywhere ? [hostname().toLowerCase()] : [])]);
  // Served everywhere, it has more addresses than one can list; no name that is rebound looks like one of them.
  return (host) => allowed.has(host) || (isEverywhere && ADDRESS.test(host));
}

/** An IPv6 address stands in brackets there. */
function asInHeader(host: string): string {
  return /^[\da-f]*:[\da-f:.]*:[\da-f.]*$/i.test(host) ? `[${host.toLowerCase()}]` : withoutPort(host);
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function foreign(header: string, value: string): RequestError {
  return new RequestError(
    'NOT_ALLOWED',
    `${header} ${JSON.stringify(value.slice(0, 200))} is not served here.`,
    {
      hint: 'Call it by 127.0.0.1 or localhost, or by the host that `serve` was given; not from a foreign web page.',
      status: 403,
    },
  );
}
