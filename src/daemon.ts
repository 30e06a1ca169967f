import { dispatch, supervise } from './daemon-agents.ts';
import { httpApp, listen } from './daemon-http.ts';
import { ShoalError } from './domain/errors.ts';
import { createKeeperConnection } from './engines/supervisor/keeper-connection.ts';
import { sweepStrays } from './engines/supervisor/strays.ts';
import { isKept } from './keeper/is-kept.ts';
import { type HeldLock, takeLock } from './keeper/lock.ts';
import { makeRuntimeDir } from './keeper/runtime-dir.ts';
import type { Context } from './operations/context.ts';
import { liveSessions } from './operations/handlers/session/read.ts';
import type { CallerFacts, DaemonStatus, Place } from './operations/ports.ts';
import { openShoal } from './shoal.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { createProcessTable } from './surfaces/machine.ts';
import { toRef } from './surfaces/machine/process-table.ts';
import { readServeInfo, serveFiles, writeServeInfo } from './surfaces/serve/files.ts';
import { openServeLog, type ServeLog } from './surfaces/serve/log.ts';
import { runtimeDirOf } from './surfaces/serve/runtime-dir.ts';
import { openServers, type Servers } from './surfaces/serve/servers.ts';
import { watchFile } from './keeper/still-there.ts';
import type { Wanted } from './surfaces/serve/tcp.ts';

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
  /** Asked for over the socket, or its workspace is gone; resolves with whether agents run on. */
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
 * before its agents are all looked after: what is wanted waits in the store. Only one that `dispatches` gives out work.
 */
export async function startDaemon(options: DaemonOptions, dispatches = true): Promise<RunningDaemon | null> {
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
    return await open(options, lock, log, dispatches);
  } catch (error) {
    log.error('could not start', { error: String(error) });
    lock.release();
    throw error;
  }
}

/**
 * Stops the agents of a daemon that is gone as it would have: with the last words of each, and how it ended. `taken`:
 * another daemon looks after them by now.
 */
export async function stopLeftAgents(
  context: Context,
  options: () => Promise<DaemonOptions>,
): Promise<'none' | 'stopped' | 'taken'> {
  if (!(await isKept(context.place.stateDir)) && !(await runsWithoutKeeper(context))) return 'none';
  const daemon = await startDaemon(await options(), false);
  await daemon?.stop(false);
  return daemon === null ? 'taken' : 'stopped';
}

/** The keeper may have been killed, too: an agent that does not mind its pipes runs on. */
function runsWithoutKeeper({ store, machine }: Context): Promise<boolean> {
  return store.read((view) =>
    liveSessions(view).some(({ process }) => process !== null && machine.evidence(process) !== 'dead'),
  );
}

async function open(
  options: DaemonOptions,
  lock: HeldLock,
  log: ServeLog,
  dispatches: boolean,
): Promise<RunningDaemon> {
  const { place, environment } = options;
  const startedAt = Date.now();
  const isOurs = watchFile(serveFiles(place.stateDir).lock);
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
  let ending: { readonly keepAgents: boolean; readonly over: Promise<void> } | null = null;
  const app = httpApp({ ...options, shoal, context, log, supervisor, host: () => servers.host() });
  const servers = openServers({
    directory: () => socketDirectory(options),
    app,
    listen,
    wanted: options.wanted,
    lastPort: readServeInfo(serveFiles(place.stateDir).info)?.port ?? null,
    onStopAsked: stopAsked.resolve,
    ending: () => ending,
    log,
  });
  const status = announce(options, servers, startedAt, log);
  const following = setInterval(() => {
    // No command finds this daemon any more, and another may have taken the workspace: neither it nor its agents may go on.
    if (!isOurs()) {
      log.error('the workspace is gone from where it was', { stateDir: place.stateDir });
      stopAsked.resolve({ keepAgents: false });
      return;
    }
    try {
      if (servers.follow() || !isAnnounced(options)) announce(options, servers, startedAt, log);
    } catch (error) {
      log.error('where it serves cannot be written', { error: String(error) });
    }
  }, followEveryMs);
  void sweepStrays({ supervisor, store: context.store, connection, log });
  const contextAs = (token: string) => shoal.context({ facts: { ...nobody, token } });
  const dispatcher = dispatches ? dispatch(context, contextAs, log) : null;
  return {
    status,
    stopAsked: stopAsked.promise,
    stop: (keepAgents) => (ending ??= { keepAgents, over: stop(keepAgents) }).over,
  };

  async function stop(keepAgents: boolean): Promise<void> {
    clearInterval(following);
    log.info('stopping', { keepAgents, sessions: supervisor.sessions() });
    await dispatcher?.stop();
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
  const [socket, url] = [servers.socket(), servers.url()];
  const status: DaemonStatus = { pid: process.pid, version, socket, url, startedAt };
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

function socketDirectory({ place, environment }: DaemonOptions): string {
  const directory = runtimeDirOf(place.stateDir, environment);
  makeRuntimeDir(directory, process.getuid?.() ?? 0);
  return directory;
}
