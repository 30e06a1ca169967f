import { readFileSync } from 'node:fs';
import type { KeeperHello } from './protocol.ts';

/** Where the running keeper serves; the file outlives one that was killed. */
export interface KeeperInfo extends KeeperHello {
  /** Path of the unix socket. */
  readonly socket: string;
}

/** null: there is none. */
export function readInfo(file: string): KeeperInfo | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeeperInfo; // of our own writing, whole
  } catch {
    return null;
  }
}
