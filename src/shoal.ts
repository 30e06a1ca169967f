import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from './domain/errors.ts';
import { harnessesIn, servedAt, starting } from './loaded-late.ts';
import type { Context, WorkspaceFiles } from './operations/context.ts';
import type { CallerFacts, Place } from './operations/ports.ts';
import { defaultSettings, type Settings } from './operations/settings.ts';
import type { PortableStore } from './store/port.ts';
import { machineClock, openSqliteStore } from './store/sqlite.ts';
import { collectFacts } from './surfaces/identity/facts.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { userName } from './surfaces/identity/user-name.ts';
import { createMachine, createProcessTable, nodeSha256 } from './surfaces/machine.ts';
import { createProcesses, realSignals } from './surfaces/machine/kill-tree.ts';
import type { ProcessTable } from './surfaces/machine/process-table.ts';
import { createPathResolver } from './surfaces/paths.ts';
import { findPlace, noWorkspace, placeAt, rootForInit, type Standing, standingOf } from './surfaces/place.ts';
import { readSettings } from './surfaces/settings.ts';
import { placeStore, refuseOtherStore, storeAskedFor, storeFile } from './surfaces/store-place.ts';
import {
  inspectFiles,
  makeStateDir,
  readLines,
  repairFiles,
  requireEntry,
  writeLines,
} from './surfaces/workspace-files.ts';
import { type Call, createSurroundings } from './surroundings.ts';

export interface ShoalOptions {
  /** Moves the caller, as `-C` does. */
  readonly dir?: string | undefined;
  /** Default: the process's own. */
  readonly cwd?: string | undefined;
  readonly env: Environment;
  /** The caller is this process, not whoever started it; a program is never a person. Default: false. */
  readonly inProcess?: boolean | undefined;
  /** How long to wait for another writer, if less than the workspace's setting. */
  readonly busyTimeoutMs?: number | undefined;
  /** Many callers, one commit: for a process that serves them all. Default: false. */
  readonly groupsCommits?: boolean | undefined;
  /** Instead of the workspace's own store: for tests, and for stores on other machines. */
  readonly store?: PortableStore | undefined;
}

/** One workspace as seen by one process. Nothing is read before a context is asked for. */
export interface Shoal extends AsyncDisposable {
  readonly context: (call?: Call) => Promise<Context>;
  readonly close: () => Promise<void>;
}

/** The composition root: settings, store, machine and identity become contexts for the handlers of the operations. */
export function openShoal(options: ShoalOptions): Shoal {
  const stores = new Map<string, Promise<PortableStore>>();
  const close = async () => {
    const open = [...stores.values()];
    stores.clear();
    await Promise.all(open.map(async (store) => (await store).close()));
  };

  /** Opened once; a failure is not kept, so that the next call tries again. */
  function storeOf(place: Place, settings: Settings): Promise<PortableStore> {
    if (options.store !== undefined) return Promise.resolve(options.store);
    const known = stores.get(place.root);
    if (known !== undefined) return known;
    refuseOtherStore(place, options.env);
    const busyTimeoutMs = Math.min(options.busyTimeoutMs ?? Infinity, settings.busyTimeoutMs);
    const opened = openStore(place, { ...settings, busyTimeoutMs }, options.groupsCommits ?? false);
    stores.set(place.root, opened);
    opened.catch(() => stores.delete(place.root));
    return opened;
  }

  const contextOf = async (call: Call): Promise<Context> => {
    const cwd = call.cwd ?? options.cwd ?? process.cwd();
    const outer = outside(standingOf(cwd, options.dir, options.env['SHOAL_DIR']), options, call, storeOf);
    return call.needs === 'nothing' ? outer : outer.files.enter();
  };
  const around = createSurroundings(contextOf);
  return {
    context: (call = {}) =>
      options.groupsCommits === true && call.facts !== undefined && call.needs !== 'nothing'
        ? around(call)
        : contextOf(call),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Never made again in silence: what was in it would be gone unseen. */
function storeMissing(place: Place): ShoalError {
  return new ShoalError('NO_WORKSPACE', `${place.stateDir} holds no store.`, {
    hint: 'Put shoal.db back, or run `shoal init` to begin with an empty one.',
  });
}

type StoreOf = (place: Place, settings: Settings) => Promise<PortableStore>;

/** A context that touches no store: what needs one is refused until `files.enter()`. */
function outside(standing: Standing, options: ShoalOptions, call: Call, storeOf: StoreOf): Context {
  const { env } = options;
  const table = createProcessTable();
  const common = {
    facts: call.facts ?? ownFacts(table, options, call),
    machine: createMachine(table, sha256),
    processes: createProcesses(table, realSignals),
    harnesses: harnessesIn(standing, env),
    // A file may be checked where no workspace is.
    pipelines: async () =>
      (await import('./surfaces/pipelines/folder.ts')).openPipelines(
        findPlace(standing)?.root ?? standing.cwd,
        standing.cwd,
        env,
      ),
    signal: call.signal ?? new AbortController().signal,
    ...(call.afterAnswer === undefined ? {} : { afterAnswer: call.afterAnswer }),
    ...(call.tell === undefined ? {} : { tell: call.tell }),
  };
  const refuse = (): never => {
    throw noWorkspace(standing);
  };
  const files = workspaceFiles(standing, env, async (place) => {
    const settings = readSettings(join(place.stateDir, 'config.json'));
    return {
      ...common,
      ...starting(table, env, standing.cwd),
      files,
      settings,
      place,
      paths: createPathResolver(place),
      store: await storeOf(place, settings),
      ...servedAt(() => place, env, common.processes, sha256),
    };
  });
  return {
    ...common,
    ...starting(table, env, standing.cwd),
    files,
    settings: defaultSettings,
    get store() {
      return refuse();
    },
    get place() {
      return findPlace(standing) ?? refuse();
    },
    get paths() {
      return createPathResolver(findPlace(standing) ?? refuse());
    },
    ...servedAt(() => findPlace(standing) ?? refuse(), env, common.processes, sha256),
  };
}

function workspaceFiles(
  standing: Standing,
  env: Environment,
  contextIn: (place: Place) => Promise<Context>,
): WorkspaceFiles {
  const find = () => findPlace(standing);
  return {
    find,
    async create() {
      const root = rootForInit(standing);
      storeAskedFor({ root }, env);
      makeStateDir(root);
      const place = placeAt(root, standing.cwd);
      placeStore(place, env);
      await contextIn(place);
      return place;
    },
    async enter() {
      const place = find();
      if (place === null) throw noWorkspace(standing);
      if (!existsSync(storeFile(place))) {
        requireEntry(place.stateDir);
        throw storeMissing(place);
      }
      return contextIn(place);
    },
    inspect: inspectFiles,
    repair: repairFiles,
    readLines,
    writeLines,
  };
}

function ownFacts(
  table: ProcessTable,
  { env: environment, inProcess = false }: ShoalOptions,
  { session }: Call,
): CallerFacts {
  const { pid, ppid } = process;
  return collectFacts({
    table,
    environment,
    pid,
    nearest: inProcess ? pid : ppid,
    isProgram: inProcess,
    user: userName,
    session,
  });
}

function openStore(place: Place, settings: Settings, groupsCommits: boolean): Promise<PortableStore> {
  const { allowNetworkFs } = settings;
  return openSqliteStore({
    file: storeFile(place),
    settings,
    clock: machineClock(),
    allowNetworkFs,
    groupsCommits,
  });
}

const sha256 =
  typeof Bun === 'undefined'
    ? nodeSha256
    : (text: string) => new Bun.CryptoHasher('sha256').update(text).digest('hex');
