import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { git } from './git.ts';
import { make, markOf, undoHalfMade } from './half-made.ts';

export interface Worktree {
  readonly directory: string;
  readonly branch: string;
  /** It is there already, clean and ours. */
  readonly exists: boolean;
}

/** Where an agent's own worktree is or will be. Throws CONFLICT for a directory that is not ours to use. Writes nothing. */
export async function planWorktree(root: string, name: string): Promise<Worktree> {
  await requireCommit(root);
  if (existsSync(markOf(await commonDirectory(root), name))) return planned(root, name, false);
  return look(root, name);
}

async function look(root: string, name: string): Promise<Worktree> {
  const there = planned(root, name, true);
  const { directory, branch } = there;
  if (!existsSync(directory)) return planned(root, name, false);
  const known = (await worktreesOf(root)).find((tree) => tree.directory === realpathSync(directory));
  if (known === undefined) throw notOurs(directory, 'it is no worktree of this repository');
  if (known.branch !== branch)
    throw notOurs(directory, `it is on ${known.branch ?? 'no branch'}, not on ${branch}`);
  if ((await git(directory, 'status', '--porcelain')) !== '')
    throw notOurs(directory, 'it holds changes that are not committed');
  return there;
}

function planned(root: string, name: string, exists: boolean): Worktree {
  return { directory: worktreeDirectory(root, name), branch: worktreeBranch(name), exists };
}

async function commonDirectory(root: string): Promise<string> {
  return resolve(root, await git(root, 'rev-parse', '--git-common-dir'));
}

export function worktreeDirectory(root: string, name: string): string {
  return join(dirname(root), `${basename(root)}-${name}`);
}

export function worktreeBranch(name: string): string {
  return `shoal/${name}`;
}

/** Where it is from now on: made, unless it is there already and clean. Throws CONFLICT as `planWorktree` does. */
export function createWorktree(root: string, name: string): Promise<string> {
  return inTurn(root, name, async (mark) => {
    const { directory, branch, exists } = await look(root, name);
    if (exists) return directory;
    const hasBranch = (await git(root, 'branch', '--list', branch)) !== '';
    const added = hasBranch ? [directory, branch] : ['-b', branch, directory];
    await make(root, directory, mark, added);
    return directory;
  });
}

const latest = new Map<string, Promise<unknown>>();

/**
 * Of one repository one after the other: while git makes a worktree it reads those that are there, and fails at half of one.
 * `work` finds none half made by whoever was killed. Throws CONFLICT.
 */
export async function inTurn<T>(root: string, name: string, work: (mark: string) => Promise<T>): Promise<T> {
  await requireCommit(root);
  const common = await commonDirectory(root);
  const mark = markOf(common, name);
  const whole = async (): Promise<T> => {
    await undoHalfMade(root, worktreeDirectory(root, name), mark);
    return work(mark);
  };
  const mine = (latest.get(common) ?? Promise.resolve()).then(whole, whole);
  latest.set(common, mine);
  try {
    return await mine;
  } finally {
    if (latest.get(common) === mine) latest.delete(common);
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
