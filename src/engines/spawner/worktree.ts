import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';

export interface Worktree {
  readonly directory: string;
  readonly branch: string;
  /** It is there already, clean and ours. */
  readonly exists: boolean;
}

/** Where an agent's own worktree is or will be. Throws CONFLICT for a directory that is not ours to use. Writes nothing. */
export function planWorktree(root: string, name: string): Worktree {
  requireCommit(root);
  const directory = worktreeDirectory(root, name);
  const branch = `shoal/${name}`;
  if (!existsSync(directory)) return { directory, branch, exists: false };
  const known = worktreesOf(root).find((tree) => tree.directory === realpathSync(directory));
  if (known === undefined) throw notOurs(directory, 'it is no worktree of this repository');
  if (known.branch !== branch)
    throw notOurs(directory, `it is on ${known.branch ?? 'no branch'}, not on ${branch}`);
  if (git(directory, 'status', '--porcelain') !== '')
    throw notOurs(directory, 'it holds changes that are not committed');
  return { directory, branch, exists: true };
}

export function worktreeDirectory(root: string, name: string): string {
  return join(dirname(root), `${basename(root)}-${name}`);
}

export function createWorktree(root: string, { directory, branch, exists }: Worktree): void {
  if (exists) return;
  const hasBranch = git(root, 'branch', '--list', branch) !== '';
  git(root, 'worktree', 'add', ...(hasBranch ? [directory, branch] : ['-b', branch, directory]));
}

/**
 * Removes one that holds nothing of its own: all in it is committed, and its commits are in another branch too. Its branch goes
 * when git says that nothing is lost with it. Gives why it stays; null: it is gone.
 */
export function removeWorktree(root: string, name: string): string | null {
  const directory = worktreeDirectory(root, name);
  const branch = `shoal/${name}`;
  if (existsSync(directory)) {
    const why = whyItStays(root, directory, branch);
    if (why !== null) return why;
    git(root, 'worktree', 'remove', directory);
  } else git(root, 'worktree', 'prune');
  const isThere = git(root, 'branch', '--list', branch) !== '';
  if (isThere && unmerged(root, branch) === 0) tried(() => git(root, 'branch', '-d', branch));
  return null;
}

function whyItStays(root: string, directory: string, branch: string): string | null {
  const known = worktreesOf(root).find((tree) => tree.directory === realpathSync(directory));
  if (known === undefined) return 'it is no worktree of this repository any more';
  if (known.branch !== branch) return `it is on ${known.branch ?? 'no branch'}, not on ${branch}`;
  const changes = git(directory, 'status', '--porcelain', '--untracked-files=all')
    .split('\n')
    .filter(Boolean);
  if (changes.length > 0)
    return changes.length === 1 ? 'a file is not committed' : `${changes.length} files are not committed`;
  const commits = unmerged(root, branch);
  if (commits === 0) return null;
  return commits === 1 ? 'a commit is in no other branch' : `${commits} commits are in no other branch`;
}

/** Commits that no other branch has, here or at a remote. */
function unmerged(root: string, branch: string): number {
  const others = ['--not', `--exclude=${branch}`, '--branches', '--remotes', 'HEAD'];
  return Number(git(root, 'rev-list', '--count', branch, ...others));
}

/** A branch that git would rather keep harms nobody. */
function tried(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
  }
}

/** Throws CONFLICT. */
export function requireCommit(root: string): void {
  try {
    git(root, 'rev-parse', '--verify', 'HEAD');
  } catch (cause) {
    throw new ShoalError(
      'CONFLICT',
      `${root} is no git repository with a commit: it can have no worktrees.`,
      {
        hint: 'Commit something first, or leave out --worktree or --parallel.',
        cause,
      },
    );
  }
}

function worktreesOf(root: string): readonly { directory: string; branch: string | undefined }[] {
  const blocks = git(root, 'worktree', 'list', '--porcelain').split('\n\n');
  return blocks.map((block) => ({
    directory: /^worktree (.*)$/m.exec(block)?.[1] ?? '',
    branch: /^branch refs\/heads\/(.*)$/m.exec(block)?.[1],
  }));
}

function notOurs(directory: string, why: string): ShoalError {
  return new ShoalError('CONFLICT', `${directory} is there already and cannot be used: ${why}.`, {
    hint: 'Move it away, commit what is in it, or choose another --name-prefix.',
    details: { directory },
  });
}

function git(directory: string, ...args: readonly string[]): string {
  try {
    return execFileSync('git', ['-C', directory, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new ShoalError('CONFLICT', `git ${args[0] ?? ''} failed: ${said.slice(0, 500)}`, { cause });
  }
}
