import { type Evidence, processKey, type ProcessRef } from '../domain/agent.ts';
import type { Machine } from '../operations/ports.ts';
import { linuxProcessTable } from './machine/linux.ts';
import type { ProcessTable } from './machine/process-table.ts';
import { psProcessTable } from './machine/ps.ts';

export function createProcessTable(): ProcessTable {
  return process.platform === 'linux' ? linuxProcessTable() : psProcessTable();
}

/** What the process table said holds for one look around; a command that waits must see a death that comes later. */
const freshMs = 200;

export function createMachine(table: ProcessTable, sha256: Machine['sha256']): Machine {
  const seen = new Map<string, { readonly evidence: Evidence; readonly until: number }>();
  return {
    evidence(reference) {
      const key = processKey(reference);
      const known = seen.get(key);
      const now = performance.now();
      if (known !== undefined && now < known.until) return known.evidence;
      const evidence = evidenceOf(table, reference);
      seen.set(key, { evidence, until: now + freshMs });
      return evidence;
    },
    randomHex: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex'),
    sha256,
    get hostname() {
      return process.getBuiltinModule('node:os').hostname(); // seldom asked for: not loaded at start
    },
  };
}

/** Loading node:crypto takes longer than opening the store: only where nothing quicker is given. */
export function nodeSha256(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}

/** A process of another boot or namespace cannot be seen from here: nothing is known of it. A zombie is dead. */
export function evidenceOf(
  table: ProcessTable,
  { bootId, pidNamespace, pid, startTime }: ProcessRef,
): Evidence {
  if (bootId !== table.bootId || pidNamespace !== table.pidNamespace) return 'unknown';
  const entry = table.read(pid);
  if (entry === undefined || entry.startTime !== startTime || /^[ZX]/.test(entry.state)) return 'dead';
  return /^T/i.test(entry.state) ? 'stopped' : 'alive';
}
