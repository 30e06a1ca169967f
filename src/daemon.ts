import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from './domain/errors.ts';
import { createDispatcher } from './engines/dispatcher/dispatcher.ts';
import { createObeyed } from './engines/probe/obeyed.ts';
import { createLaunch } from './engines/supervisor/launch.ts';
import { createStoreParts } from './engines/supervisor/store-parts.ts';
import { startSupervisor, type Supervisor } from './engines/supervisor/supervisor.ts';
import { driverFor } from './harness/drivers.ts';
import { connectKeeper } from './keeper/client.ts';
import type { Keeper } from './keeper/keeper.ts';
import { type HeldLock, takeLock } from './keeper/lock.ts';
import { makeRuntimeDir } from './keeper/runtime-dir.ts';
import { startKeeper } from './keeper/start.ts';
import type { CallerFacts, DaemonStatus, Place } from './operations/ports.ts';
import type { Context } from './operations/context.ts';
import { openShoal, type Shoal } from './shoal.ts';
import { createHttpApp, type HttpApp } from './surfaces/http/app.ts';
import { humanTokenOf } from './surfaces/http/human-token.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { createProcessTable } from './surfaces/machine.ts';
import { toRef } from './surfaces/machine/process-table.ts';
import { readServeInfo, serveFiles, writeServeInfo } from './surfaces/serve/files.ts';
import { type LogLevel, openServeLog, type ServeLog } from './surfaces/serve/log.ts';
import { runtimeDirOf } from './surfaces/serve/runtime-dir.ts';

export interface DaemonOptions {
  readonly place: Place;
  readonly environment: Environment;
  /** This very program, such as `['/usr/bin/shoal']`. */
  readonly self: readonly string[];
  readonly version: string;
  /** As it is now: the daemon goes with every change. */
  readonly wanted: () => Wanted;
}

/** Where it is to serve, and what it is to log. */
interface Wanted {
  readonly host: string;
  /** Taken: the next free one. */
  readonly port: number;
  /** The port was asked for; otherwise the one of the last daemon comes first. */
  readonly isPortGiven: boolean;
  readonly logLevel: LogLevel;
}

export interface RunningDaemon {
  readonly status: DaemonStatus;
  /** Asked for over the socket; resolves with whether agents run on. */
  readonly stopAsked: Promise<{ readonly keepAgents: boolean }>;
  /** Safe twice. Resolves when nothing of it runs any more. */
  stop(keepAgents: boolean): Promise<void>;
}

/** Commands of the daemon itself are signed by nobody. */
const nobody: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: '',
};

/**
 * The composition root of `shoal serve`: one per workspace and machine. null when another holds the workspace. It serves
 * before its agents are all looked after: what is wanted waits in the store.
 */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon | null> {
  // The executable is compiled for commands that end before compiling their code would pay.
  Bun.unsafe.setJITPolicy(1);
  const files = serveFiles(options.place.stateDir);
  const lock = takeLock(files.lock);
  if (lock === null) return null;
  const log = openServeLog({
    file: files.log,
    level: () => options.wanted().logLevel,
    isoNow: () => new Date().toISOString(),
  });
  try {
    return await open(options, lock, log);
  } catch (error) {
    log.error('could not start', { error: String(error) });
    lock.release();
    throw error;
  }
}

async function open(options: DaemonOptions, lock: HeldLock, log: ServeLog): Promise<RunningDaemon> {
  const { place, version, environment } = options;
  const files = serveFiles(place.stateDir);
  const startedAt = Date.now();
  const shoal = openShoal({
    // Not by `dir`: a call over HTTP is made where its agent stands, and that may be another checkout.
    cwd: place.root,
    env: { ...environment, SHOAL_DIR: place.root },
    inProcess: true,
    groupsCommits: true,
  });
  const context = await shoal.context({ facts: nobody });
  const keeper = keeperConnection(options, () => supervisor.keeperLost());
  const supervisor = await supervise(options, context, log, keeper.get);
  const stopAsked = Promise.withResolvers<{ keepAgents: boolean }>();
  const app = httpApp(options, shoal, context, log, supervisor, () => servers.host());
  const servers = serve(options, app, stopAsked.resolve, readServeInfo(files.info)?.port ?? null);
  const announce = (): DaemonStatus => {
    const { socket } = servers;
    const status: DaemonStatus = { pid: process.pid, version, socket, url: servers.url(), startedAt };
    writeServeInfo(files.info, { ...status, process: ownProcess(), port: servers.port() });
    log.info('serving', { ...status });
    return status;
  };
  const status = announce();
  const following = setInterval(() => {
    if (servers.follow(log)) announce();
  }, followEveryMs);
  void sweepStrays(supervisor, context, keeper, log);
  const dispatcher = dispatch(shoal, context, log);

  let stopped: Promise<void> | undefined;
  return {
    status,
    stopAsked: stopAsked.promise,
    stop: (keepAgents) => (stopped ??= stop(keepAgents)),
  };

  async function stop(keepAgents: boolean): Promise<void> {
    clearInterval(following);
    log.info('stopping', { keepAgents, sessions: supervisor.sessions() });
    await dispatcher.stop();
    await supervisor.stop(keepAgents);
    await keeper.close(keepAgents);
    app.close();
    await servers.stop();
    await shoal.close();
    log.info('stopped');
    log[Symbol.dispose]();
    lock.release();
  }
}

