import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { git } from './git.ts';

export interface Worktree {
  readonly directory: string;
  readonly branch: string;
  /** It is there already, clean and ours. */
  readonly exists: boolean;
}

/** Where an agent's own worktree is or will be. Throws CONFLICT for a directory that is not ours to use. Writes nothing. */
export async function planWorktree(root: string, name: string): Promise<Worktree> {
  await requireCommit(root);
  const directory = worktreeDirectory(root, name);
  const branch = worktreeBranch(name);
  if (!existsSync(directory)) return { directory, branch, exists: false };
  const known = (await worktreesOf(root)).find((tree) => tree.directory === realpathSync(directory));
  if (known === undefined) throw notOurs(directory, 'it is no worktree of this repository');
  if (known.branch !== branch)
    throw notOurs(directory, `it is on ${known.branch ?? 'no branch'}, not on ${branch}`);
  if ((await git(directory, 'status', '--porcelain')) !== '')
    throw notOurs(directory, 'it holds changes that are not committed');
  return { directory, branch, exists: true };
}

export function worktreeDirectory(root: string, name: string): string {
  return join(dirname(root), `${basename(root)}-${name}`);
}

export function worktreeBranch(name: string): string {
  return `shoal/${name}`;
}

/** Where it is from now on: made, unless it is there already and clean. Throws CONFLICT as `planWorktree` does. */
export function createWorktree(root: string, name: string): Promise<string> {
  return inTurn(root, async () => {
    const { directory, branch, exists } = await planWorktree(root, name);
    if (exists) return directory;
    const hasBranch = (await git(root, 'branch', '--list', branch)) !== '';
    await git(root, 'worktree', 'add', ...(hasBranch ? [directory, branch] : ['-b', branch, directory]));
    return directory;
  });
}

const latest = new Map<string, Promise<unknown>>();

/** Of one repository one after the other: while git makes a worktree it reads those that are there, and fails at half of one. */
export async function inTurn<T>(root: string, work: () => Promise<T>): Promise<T> {
  const before = latest.get(root) ?? Promise.resolve();
  const mine = before.then(work, work);
  latest.set(root, mine);
  try {
    return await mine;
  } finally {
    if (latest.get(root) === mine) latest.delete(root);
  }
}

/** Throws CONFLICT. */
export async function requireCommit(root: string): Promise<void> {
  try {
    await git(root, 'rev-parse', '--verify', 'HEAD');
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

async function worktreesOf(root: string): Promise<readonly KnownWorktree[]> {
  return parseWorktrees(await git(root, 'worktree', 'list', '--porcelain'));
}

interface KnownWorktree {
  readonly directory: string;
  readonly branch: string | undefined;
}

/** Of `git worktree list --porcelain`. */
export function parseWorktrees(text: string): readonly KnownWorktree[] {
  return text.split('\n\n').map((block) => ({
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
