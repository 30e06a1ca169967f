import { existsSync, realpathSync } from 'node:fs';
import { git } from './git.ts';
import { tried } from './half-made.ts';
import { inTurn, parseWorktrees, worktreeBranch, worktreeDirectory } from './worktree.ts';

/**
 * Removes one that holds nothing of its own: all in it is committed, and its commits are in another branch too. Its branch goes
 * when git says that nothing is lost with it. Gives why it stays; null: it is gone.
 */
export function removeWorktree(root: string, name: string): Promise<string | null> {
  return inTurn(root, name, () => remove(root, name));
}

async function remove(root: string, name: string): Promise<string | null> {
  const directory = worktreeDirectory(root, name);
  const branch = worktreeBranch(name);
  if (existsSync(directory)) {
    const why = await whyItStays(root, directory, branch);
    if (why !== null) return why;
    await git(root, 'worktree', 'remove', directory);
  } else await git(root, 'worktree', 'prune');
  const isThere = (await git(root, 'branch', '--list', branch)) !== '';
  if (isThere && (await unmerged(root, branch)) === 0) await tried(git(root, 'branch', '-d', branch));
  return null;
}

async function whyItStays(root: string, directory: string, branch: string): Promise<string | null> {
  const all = parseWorktrees(await git(root, 'worktree', 'list', '--porcelain'));
  const known = all.find((tree) => tree.directory === realpathSync(directory));
  if (known === undefined) return 'it is no worktree of this repository any more';
  if (known.branch !== branch) return `it is on ${known.branch ?? 'no branch'}, not on ${branch}`;
  const status = await git(directory, 'status', '--porcelain', '--untracked-files=all');
  const changes = status.split('\n').filter(Boolean);
  if (changes.length > 0)
    return changes.length === 1 ? 'a file is not committed' : `${changes.length} files are not committed`;
  const commits = await unmerged(root, branch);
  if (commits === 0) return null;
  return commits === 1 ? 'a commit is in no other branch' : `${commits} commits are in no other branch`;
}

/** Commits that no other branch has, here or at a remote. */
async function unmerged(root: string, branch: string): Promise<number> {
  const others = ['--not', `--exclude=${branch}`, '--branches', '--remotes', 'HEAD'];
  return Number(await git(root, 'rev-list', '--count', branch, ...others));
}
