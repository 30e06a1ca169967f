import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from './domain/errors.ts';
import { createDispatcher } from './engines/dispatcher/dispatcher.ts';
import { createPipelineEngine } from './engines/pipeline/engine.ts';
import { createObeyed } from './engines/probe/obeyed.ts';
import { createKeeperConnection, type KeeperConnection } from './engines/supervisor/keeper-connection.ts';
import { createLaunch } from './engines/supervisor/launch.ts';
import { createStoreParts } from './engines/supervisor/store-parts.ts';
import { sweepStrays } from './engines/supervisor/strays.ts';
import { startSupervisor, type Supervisor } from './engines/supervisor/supervisor.ts';
import { driverFor } from './harness/drivers.ts';
import { type HeldLock, takeLock } from './keeper/lock.ts';
import { makeRuntimeDir } from './keeper/runtime-dir.ts';
import type { Context } from './operations/context.ts';
import type { CallerFacts, DaemonStatus, Place } from './operations/ports.ts';
import { openShoal, type Shoal } from './shoal.ts';
import type { ByKind } from './store/port.ts';
import { createHttpApp, type HttpApp } from './surfaces/http/app.ts';
import { humanTokenOf } from './surfaces/http/human-token.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { createProcessTable } from './surfaces/machine.ts';
import { toRef } from './surfaces/machine/process-table.ts';
import { readServeInfo, serveFiles, writeServeInfo } from './surfaces/serve/files.ts';
import { openServeLog, type ServeLog } from './surfaces/serve/log.ts';
import { createRunFiles } from './surfaces/runs/files.ts';
import { runtimeDirOf } from './surfaces/serve/runtime-dir.ts';
import { type Listen, openServers, type Servers } from './surfaces/serve/servers.ts';
import { isLoopback, type Wanted } from './surfaces/serve/tcp.ts';
import { createAssets, type PackSource } from './surfaces/web/assets.ts';

export interface DaemonOptions {
  readonly place: Place;
  readonly environment: Environment;
  /** This very program, such as `['/usr/bin/shoal']`. */
  readonly self: readonly string[];
  readonly version: string;
  /** As it is now: the daemon goes with every change. */
  readonly wanted: () => Wanted;
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

/** How long a change of `serve:` in shoal.yaml takes to be in force. */
const followEveryMs = 1_000;

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
  const { place, environment } = options;
  const startedAt = Date.now();
  const shoal = openShoal({
    // Not by `dir`: a call over HTTP is made where its agent stands, and that may be another checkout.
    cwd: place.root,
    env: { ...environment, SHOAL_DIR: place.root },
    inProcess: true,
    groupsCommits: true,
  });
  const context = await shoal.context({ facts: nobody });
  const connection = createKeeperConnection(options, () => supervisor.keeperLost());
  const supervisor = await supervise(options, context, log, connection);
  const stopAsked = Promise.withResolvers<{ keepAgents: boolean }>();
  const app = httpApp({ options, shoal, context, log, supervisor, host: () => servers.host() });
  const servers = openServers({
    directory: socketDirectory(options),
    app,
    listen,
    wanted: options.wanted,
    lastPort: readServeInfo(serveFiles(place.stateDir).info)?.port ?? null,
    onStopAsked: stopAsked.resolve,
    log,
  });
  const status = announce(options, servers, startedAt, log);
  const following = setInterval(() => {
    try {
      if (servers.follow() || !isAnnounced(options)) announce(options, servers, startedAt, log);
    } catch (error) {
      log.error('where it serves cannot be written', { error: String(error) });
    }
  }, followEveryMs);
  void sweepStrays({ supervisor, store: context.store, connection, log });
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
    await connection.close(keepAgents);
    app.close();
    await servers.stop();
    await shoal.close();
    log.info('stopped');
    log[Symbol.dispose]();
    lock.release();
  }
}

