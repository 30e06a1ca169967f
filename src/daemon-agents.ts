import { existsSync } from 'node:fs';
import { createDispatcher } from './engines/dispatcher/dispatcher.ts';
import { createPipelineEngine } from './engines/pipeline/engine.ts';
import { createObeyed } from './engines/probe/obeyed.ts';
import type { KeeperConnection } from './engines/supervisor/keeper-connection.ts';
import { createLaunch } from './engines/supervisor/launch.ts';
import { createStoreParts } from './engines/supervisor/store-parts.ts';
import { startSupervisor, type Supervisor } from './engines/supervisor/supervisor.ts';
import { driverFor } from './harness/drivers.ts';
import type { Context } from './operations/context.ts';
import type { Place } from './operations/ports.ts';
import type { ByKind } from './store/port.ts';
import type { Environment } from './surfaces/identity/harness.ts';
import { createRunFiles } from './surfaces/runs/files.ts';
import type { ServeLog } from './surfaces/serve/log.ts';

interface SupervisedParts {
  readonly place: Place;
  readonly environment: Environment;
  readonly self: readonly string[];
}

/** What looks after the agents that run. */
export async function supervise(
  { place, environment, self }: SupervisedParts,
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

/** What gives them work: queues and runs of pipelines. */
export function dispatch(
  context: Context,
  contextAs: (token: string) => Promise<Context>,
  log: ServeLog,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
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
