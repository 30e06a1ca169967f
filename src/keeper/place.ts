import { join } from 'node:path';

/** The keeper's files below `.shoal/`. */
export interface KeeperFiles {
  readonly directory: string;
  readonly lock: string;
  /** Who serves, and where. */
  readonly info: string;
  readonly log: string;
  /** One directory for each child. */
  readonly children: string;
}

export function keeperFiles(stateDir: string): KeeperFiles {
  const directory = join(stateDir, 'keep');
  return {
    directory,
    lock: join(stateDir, 'keep.lock'),
    info: join(directory, 'keep.json'),
    log: join(directory, 'keep.log'),
    children: join(directory, 'children'),
  };
}