function ownProcess() {
  const table = createProcessTable();
  const entry = table.read(process.pid);
  if (entry === undefined) throw new ShoalError('INTERNAL', 'The process table does not show this process.');
  return toRef(table, entry);
}

// --- queues

function dispatch(shoal: Shoal, context: Context, log: ServeLog): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const contextAs = (token: string) => shoal.context({ facts: { ...nobody, token } });
  const running = createDispatcher({ context, contextAs, log }).run(stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

// --- agents

async function supervise(
  { place, environment, self }: DaemonOptions,
  context: Context,
  log: ServeLog,
  keeper: () => Promise<Keeper>,
): Promise<Supervisor> {
  const config = await context.config();
  const tokenOf = await context.agentTokens();
  const capabilitiesOf = createObeyed({
    stateDir: place.stateDir,
    environment,
    monotonicMs: () => performance.now(),
  });
  return startSupervisor({
    store: context.store,
    stateDir: place.stateDir,
    settings: context.settings,
    processes: context.processes,
    log,
    keeper,
    driverFor,
    launch: createLaunch({ place, environment, self, tokenOf, capabilitiesOf }),
    parts: createStoreParts(context, () => config.read().policies),
    newSessionId: () => crypto.randomUUID(),
    monotonicMs: () => performance.now(),
    everySecond: (work) => {
      const timer = setInterval(work, 1_000);
      return () => clearInterval(timer);
    },
  });
}

interface KeeperConnection {
  readonly get: () => Promise<Keeper>;
  /** null: none was needed yet. */
  readonly current: () => Promise<Keeper> | null;
  close(keepAgents: boolean): Promise<void>;
}

/** Made when the first session needs it, and again when it was lost. */
function keeperConnection(
  { place, environment, self, version }: DaemonOptions,
  onLost: () => void,
): KeeperConnection {
  const closing = new AbortController();
  let current: Promise<Keeper> | null = null;
  const connect = async (): Promise<Keeper> => {
    const keeper = await connectKeeper({
      stateDir: place.stateDir,
      version,
      signal: closing.signal,
      start: async () =>
        startKeeper({
          stateDir: place.stateDir,
          command: [...self, '-C', place.root, 'keep'],
          cwd: place.root,
          env: definedOnly(environment),
        }),
    });
    void keeper.lost.then(() => {
      current = null;
      if (!closing.signal.aborted) onLost();
    });
    return keeper;
  };
  const get = (): Promise<Keeper> => {
    if (current !== null) return current;
    const connecting = connect();
    current = connecting;
    connecting.catch(() => {
      if (current === connecting) current = null;
    });
    return connecting;
  };
  /** The one that an earlier daemon has left, if there is one: it has nothing to do any more. */
  const there = (): Promise<Keeper> =>
    connectKeeper({
      stateDir: place.stateDir,
      version,
      start: () => Promise.reject(new ShoalError('NOT_FOUND', 'No keeper runs.')),
    });
  return {
    get,
    current: () => current,
    async close(keepAgents) {
      closing.abort();
      const keeper = await (current ?? (keepAgents ? null : there()))?.catch(() => null);
      if (keeper === null || keeper === undefined) return;
      if (!keepAgents) await keeper.stop(true);
      await keeper.close();
    },
  };
}

function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Children that no session is about any more: it was ended while no daemon was there. */
async function sweepStrays(
  supervisor: Supervisor,
  { store }: Context,
  connection: KeeperConnection,
  log: ServeLog,
): Promise<void> {
  try {
    await supervisor.ready;
    const keeper = await connection.current();
    if (keeper === null) return;
    for (const { child, state } of await keeper.list()) {
      const session = await store.read((view) => view.get('session', child.replace(/-\d+$/, '')));
      if (session?.child === child || session?.state === 'starting') continue;
      log.warn('a process that belongs to no session was ended', { child });
      if (state === 'running') await keeper.signal(child, 'SIGKILL');
      else await keeper.forget(child);
    }
  } catch (error) {
    log.error('what earlier sessions left could not be swept', { error: String(error) });
  }
}

// --- HTTP

function httpApp(
  { place, version }: DaemonOptions,
  shoal: Shoal,
  context: Context,
  log: ServeLog,
  supervisor: Supervisor,
  host: () => string,
): HttpApp {
  let isReady = false;
  void supervisor.ready.then(() => {
    isReady = true;
  });
  return createHttpApp({
    shoal,
    version,
    settings: context.settings,
    humanToken: humanTokenOf(place.stateDir),
    hosts: () => (isLoopback(host()) ? [] : [host()]),
    notReady: () => (isReady ? null : 'its agents are being looked after'),
    log,
  });
}

const portsTried = 100;
const requestWithinSeconds = 60;

const lastAnswersMs = 100;
/** How long a change of `serve:` in shoal.yaml takes to be in force. */
const followEveryMs = 1_000;

interface Servers {
  readonly socket: string;
  host(): string;
  url(): string;
  port(): number | null;
  /** Serves where it is wanted to by now. False when that is where it does. */
  follow(log: ServeLog): boolean;
  stop(): Promise<void>;
}

/** A unix socket that only this user can reach, and TCP. */
function serve(
  options: DaemonOptions,
  app: HttpApp,
  onStopAsked: (how: { keepAgents: boolean }) => void,
  lastPort: number | null,
): Servers {
  const socket = join(socketDirectory(options), 'serve.sock');
  rmSync(socket, { force: true }); // of a daemon that died: the lock says that none lives
  const local = Bun.serve({
    unix: socket,
    fetch: (request, server) => {
      server.timeout(request, 0);
      return (
        stopRequest(request, onStopAsked) ?? app.fetch(request, { viaSocket: true, remoteAddress: null })
      );
    },
  });
  let wanted = options.wanted();
  let host = wanted.host;
  let remote = serveTcp(wanted, app, lastPort);
  const port = () => remote.port ?? null;

  /** The old address is free before the new one is tried: they may overlap. */
  function move(next: Wanted, log: ServeLog): void {
    const before = { host, port: remote.port ?? 0, isPortGiven: true, logLevel: wanted.logLevel };
    void closed([remote]);
    try {
      remote = serveTcp(next, app, null);
      host = next.host;
    } catch (error) {
      log.error('serve: in shoal.yaml is not in force', { error: String(error) });
      remote = serveTcp(before, app, null);
    }
  }

  return {
    socket,
    host: () => host,
    port,
    url: () => `http://${host.includes(':') ? `[${host}]` : host}:${port()}`,
    follow(log) {
      const next = options.wanted();
      if (next.host === wanted.host && next.port === wanted.port) return false;
      move(next, log);
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
async function closed(servers: readonly { stop(isNow?: boolean): Promise<void> }[]): Promise<void> {
  const answered = Promise.all(servers.map((one) => one.stop()));
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, lastAnswersMs))]);
  await Promise.all(servers.map((one) => one.stop(true)));
}

