import { chmodSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tokens of the agents that the daemon runs, computed from the workspace's secret: the daemon can give it again after a
 * restart, and only its hash is in the store. The secret is made when it is first needed, readable by its owner alone.
 */
export function agentTokensOf(stateDir: string, sha256: (text: string) => string): (agent: string) => string {
  const secret = secretOf(stateDir);
  return (agent) => sha256(`${secret}:${agent}`);
}

function secretOf(stateDir: string): string {
  const file = join(stateDir, 'secret');
  if (!existsSync(file)) makeSecret(file);
  return readFileSync(file, 'utf8').trim();
}

/** Linked into place whole: of two that make one at once, both use the first. */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}`;
  const bytes = crypto.getRandomValues(Buffer.alloc(32)).toString('hex');
  writeFileSync(draft, `${bytes}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // of fs
  } finally {
    rmSync(draft, { force: true });
  }
}
