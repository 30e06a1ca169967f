import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpApp } from '../http/app.ts';
import type { ServeLog } from './log.ts';
import { onFreePort, type Wanted } from './tcp.ts';

/** What listens: Bun's server, given by the composition root. */
export type Listen = (at: ListenAt, answer: Answer) => Listener;
type ListenAt = { readonly unix: string } | { readonly hostname: string; readonly port: number };
type Answer = (request: Request, address: () => string | null) => Response | Promise<Response>;

interface Listener {
  /** null on a unix socket. */
  readonly port: number | null;
  /** `isNow`: what is being answered is cut off. */
  stop(isNow: boolean): Promise<void>;
}

export interface ServersOptions {
  /** Makes sure of the directory of this workspace's sockets, closed to others. */
  readonly directory: () => string;
  readonly app: HttpApp;
  readonly listen: Listen;
  /** As it is now. */
  readonly wanted: () => Wanted;
  /** Of the last daemon. */
  readonly lastPort: number | null;
  readonly onStopAsked: (how: { readonly keepAgents: boolean }) => void;
  /** null: it is not. */
  readonly ending: () => { readonly keepAgents: boolean } | null;
  readonly log: ServeLog;
}

/** A unix socket that only this user can reach, and TCP. */
export interface Servers {
  socket(): string;
  host(): string;
  url(): string;
  port(): number | null;
  /** Serves where it is wanted to by now, and can be reached. False when that is where it does. */
  follow(): boolean;
  stop(): Promise<void>;
}

const lastAnswersMs = 100;

export function openServers(options: ServersOptions): Servers {
  const { app, listen, log } = options;
  let socket = join(options.directory(), 'serve.sock');
  let local = listenHere();
  let wanted = options.wanted();
  let { host } = wanted;
  let remote = listenOn(wanted, options.lastPort);

  function listenHere(): Listener {
    rmSync(socket, { force: true }); // of a daemon that died: the lock says that none lives
    return listen(
      { unix: socket },
      (request) =>
        controlAnswer(request, options) ?? app.fetch(request, { viaSocket: true, remoteAddress: null }),
    );
  }

  function listenOn(where: Wanted, lastPort: number | null): Listener {
    return onFreePort(where, lastPort, (at) =>
      listen(at, (request, address) =>
        app.fetch(request, {
          viaSocket: false,
          get remoteAddress() {
            return address();
          },
        }),
      ),
    );
  }

  /** The old address is free before the new one is tried: they may overlap. */
  function move(next: Wanted): void {
    const before = { ...wanted, host, port: remote.port ?? 0, isPortGiven: true };
    void closed([remote]);
    try {
      remote = listenOn(next, null);
      host = next.host;
    } catch (error) {
      log.error('serve: in shoal.yaml is not in force', { error: String(error) });
      remote = listenOn(before, null);
    }
  }

  /** Its file may be cleared away, with all that is temporary or with what a user who logs out leaves. */
  function restoreSocket(): boolean {
    if (existsSync(socket)) return false;
    void local.stop(false);
    socket = join(options.directory(), 'serve.sock');
    local = listenHere();
    return true;
  }

  return {
    socket: () => socket,
    host: () => host,
    port: () => remote.port,
    url: () => `http://${host.includes(':') ? `[${host}]` : host}:${remote.port}`,
    follow() {
      const isBack = restoreSocket();
      const next = options.wanted();
      if (next.host === wanted.host && next.port === wanted.port) return isBack;
      move(next);
      wanted = next;
      return true;
    },
    async stop() {
      await closed([local, remote]);
      rmSync(socket, { force: true });
    },
  };
}

/** Nothing new is answered from now on; what was asked is, if it does not take long. */
async function closed(servers: readonly Listener[]): Promise<void> {
  const answered = Promise.all(servers.map((one) => one.stop(false)));
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, lastAnswersMs))]);
  await Promise.all(servers.map((one) => one.stop(true)));
}

/** Only over the socket: who reaches it is this user. */
function controlAnswer(request: Request, options: ServersOptions): Response | undefined {
  const { pathname, searchParams } = new URL(request.url);
  const status = controlStatus(`${request.method} ${pathname}`, searchParams, options);
  return status === undefined ? undefined : new Response(null, { status });
}

/**
 * 503: who is meant is ending, or was at this socket before this daemon. 409: it ends already, and not so. An older Shoal
 * does not say whom it means.
 */
function controlStatus(call: string, asked: URLSearchParams, options: ServersOptions): number | undefined {
  const ending = options.ending();
  const isMeant = Number(asked.get('pid') ?? process.pid) === process.pid;
  const keepAgents = asked.get('keepAgents') === 'true';
  switch (call) {
    case 'GET /control/alive':
      return isMeant && ending === null ? 204 : 503;
    case 'POST /control/stop':
      if (!isMeant) return 503;
      if (ending !== null && ending.keepAgents !== keepAgents) return 409;
      options.onStopAsked({ keepAgents });
      return 202;
    default:
      return undefined;
  }
}