/** Where it serves, for other processes and for people. */
function announce(
  { place, version }: DaemonOptions,
  servers: Servers,
  startedAt: number,
  log: ServeLog,
): DaemonStatus {
  const { socket } = servers;
  const status: DaemonStatus = { pid: process.pid, version, socket, url: servers.url(), startedAt };
  writeServeInfo(serveFiles(place.stateDir).info, {
    ...status,
    process: ownProcess(),
    port: servers.port(),
  });
  log.info('serving', { ...status });
  return status;
}

/** Whoever damages or removes the file must not hide the daemon for long. */
function isAnnounced({ place }: DaemonOptions): boolean {
  return readServeInfo(serveFiles(place.stateDir).info)?.pid === process.pid;
}

function ownProcess() {
  const table = createProcessTable();
  const entry = table.read(process.pid);
  if (entry === undefined) throw new ShoalError('INTERNAL', 'The process table does not show this process.');
  return toRef(table, entry);
}

async function supervise(
  { place, environment, self }: DaemonOptions,
  context: Context,
  log: ServeLog,
  connection: KeeperConnection,
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
    keeper: connection.get,
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

function dispatch(shoal: Shoal, context: Context, log: ServeLog): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const contextAs = (token: string) => shoal.context({ facts: { ...nobody, token } });
  const running = Promise.all([
    createDispatcher({ context, contextAs, log }).run(stopping.signal),
    createPipelineEngine({
      context,
      log,
      files: createRunFiles(context.place.stateDir, context.settings.runFilesMax),
      prepare: (run) => makeWorktree(context, run),
    }).run(stopping.signal),
  ]);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Of a run that has one of its own; one that is taken over from another run is there already. */
async function makeWorktree(context: Context, { kind, worktree, directory }: ByKind<'run'>): Promise<void> {
  if (worktree === null || (kind === 'restart' && existsSync(directory))) return;
  await (await context.launcher()).createWorktree(worktree.beside, worktree.name);
}

interface HttpParts {
  readonly options: DaemonOptions;
  readonly shoal: Shoal;
  readonly context: Context;
  readonly log: ServeLog;
  readonly supervisor: Supervisor;
  readonly host: () => string;
}

function httpApp({ options, shoal, context, log, supervisor, host }: HttpParts): HttpApp {
  let isReady = false;
  void supervisor.ready.then(() => {
    isReady = true;
  });
  return createHttpApp({
    shoal,
    version: options.version,
    settings: context.settings,
    humanToken: humanTokenOf(options.place.stateDir),
    root: options.place.root,
    assets: createAssets(webPack),
    hosts: () => (isLoopback(host()) ? [] : [host()]),
    notReady: () => (isReady ? null : 'its agents are being looked after'),
    log,
  });
}

/** Embedded in the executable; beside the modules of the npm package; where a build put it, from source. */
async function webPack(): Promise<PackSource | null> {
  const name = 'web.pack';
  const embedded = Bun.embeddedFiles.find((file) => 'name' in file && file.name === name);
  if (embedded !== undefined) return { bytes: embedded, made: 0 };
  const file = Bun.file(join(import.meta.dir, import.meta.path.endsWith('.ts') ? '../dist' : '', name));
  return (await file.exists()) ? { bytes: file, made: file.lastModified } : null;
}

const requestWithinSeconds = 60;

const listen: Listen = (at, answer) => {
  // Until a request has come; then it may wait as long as it was told to.
  const server = Bun.serve({
    ...('unix' in at ? at : { ...at, idleTimeout: requestWithinSeconds }),
    fetch: (request: Request, serving: Bun.Server<undefined>) => {
      serving.timeout(request, 0);
      return answer(request, () => serving.requestIP(request)?.address ?? null);
    },
  });
  return { port: server.port ?? null, stop: (isNow) => server.stop(isNow) };
};

function socketDirectory({ place, environment }: DaemonOptions): string {
  const directory = runtimeDirOf(place.stateDir, environment);
  makeRuntimeDir(directory, process.getuid?.() ?? 0);
  return directory;
}
