import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killMarked } from './survivors.ts';

/** A git repository with one commit and an empty HOME, in a temporary directory that goes with everything in it. */
export interface World extends AsyncDisposable {
  readonly root: string;
  readonly repo: string;
  readonly home: string;
  /** The whole environment of a child: nothing of the caller's but PATH, so no key of theirs is ever used. */
  readonly env: Readonly<Record<string, string>>;
  git(...args: readonly string[]): Promise<string>;
}

export interface WorldOptions {
  /** Directories put before the caller's PATH. */
  readonly path?: readonly string[];
  /** Files of the first commit, by path in the repository. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'shoal-real-')));
  const repo = join(root, 'repo');
  const home = join(root, 'home');
  await Promise.all([mkdir(repo), mkdir(home)]);
  const env = {
    PATH: [...(options.path ?? []), process.env['PATH'] ?? ''].join(':'),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    [marker]: root,
  };
  const world: World = {
    root,
    repo,
    home,
    env,
    git: (...args) => git(repo, env, args),
    [Symbol.asyncDispose]: async () => {
      await killMarked(`${marker}=${root}`);
      await rm(root, { recursive: true, force: true });
    },
  };
  await firstCommit(world, options.files ?? { 'README.md': '# lab\n' });
  return world;
}

/** Stamps every process that a world's environment reaches, so that none outlives it. */
const marker = 'SHOAL_REAL_WORLD';

async function firstCommit(world: World, files: Readonly<Record<string, string>>): Promise<void> {
  await world.git('init', '-q', '-b', 'main');
  // Kept in the repository itself: Gemini CLI hides the global git configuration from its shell.
  await world.git('config', 'user.name', 'Lab');
  await world.git('config', 'user.email', 'lab@example.invalid');
  await Promise.all(Object.entries(files).map(([path, text]) => Bun.write(join(world.repo, path), text)));
  await world.git('add', '-A');
  await world.git('commit', '-q', '-m', 'Start');
}

async function git(cwd: string, env: Record<string, string>, args: readonly string[]): Promise<string> {
  const child = Bun.spawn(['git', ...args], { cwd, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed with ${code}: ${stderr}`);
  return stdout;
}
