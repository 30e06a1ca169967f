import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from './domain/errors.ts';
import type { Context, WorkspaceFiles } from './operations/context.ts';
import type { CallerFacts, Harnesses, Place, Processes } from './operations/ports.ts';
import { defaultSettings, type Settings } from './operations/settings.ts';
import type { PortableStore } from './store/port.ts';
import { machineClock, openSqliteStore } from './store/sqlite.ts';
import { harnessesOnPath, hasProgram } from './surfaces/harnesses-on-path.ts';
import { collectFacts } from './surfaces/identity/facts.ts';
import type { Environment, Session } from './surfaces/identity/harness.ts';
import { userName } from './surfaces/identity/user-name.ts';
import { createMachine, createProcessTable, nodeSha256 } from './surfaces/machine.ts';
import { createProcesses, realSignals } from './surfaces/machine/kill-tree.ts';
import { type ProcessTable, toRef } from './surfaces/machine/process-table.ts';
import { createPathResolver } from './surfaces/paths.ts';
import { findPlace, noWorkspace, placeAt, rootForInit, type Standing, standingOf } from './surfaces/place.ts';
import { readSettings } from './surfaces/settings.ts';
import { placeStore, refuseOtherStore, storeAskedFor, storeFile } from './surfaces/store-place.ts';
import {
  inspectFiles,
  makeStateDir,
  readLines,
  repairFiles,
  writeLines,
} from './surfaces/workspace-files.ts';

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

/** What may differ from one call of a long-lived process to the next. */
interface Call {
  /** `nothing`: the context is made outside a workspace too. Default: store. */
  readonly needs?: 'nothing' | 'store' | 'daemon' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The session that a hook's payload names. */
  readonly session?: Session | undefined;
  /** Where this call is made, when that is not where the process stands. */
  readonly cwd?: string | undefined;
  /** Instead of what this process can prove: for callers on the other side of a connection. */
  readonly facts?: CallerFacts | undefined;
  /** Takes work that is done once the answer is out. */
  readonly afterAnswer?: Context['afterAnswer'];
  readonly tell?: Context['tell'];
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

/** How long a process that serves many calls takes a directory and its settings for unchanged. */
const surroundingsMs = 1_000;
const surroundingsMax = 100;

/** Contexts that share what does not depend on the caller: where they are, its settings, the process table. */
function createSurroundings(contextOf: (call: Call) => Promise<Context>): (call: Call) => Promise<Context> {
  type Shared = Omit<Context, 'afterAnswer' | 'tell'>;
  const kept = new Map<string, { readonly shared: Promise<Shared>; readonly until: number }>();
  const sharedOf = async (call: Call): Promise<Shared> => {
    const { afterAnswer: _another, tell: _watcher, ...shared } = await contextOf(call);
    return shared;
  };
  return async (call) => {
    const cwd = call.cwd ?? '';
    const now = performance.now();
    let known = kept.get(cwd);
    if (known === undefined || known.until <= now) {
      if (kept.size >= surroundingsMax) kept.clear();
      known = { shared: sharedOf(call), until: now + surroundingsMs };
      kept.set(cwd, known);
      known.shared.catch(() => kept.delete(cwd));
    }
    const shared = await known.shared;
    return {
      ...shared,
      facts: call.facts ?? shared.facts,
      signal: call.signal ?? new AbortController().signal,
      files: { ...shared.files, enter: () => contextOf(call) },
      ...(call.afterAnswer === undefined ? {} : { afterAnswer: call.afterAnswer }),
      ...(call.tell === undefined ? {} : { tell: call.tell }),
    };
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
      ...servedAt(() => place, env, common.processes),
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
    ...servedAt(() => findPlace(standing) ?? refuse(), env, common.processes),
  };
}

/** What only some commands need is loaded by them. */
function servedAt(
  place: () => Place,
  environment: Environment,
  processes: Processes,
): Pick<Context, 'daemon' | 'config' | 'agentTokens' | 'transcripts' | 'workTrees' | 'harnessProbe'> {
  return {
    daemon: async () =>
      (await import('./surfaces/serve/control.ts')).createDaemonControl({
        place: place(),
        environment,
        executable: process.execPath,
      }),
    config: async () => (await import('./surfaces/config/file.ts')).openConfigFile(place().root, environment),
    agentTokens: async () =>
      (await import('./surfaces/identity/agent-token.ts')).agentTokensOf(place().stateDir, sha256),
    transcripts: async () =>
      (await import('./surfaces/transcripts/reader.ts')).openTranscripts(place().stateDir),
    workTrees: async () =>
      (await import('./surfaces/work-tree/changes.ts')).openWorkTrees(place().root, environment),
    harnessProbe: async () =>
      (await import('./engines/probe/probe.ts')).createHarnessProbe({
        stateDir: place().stateDir,
        environment,
        processes,
        now: Date.now,
      }),
  };
}

/** The spawner is loaded by the command that needs it: every other one starts faster without. */
function starting(
  table: ProcessTable,
  environment: Environment,
  directory: string,
): Pick<Context, 'launcher' | 'person'> {
  const processOf = (pid: number) => {
    const entry = table.read(pid);
    return entry === undefined || /^[ZX]/.test(entry.state) ? null : toRef(table, entry);
  };
  return {
    launcher: async () =>
      (await import('./engines/spawner/launcher.ts')).createLauncher({
        environment,
        executable: process.execPath,
        directory,
        processOf,
      }),
    person: {
      confirm: async (text, question) => (await import('./surfaces/person.ts')).confirm(text, question),
      ask: async (text, question) => (await import('./surfaces/person.ts')).ask(text, question),
      edit: async (path) => (await import('./surfaces/person.ts')).edit(path, environment),
    },
  };
}

/** What setup and doctor need is loaded by them alone. */
function harnessesIn(standing: Standing, env: Environment): Harnesses {
  const load = async () =>
    (await import('./surfaces/setup/harnesses.ts')).createHarnesses(
      env,
      findPlace(standing) ?? placeAt(standing.cwd, standing.cwd),
    );
  return {
    found: () => harnessesOnPath(env),
    has: (program, directory) => hasProgram(program, env, directory),
    report: async () => (await load()).report(),
    setUp: async () => (await load()).setUp(),
    plan: async (names, removes) => (await load()).plan(names, removes),
    apply: async (files) => (await load()).apply(files),
    ask: async (prompt, signal) => (await load()).ask(prompt, signal),
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
      if (!existsSync(storeFile(place))) throw storeMissing(place);
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
