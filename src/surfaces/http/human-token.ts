import { join } from 'node:path';
import { secretIn } from '../identity/secret-file.ts';

/**
 * The owner's token of a workspace. Whoever sends it has read a file that only the owner's account can read, and has put it
 * into a header, which no page of a foreign origin can: that is what it proves. An agent that reads its owner's files on
 * purpose is not stopped by it; law 11 says what stops that one.
 */
export function humanTokenOf(stateDir: string): string {
  return secretIn(join(stateDir, 'human-token'));
}
