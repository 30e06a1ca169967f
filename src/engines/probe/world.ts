import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ShoalError } from '../../domain/errors.ts';
import type { Processes } from '../../operations/ports.ts';

/** A repository and an empty HOME in a temporary directory, which goes with everything that was started in it. */
export interface World extends AsyncDisposable {
  readonly repo: string;
  readonly home: string;
  /** The whole environment of what is started: nothing of the caller's but PATH, so no key of theirs is ever used. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends whatever still runs in it. */
  sweep(): Promise<void>;
}

const run = promisify(execFile);

export async function createWorld(path: string, processes: Processes): Promise<World> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'shoal-probe-')));
  const marker = `probe-${randomUUID()}`;
  const [repo, home, temporary] = ['repo', 'home', 'tmp'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]; // of three names, three
  const env = {
    PATH: path,
    HOME: home,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    // What the sweep knows them by.
    SHOAL_AGENT: marker,
  };
  const sweep = async (): Promise<void> => void (await processes.killTree(null, marker));
  const world: World = {
    repo,
    home,
    env,
    sweep,
    async [Symbol.asyncDispose]() {
      await sweep();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await Promise.all([repo, home, temporary].map((directory) => mkdir(directory)));
    await firstCommit(world);
    return world;
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** Contents by path below the directory. */
export async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function firstCommit({ repo, env }: World): Promise<void> {
  await writeFiles(repo, { 'README.md': '# A scratch repository\n' });
  const git = (...args: string[]) => run('git', args, { cwd: repo, env }).catch(failedGit);
  await git('init', '-q', '-b', 'main');
  await git('config', 'user.name', 'Probe');
  await git('config', 'user.email', 'probe@example.invalid');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Start');
}

function failedGit(cause: unknown): never {
  throw new ShoalError('NOT_FOUND', `git could not make a scratch repository: ${String(cause)}.`, {
    hint: 'Install git, and see that the temporary directory can be written to.',
    cause,
  });
}
