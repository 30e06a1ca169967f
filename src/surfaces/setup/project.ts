import type { Place } from '../../operations/ports.ts';
import type { Project } from './setup-files.ts';

/** Files go to the workspace's directory; in a linked worktree, whose workspace is elsewhere, to its own top. */
export function projectOf({ root, tree, cwd, stateDir }: Place): Project {
  const isBelow = cwd === root || cwd.startsWith(root === '/' ? root : `${root}/`);
  return { root: isBelow ? root : tree, stateDir };
}
