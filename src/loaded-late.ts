import type { Context } from './operations/context.ts';
import type { Harnesses, Place, Processes } from './operations/ports.ts';
import { harnessesOnPath, hasProgram } from './surfaces/harnesses-on-path.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { type ProcessTable, toRef } from './surfaces/machine/process-table.ts';
import { findPlace, placeAt, type Standing } from './surfaces/place.ts';

/** What only some commands need is loaded by them. */
export function servedAt(
  place: () => Place,
  environment: Environment,
  processes: Processes,
  sha256: (text: string) => string,
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
export function starting(
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
export function harnessesIn(standing: Standing, env: Environment): Harnesses {
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
