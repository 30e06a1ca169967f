import { ShoalError } from '../../domain/errors.ts';
import type { LogLevel } from './log.ts';

/** Where a daemon is to serve, and what it is to log. */
export interface Wanted {
  readonly host: string;
  /** Taken: the next free one. */
  readonly port: number;
  /** The port was asked for; otherwise the one of the last daemon comes first. */
  readonly isPortGiven: boolean;
  readonly logLevel: LogLevel;
}

const portsTried = 100;

/** On the first port that is free. Throws CONFLICT when there is none, INVALID_INPUT when that host cannot be served on. */
export function onFreePort<T>(
  { host, port, isPortGiven }: Wanted,
  lastPort: number | null,
  listen: (at: { readonly hostname: string; readonly port: number }) => T,
): T {
  const first = !isPortGiven && lastPort !== null ? [lastPort] : [];
  const others = port === 0 ? [0] : Array.from({ length: portsTried }, (_one, at) => port + at);
  for (const candidate of [...first, ...others.filter((one) => one <= 65_535)]) {
    try {
      return listen({ hostname: host, port: candidate });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE') throw cannotListen(host, candidate, error);
    }
  }
  throw new ShoalError('CONFLICT', `All ports from ${port} to ${port + portsTried - 1} are taken.`, {
    hint: 'Choose another: `shoal serve --port 9000`.',
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function cannotListen(host: string, port: number, cause: unknown): ShoalError {
  return new ShoalError('INVALID_INPUT', `${host}:${port} cannot be listened on: ${String(cause)}.`, {
    hint: 'Give an address of this machine with --host, and a port above 1023 with --port.',
    cause,
  });
}
