import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFailure } from '../failure.ts';
import { fatalNeeds, fatalTag, taskNamed } from '../project.ts';
import { authorVariables, demoVariables } from '../self.ts';
import { hookedPlane } from './hooked.ts';
import type { AgentWorld, Plane } from './plane.ts';
import { shellPlane } from './shell.ts';
import { toolPlane } from './tools.ts';
import { work, type WorkOptions } from './worker.ts';

interface Role {
  /** What its process calls itself, where that is looked at. */
  readonly processName?: string;
  readonly capabilities: readonly string[];
  readonly plane: (world: AgentWorld) => Plane;
  readonly live: (world: AgentWorld, plane: Plane, stop: AbortSignal, options: WorkOptions) => Promise<void>;
}

/** Each reaches Shoal in another way, as the agents of different vendors do. */
export const roles: Readonly<Record<string, Role>> = {
  ada: { capabilities: fatalNeeds, plane: (world) => shellPlane(world), live: workUntilStopped },
  bell: { capabilities: [], plane: toolPlane, live: workUntilStopped },
  curie: { processName: 'claude', capabilities: [], plane: hookedPlane, live: workUntilStopped },
  dirac: { capabilities: fatalNeeds, plane: (world) => shellPlane(world, [fatalTag]), live: fallSilent },
};

/** One scripted agent, in a process of its own, until its standard input closes. */
export async function runDemoAgent(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const role = roles[name];
  if (role === undefined) throw demoFailure(`the demo has no agent "${name}"`);
  const directory = process.cwd();
  const world: AgentWorld = {
    name,
    directory,
    capabilities: role.capabilities,
    env: { ...demoVariables(env), ...authorVariables(name) },
  };
  const plane = role.plane(world);
  await plane.join();
  await role.live(world, plane, stopSignal(), {
    isBroken: env['SHOAL_DEMO_BREAK'] === '1',
    pause: pacedBy(Number(env['SHOAL_DEMO_PACE'] ?? 0)),
  });
  await plane.readMail();
  await plane.leave();
  return 0;
}

async function workUntilStopped(
  world: AgentWorld,
  plane: Plane,
  stop: AbortSignal,
  options: WorkOptions,
): Promise<void> {
  for (;;) {
    const task = await plane.claim(stop);
    if (task !== null) await work(world, plane, task, options);
    else if (stop.aborted) return;
  }
}

/** Claims, locks, writes half a file, says so, and is heard of no more. */
async function fallSilent(
  world: AgentWorld,
  plane: Plane,
  stop: AbortSignal,
  { pause }: WorkOptions,
): Promise<void> {
  const task = await plane.claim(stop);
  if (task === null) return;
  const [path = ''] = Object.keys(taskNamed(task.title).files);
  await plane.open(path, task);
  mkdirSync(join(world.directory, 'lib'), { recursive: true });
  writeFileSync(join(world.directory, path), 'water() { echo "~~~');
  await pause();
  await plane.progress(`${path} half written`);
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.stdin.once('end', () => stop.abort());
  process.stdin.once('error', () => stop.abort());
  process.stdin.resume();
  return stop.signal;
}

/** With `--watch` there is time to look; without, nobody waits for anything but events. */
function pacedBy(ms: number): () => Promise<void> {
  return () => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve());
}
