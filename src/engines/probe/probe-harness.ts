import { randomUUID } from 'node:crypto';
import { newProfile, type Profile } from '../../domain/profile.ts';
import type { HarnessDriver, SessionSpec } from '../../harness/driver.ts';
import type { ProbedHarness, ProbeFinding, Processes } from '../../operations/ports.ts';
import type { Lab } from './labs/lab.ts';
import type { Step } from './model/model.ts';
import { type ModelServer, serveModel } from './model/serve.ts';
import { versionOf } from './program.ts';
import type { Capability, Scenario, Stage, StartOptions } from './scenario.ts';
import { history } from './scenarios/history.ts';
import { interrupt } from './scenarios/interrupt.ts';
import { permission } from './scenarios/permission.ts';
import { steer } from './scenarios/steer.ts';
import { words } from './scenarios/words.ts';
import { type Session, startSession } from './session.ts';
import { createWorld, type World, writeFiles } from './world.ts';

export interface ProbeOptions {
  readonly lab: Lab;
  readonly driver: HarnessDriver;
  readonly program: string;
  /** The caller's: all of its environment that a program under test gets. */
  readonly path: string;
  readonly processes: Processes;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly tell: (finding: ProbeFinding) => void;
}

const scenarios: readonly Scenario[] = [words, permission, steer, interrupt, history];
/** One of them, whose program may start for the first time in its HOME. */
const scenarioTimeoutMs = 90_000;

/** Plays every scenario on the real program. What goes wrong is a finding; only the caller's abort is thrown. */
export async function probeHarness(options: ProbeOptions): Promise<ProbedHarness> {
  const { lab, program, path, processes, signal, now, tell } = options;
  const startedAt = now();
  await using world = await createWorld(path, processes);
  const version = await versionOf(program, world.env);
  const findings: ProbeFinding[] = [];
  for (const scenario of scenarios) {
    for (const finding of await play(scenario, world, options)) {
      findings.push(finding);
      tell(finding);
    }
    signal.throwIfAborted();
  }
  return { harness: lab.harness, program, version, probedAt: startedAt, tookMs: now() - startedAt, findings };
}

async function play(
  scenario: Scenario,
  world: World,
  options: ProbeOptions,
): Promise<readonly ProbeFinding[]> {
  const found = new Map<Capability, ProbeFinding>();
  const timeout = AbortSignal.timeout(scenarioTimeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  let failure: string | null = null;
  try {
    await using stage = await openStage(world, options, signal, found);
    await scenario.run(stage);
  } catch (error) {
    const isLate = timeout.aborted && !options.signal.aborted;
    failure = isLate ? `nothing came of it in ${scenarioTimeoutMs / 1_000} s` : messageOf(error);
  }
  await world.sweep();
  return scenario.about.map(
    (capability) => found.get(capability) ?? notFound(capability, options.driver, failure),
  );
}

function notFound(capability: Capability, driver: HarnessDriver, failure: string | null): ProbeFinding {
  if (!driver.capabilities[capability])
    return { capability, ok: null, why: 'its driver offers no way to it' };
  return { capability, ok: false, why: failure ?? 'the scenario ended without having tried it' };
}

async function openStage(
  world: World,
  { lab, driver, program }: ProbeOptions,
  signal: AbortSignal,
  findings: Map<Capability, ProbeFinding>,
): Promise<Stage & AsyncDisposable> {
  let steps: Step[] = [];
  const model = await serveModel((request) => {
    const step = steps.shift() ?? { text: 'done' };
    return typeof step === 'function' ? step(request) : step;
  });
  const sessions: Session[] = [];
  const dispose = async (): Promise<void> => {
    for (const session of sessions) await session[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  };
  try {
    await writeFiles(world.home, lab.files(model.url, world.repo));
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    lab,
    driver,
    world,
    model,
    signal,
    script: (...next) => {
      steps = [...next];
    },
    async start(options = {}) {
      const session = startSession({
        driver,
        spec: specOf(lab, program, world, options),
        env: environmentOf(lab, world, model),
        signal,
      });
      sessions.push(session);
      await session.nextOf('ready');
      return session;
    },
    found: (capability, ok, why = '') =>
      void findings.set(capability, { capability, ok, why: ok ? null : why }),
    [Symbol.asyncDispose]: dispose,
  };
}

function environmentOf(lab: Lab, world: World, model: ModelServer): Readonly<Record<string, string>> {
  return { ...world.env, ...lab.env(model.url) };
}

function specOf(lab: Lab, program: string, world: World, options: StartOptions): SessionSpec {
  const { permission: allowed = 'full', resume = null, fork = false } = options;
  return {
    profile: profileOf(lab, program, allowed),
    directory: world.repo,
    agentName: 'probe',
    briefing: '',
    resume,
    fork,
    sessionId: randomUUID(),
    mcpServers: [],
    capabilities: {},
  };
}

function profileOf({ harness, model }: Lab, program: string, allowed: Profile['permission']): Profile {
  return newProfile({
    name: 'probe',
    harness,
    command: [program],
    model,
    permission: allowed,
    toolset: 'default',
    // As root Claude Code bypasses permissions only where it is told that it is contained: here it is.
    env: ['IS_SANDBOX'],
    crashesMax: 1,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
