import { basename, dirname } from 'node:path';
import type { Place } from '../../operations/ports.ts';

/** Where setup writes. */
export interface Project {
  /** Top of the checkout that the files are written in. */
  readonly root: string;
  /** Codex takes the hooks of a linked worktree from the main checkout (observed in 0.169). */
  readonly codexHooksRoot: string;
  /** Directory of the store. */
  readonly stateDir: string;
}

/** Files go to the workspace's directory; in a linked worktree, whose workspace is elsewhere, to its own top. */
export function projectOf({ root, tree, repo, cwd, stateDir }: Place): Project {
  const isBelow = cwd === root || cwd.startsWith(root === '/' ? root : `${root}/`);
  if (isBelow) return { root, codexHooksRoot: root, stateDir };
  return { root: tree, codexHooksRoot: basename(repo) === '.git' ? dirname(repo) : root, stateDir };
}
