import { dirname } from 'node:path';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** The program under test; `npm test` builds it and says where it is. */
function shoalBin(): string {
  const path = process.env['SHOAL_BIN'];
  if (path === undefined)
    throw new Error('SHOAL_BIN names no program: run `npm test`, or set it to dist/shoal');
  return path;
}

/** An agent that is no harness: it is known by its token. */
export interface Other {
  readonly id: string;
  readonly token: string;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ShoalWorld extends World {
  /** Runs `shoal …` to its end, however it ends. */
  run(args: readonly string[], by?: Other): Promise<Ran>;
  /** Runs `shoal …`, throws when it fails, gives what it printed. */
  shoal(args: readonly string[], by?: Other): Promise<string>;
  /** The same with --json, parsed. */
  json<T = Record<string, unknown>>(args: readonly string[], by?: Other): Promise<T>;
  join(name: string): Promise<Other>;
}

/** A world whose repository is a workspace, with `shoal` on PATH. */
export async function createShoalWorld(options: WorldOptions = {}): Promise<ShoalWorld> {
  const world = await createWorld({ ...options, path: [dirname(shoalBin()), ...(options.path ?? [])] });
  const shoal = async (args: readonly string[], by?: Other): Promise<string> => {
    const { code, stdout, stderr } = await run(world, args, by);
    if (code !== 0) throw new Error(`shoal ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout;
  };
  const json = async <T>(args: readonly string[], by?: Other): Promise<T> =>
    JSON.parse(await shoal([...args, '--json'], by)) as T; // the caller says what the operation answers
  await shoal(['init']);
  return {
    ...world,
    run: (args, by) => run(world, args, by),
    shoal,
    json,
    join: (name) => json<Other>(['join', '-n', name]),
  };
}

async function run(world: World, args: readonly string[], by?: Other): Promise<Ran> {
  const identity = by === undefined ? {} : { SHOAL_AGENT_TOKEN: by.token };
  const child = Bun.spawn([shoalBin(), ...args], {
    cwd: world.repo,
    env: { ...world.env, ...identity },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, stdout, stderr };
}
