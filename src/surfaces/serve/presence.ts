import { request } from 'node:http';
import { createProcessTable, evidenceOf } from '../machine.ts';
import type { ServeInfo } from './files.ts';

/** `silent`: its process is there, and it does not say that it serves. */
export type Presence = 'serves' | 'silent' | 'gone';

const lookEveryMs = 10;
const callMs = 2_000;

/**
 * Asks the daemon itself: one that was just killed, or is ending, has a process for a while and serves nobody. `patienceMs`
 * is how long one that does not answer is asked again.
 */
export async function presenceOf(info: ServeInfo, patienceMs: number): Promise<Presence> {
  const deadline = performance.now() + patienceMs;
  while (isRunning(info)) {
    if (info.pid === process.pid) return 'serves';
    const status = await callControl(info, 'GET', 'alive', { timeoutMs: Math.min(callMs, patienceMs) });
    if (status !== null && status !== 503) return 'serves';
    if (performance.now() > deadline) return 'silent';
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return 'gone';
}

/** False when it still runs then. */
export async function endedWithin(info: ServeInfo, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; isRunning(info);) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}

function isRunning({ process }: ServeInfo): boolean {
  const evidence = evidenceOf(createProcessTable(), process);
  return evidence === 'alive' || evidence === 'stopped';
}

/**
 * Over its socket, which only this user can reach, and where the next daemon may listen by now. The HTTP status; null when
 * it does not answer.
 */
export function callControl(
  { socket, pid }: ServeInfo,
  method: 'GET' | 'POST',
  action: 'alive' | 'stop',
  { timeoutMs = callMs, ...asked }: { readonly timeoutMs?: number; readonly keepAgents?: boolean } = {},
): Promise<number | null> {
  const query = Object.entries({ ...asked, pid }).map(([name, value]) => `${name}=${value}`);
  return new Promise((resolve) => {
    const call = request(
      { socketPath: socket, path: `/control/${action}?${query.join('&')}`, method, timeout: timeoutMs },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? null);
      },
    );
    call.on('error', () => resolve(null));
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.end();
  });
}
