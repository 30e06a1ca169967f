import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import type { Place } from '../operations/ports.ts';
import { lstatIfThere, statIfThere } from './stat.ts';

export const stateDirName = '.shoal';

export interface Standing {
  /** Where the caller stands, absolute. */
  readonly cwd: string;
  /** Where to look for the workspace from, if not from there: SHOAL_DIR. */
  readonly from?: string | undefined;
}

/** `-C` moves the caller, as git's does; SHOAL_DIR only says where the workspace is. */
export function standingOf(cwd: string, dir: string | undefined, shoalDir: string | undefined): Standing {
  const here = realDirectory(
    dir === undefined ? cwd : resolve(cwd, dir),
    dir === undefined ? 'the current directory' : `-C ${dir}`,
  );
  if (dir !== undefined || shoalDir === undefined || shoalDir === '') return { cwd: here };
  const from = realDirectory(resolve(cwd, shoalDir), `SHOAL_DIR=${shoalDir}`);
  return { cwd: here, from: basename(from) === stateDirName ? dirname(from) : from };
}

/** The workspace that holds the caller: above it, or above the same place in the main checkout of a linked worktree. */
export function findPlace({ cwd, from }: Standing): Place | null {
  const root = findRoot(from ?? cwd);
  return root === undefined ? null : placeAt(root, cwd);
}

export function placeAt(root: string, cwd: string): Place {
  let repo: string | undefined;
  let tree: string | undefined;
  return {
    root,
    stateDir: join(root, stateDirName),
    cwd,
    // Only locks ask for these: most commands are spared the search.
    get repo() {
      return (repo ??= repositoryOf(root));
    },
    get tree() {
      return (tree ??= treeOf(cwd, root, this.repo) ?? treeOf(root, root, this.repo) ?? root);
    },
  };
}

export function noWorkspace({ cwd, from }: Standing): ShoalError {
  return new ShoalError('NO_WORKSPACE', `There is no workspace in ${from ?? cwd} or above it.`, {
    hint: 'Run `shoal init` in the project directory, or give it: `shoal -C DIR …`.',
  });
}

/** Where `init` makes a workspace: here, or in the main checkout when here is a linked worktree of it. */
export function rootForInit({ cwd, from }: Standing): string {
  const start = from ?? cwd;
  for (const directory of upwards(start)) {
    const main = mainCheckoutOf(directory);
    if (main !== undefined && isDirectory(main)) return main;
  }
  return start;
}

/** The top of the checkout that `path` lies in, if it is a checkout of `repo` or below the workspace; a nested foreign repository is just a directory. */
export function treeOf(path: string, root: string, repo: string): string | undefined {
  for (const directory of upwards(path)) {
    if (gitDirectoryOf(directory) === repo) return directory;
    if (directory === root && repo === root) return root;
  }
  return undefined;
}

function findRoot(start: string): string | undefined {
  for (const directory of upwards(start)) {
    if (isDirectory(join(directory, stateDirName))) return directory;
    const main = mainCheckoutOf(directory);
    const twin = main === undefined ? undefined : firstWorkspace(join(main, relative(directory, start)));
    if (twin !== undefined) return twin;
  }
  return undefined;
}

function firstWorkspace(start: string): string | undefined {
  return upwards(start).find((directory) => isDirectory(join(directory, stateDirName)));
}

/** The common git directory of the checkout that holds `root`; `root` itself when there is none. */
function repositoryOf(root: string): string {
  for (const directory of upwards(root)) {
    const git = gitDirectoryOf(directory);
    if (git !== undefined) return git;
  }
  return root;
}

/** The common git directory, real path, of a checkout's top directory; undefined for any other directory. */
function gitDirectoryOf(directory: string): string | undefined {
  const git = join(directory, '.git');
  const kind = statIfThere(git);
  if (kind === undefined) return undefined;
  // Sandboxes put an empty directory of this name where a repository might be.
  if (kind.isDirectory())
    return lstatIfThere(join(git, 'HEAD')) === undefined ? undefined : realpathSync(git);
  return commonDirectoryOf(git) ?? realpathSync(git);
}

/** A linked worktree has a `.git` file that names its own git directory, and there a file that names the common one. Source: gitrepository-layout(5). */
function commonDirectoryOf(gitFile: string): string | undefined {
  const named = /^gitdir: (.+)$/m.exec(readText(gitFile) ?? '')?.[1];
  if (named === undefined) return undefined;
  const own = resolve(dirname(gitFile), named.trim());
  const common = readText(join(own, 'commondir'));
  return common === undefined ? undefined : realOrUndefined(resolve(own, common.trim()));
}

function mainCheckoutOf(directory: string): string | undefined {
  const git = join(directory, '.git');
  if (statIfThere(git)?.isFile() !== true) return undefined;
  const common = commonDirectoryOf(git);
  return common === undefined || basename(common) !== '.git' ? undefined : dirname(common);
}

function upwards(start: string): readonly string[] {
  const line = [start];
  for (let current = start; dirname(current) !== current;) {
    current = dirname(current);
    line.push(current);
  }
  return line;
}

function realDirectory(path: string, what: string): string {
  const real = realOrUndefined(path);
  if (real !== undefined && isDirectory(real)) return real;
  throw new ShoalError('NOT_FOUND', `${what}: there is no directory ${path}.`, {
    hint: 'Give a directory that exists.',
  });
}

function isDirectory(path: string): boolean {
  return statIfThere(path)?.isDirectory() === true;
}

function realOrUndefined(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
