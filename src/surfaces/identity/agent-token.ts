import { join } from 'node:path';
import { secretIn } from './secret-file.ts';

/**
 * Tokens of the agents that the daemon runs, computed from the workspace's secret: the daemon can give it again after a
 * restart, and only its hash is in the store.
 */
export function agentTokensOf(stateDir: string, sha256: (text: string) => string): (agent: string) => string {
  const secret = secretIn(join(stateDir, 'secret'));
  return (agent) => sha256(`${secret}:${agent}`);
}
