import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { git, gitTimeoutMs, watchedGit } from './git.ts';

/*
 * Whoever makes a worktree may be killed meanwhile: what git has made by then looks like one with changes that are not committed.
 * A mark says that nobody has been given it yet, and which git makes it, for that may go on alone.
 */

const lookEveryMs = 100;

/** Makes it, by `git worktree add`. */
export async function make(
  root: string,
  directory: string,
  mark: string,
  added: readonly string[],
): Promise<void> {
  const started = (pid: number | undefined): void => writeFileSync(mark, String(pid ?? ''));
  started(undefined);
  try {
    await watchedGit(started, root, 'worktree', 'add', ...added);
  } catch (error) {
    await tried(undoHalfMade(root, directory, mark));
    throw error;
  }
  rmSync(mark);
}

export function markOf(commonDirectory: string, name: string): string {
  return join(commonDirectory, `shoal-making-${name}`);
}

/** Takes away what was left half made: nobody has worked in it. A git that is still at it is waited for. */
export async function undoHalfMade(root: string, directory: string, mark: string): Promise<void> {
  while (isBeingMade(mark)) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  if (!existsSync(mark)) return; // or was made meanwhile, by another process
  await tried(git(root, 'worktree', 'unlock', directory));
  if (existsSync(directory)) await tried(git(root, 'worktree', 'remove', '--force', directory));
  await git(root, 'worktree', 'prune');
  rmSync(mark, { force: true });
}

/** Not for longer than git is given: its number may be another process's by then. */
function isBeingMade(mark: string): boolean {
  try {
    if (Date.now() - statSync(mark).mtimeMs > gitTimeoutMs) return false;
    const pid = Number(readFileSync(mark, 'utf8'));
    return pid !== 0 && process.kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // of fs and kill(2)
    if (code !== 'ENOENT' && code !== 'ESRCH' && code !== 'EPERM') throw error;
    return code === 'EPERM'; // it is there, and another's
  }
}

/** What git finds in order already harms nobody. */
export async function tried(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
  }
}
