import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Evidence, processKey, type ProcessRef } from '../domain/agent.ts';
import type { Machine } from '../operations/ports.ts';
import { linuxProcessTable } from './machine/linux.ts';
import type { ProcessTable } from './machine/process-table.ts';
import { psProcessTable } from './machine/ps.ts';

export function createProcessTable(): ProcessTable {
  return process.platform === 'linux' ? linuxProcessTable() : psProcessTable();
}

/** One per command: what the process table said once holds until the command ends. */
export function createMachine(table: ProcessTable): Machine {
  const seen = new Map<string, Evidence>();
  return {
    evidence(reference) {
      const key = processKey(reference);
      const known = seen.get(key) ?? evidenceOf(table, reference);
      seen.set(key, known);
      return known;
    },
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    get hostname() {
      return hostname();
    },
  };
}

/** A process of another boot or namespace cannot be seen from here: nothing is known of it. A zombie is dead. */
function evidenceOf(table: ProcessTable, { bootId, pidNamespace, pid, startTime }: ProcessRef): Evidence {
  if (bootId !== table.bootId || pidNamespace !== table.pidNamespace) return 'unknown';
  const entry = table.read(pid);
  if (entry === undefined || entry.startTime !== startTime || /^[ZX]/.test(entry.state)) return 'dead';
  return /^T/i.test(entry.state) ? 'stopped' : 'alive';
}
