import { claudeDriver } from '../../../src/harness/claude/driver.ts';
import type { SessionSpec } from '../../../src/harness/driver.ts';
import { drive, specOf, type Drive } from '../../support/drive.ts';
import { claude } from './harnesses/claude.ts';
import { ensureInstalled } from './install.ts';
import { startModelServer, type ModelServer, type Step } from './model-server.ts';
import { anthropicMessage, type MessageBlock } from './protocols/anthropic-message.ts';
import type { Turn } from './protocols/protocol.ts';
import { createWorld, type World } from './world.ts';

/** The real Claude Code in a world of its own, on a scripted model. */
export interface ClaudeLab extends AsyncDisposable {
  readonly world: World;
  readonly server: ModelServer;
  /** Of each start, in order. */
  readonly specs: readonly SessionSpec[];
  drive(
    over?: Partial<Omit<SessionSpec, 'profile'>>,
    profile?: Partial<SessionSpec['profile']>,
    env?: Record<string, string>,
  ): Drive;
  /** A pipe named `fifo` in the repository, on which a shell call can wait. */
  fifo(): Promise<void>;
  /** Lets one line through it. */
  release(): Promise<void>;
}

export async function startClaudeLab(
  script: readonly Step[],
  files: Record<string, string> = {},
): Promise<ClaudeLab> {
  const command = await ensureInstalled(claude);
  const world = await createWorld({ files: { 'seed.txt': 'one\n', '.gitignore': 'fifo\n', ...files } });
  const server = startModelServer(script);
  const { IS_SANDBOX: _, ...env } = claude.env(server);
  const specs: SessionSpec[] = [];
  const drives: Drive[] = [];
  return {
    world,
    server,
    specs,
    drive(over = {}, profile = {}, more = {}) {
      const base = { harness: 'claude', command, env: ['IS_SANDBOX'] } as const;
      const spec = specOf({ directory: world.repo, ...over, profile: { ...base, ...profile } });
      specs.push(spec);
      const agent = drive(claudeDriver, spec, { env: { ...world.env, ...env, ...more } });
      drives.push(agent);
      return agent;
    },
    fifo: () => run(world, ['mkfifo', 'fifo']),
    release: () => run(world, ['sh', '-c', 'echo go > fifo']),
    async [Symbol.asyncDispose]() {
      for (const agent of drives) await agent[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function run(world: World, argv: string[]): Promise<void> {
  const code = await Bun.spawn(argv, { cwd: world.repo, env: world.env }).exited;
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
}

/** A message of several blocks as the model's next step. */
export function say(
  id: string,
  blocks: readonly MessageBlock[],
  afterWord?: (word: string) => Promise<void> | void,
): Step {
  return () => anthropicMessage(blocks, { id, ...(afterWord === undefined ? {} : { afterWord }) });
}

export function block(turn: Turn): MessageBlock {
  if (!('tool' in turn) || typeof turn.input === 'string') throw new Error('not a tool call');
  return { tool: turn.tool, input: turn.input };
}