function serveTcp({ host, port, isPortGiven }: Wanted, app: HttpApp, lastPort: number | null) {
  const first = !isPortGiven && lastPort !== null ? [lastPort] : [];
  const others = port === 0 ? [0] : Array.from({ length: portsTried }, (_one, at) => port + at);
  for (const candidate of [...first, ...others.filter((one) => one <= 65_535)]) {
    try {
      return Bun.serve({
        hostname: host,
        port: candidate,
        // Until a request has come; then it may wait as long as it was told to.
        idleTimeout: requestWithinSeconds,
        fetch: (request, server) => {
          server.timeout(request, 0);
          return app.fetch(request, {
            viaSocket: false,
            remoteAddress: server.requestIP(request)?.address ?? null,
          });
        },
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE') throw cannotListen(host, candidate, error);
    }
  }
  throw new ShoalError('CONFLICT', `All ports from ${port} to ${port + portsTried - 1} are taken.`, {
    hint: 'Choose another: `shoal serve --port 9000`.',
  });
}

function cannotListen(host: string, port: number, cause: unknown): ShoalError {
  return new ShoalError('INVALID_INPUT', `${host}:${port} cannot be listened on: ${String(cause)}.`, {
    hint: 'Give an address of this machine with --host, and a port above 1023 with --port.',
    cause,
  });
}

/** Only over the socket: who reaches it is this user. */
function stopRequest(
  request: Request,
  onStopAsked: (how: { keepAgents: boolean }) => void,
): Response | undefined {
  const url = new URL(request.url);
  if (request.method !== 'POST' || url.pathname !== '/control/stop') return undefined;
  onStopAsked({ keepAgents: url.searchParams.get('keepAgents') === 'true' });
  return new Response(null, { status: 202 });
}

function socketDirectory({ place, environment }: DaemonOptions): string {
  const directory = runtimeDirOf(place.stateDir, environment);
  makeRuntimeDir(directory, process.getuid?.() ?? 0);
  return directory;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
