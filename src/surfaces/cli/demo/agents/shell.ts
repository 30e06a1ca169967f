import { demoFailure } from '../failure.ts';
import { run, selfCommand } from '../self.ts';
import type { AgentWorld, ClaimedTask, Plane } from './plane.ts';

const nothingToDo = 3;
const waitFor = '40s';

/** Runs `shoal … --json` as this agent. Throws what it says when it fails; null when there is nothing to do. */
export async function shoal(
  world: AgentWorld,
  args: readonly string[],
  options: { input?: string; signal?: AbortSignal } = {},
): Promise<unknown> {
  const { code, stdout, stderr } = await run([...selfCommand(), ...args, '--json'], {
    cwd: world.directory,
    env: world.env,
    ...options,
  });
  if (options.signal?.aborted === true || code === nothingToDo) return null;
  if (code !== 0)
    throw demoFailure(`${world.name}: shoal ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** An agent that runs commands in a shell. */
export function shellPlane(world: AgentWorld, tags: readonly string[] = []): Plane {
  const tagFlags = tags.flatMap((tag) => ['-t', tag]);
  const lock = async (path: string, { title }: ClaimedTask) => {
    await shoal(world, ['lock', path, '--wait', waitFor, '--intent', title]);
  };
  return {
    open: lock,
    lock,
    async join() {
      await shoal(world, ['join', '-n', world.name, ...world.capabilities.flatMap((one) => ['-c', one])]);
    },
    claim: async (signal) =>
      (await shoal(world, ['claim', '--wait', waitFor, ...tagFlags], { signal })) as ClaimedTask | null, // its contract
    async unlock(path) {
      await shoal(world, ['unlock', path]);
    },
    wrote: async () => undefined,
    async progress(text) {
      await shoal(world, ['progress', text]);
    },
    async done(summary) {
      await shoal(world, ['done', '--summary', summary]);
    },
    async send(text, to) {
      await shoal(world, ['msg', text, ...to.flatMap((name) => ['--to', name])]);
    },
    async readMail() {
      await shoal(world, ['inbox', '--unread']);
    },
    async leave() {
      await shoal(world, ['leave']);
    },
  };
}
