import type { ProcessRef } from '../../domain/agent.ts';
import type { KillOutcome, Processes } from '../../operations/ports.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

const graceMs = 3_000;
const afterKillMs = 2_000;
const lookEveryMs = 20;
const markerName = 'SHOAL_AGENT';

export interface Signals {
  /** False when the process is gone already. Throws nothing. */
  send(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 'SIGCONT'): boolean;
  pause(ms: number): Promise<void>;
  now(): number;
  /** Never killed: the caller and what it runs in. */
  readonly ownPid: number;
}

/**
 * Ends an agent's process and all that it started: first asked by SIGTERM, then SIGKILL, then a last sweep. Members are
 * found by descent and by the marker in their environment, and each is known by pid and start time, so that a reused
 * number is never hit.
 */
export function createProcesses(table: ProcessTable, signals: Signals): Processes {
  return {
    async killTree(process, marker) {
      if (process === null && marker === null)
        return { outcome: 'unknown', killedPids: [], survivingPids: [] };
      if (process !== null && process.bootId !== table.bootId && marker === null)
        return { outcome: 'unknown', killedPids: [], survivingPids: [] };
      const members = new Map<string, ProcessEntry>();
      await end(table, signals, process, marker, members);
      // Its own ancestors are spared; that they live on must still be said.
      const root = process === null ? undefined : table.read(process.pid);
      if (root !== undefined && root.startTime === process?.startTime && process.bootId === table.bootId)
        members.set(keyOf(root), root);
      return outcomeOf(table, [...members.values()]);
    },
  };
}

async function end(
  table: ProcessTable,
  signals: Signals,
  process: ProcessRef | null,
  marker: string | null,
  members: Map<string, ProcessEntry>,
): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', afterKillMs],
  ] as const) {
    const deadline = signals.now() + waitMs;
    const asked = new Set<string>();
    do {
      // Looked up again each time: what was started meanwhile belongs to it too.
      for (const entry of findMembers(table, process, marker, members, signals.ownPid)) {
        const key = keyOf(entry);
        members.set(key, entry);
        if (asked.has(key)) continue;
        asked.add(key);
        signals.send(entry.pid, signal);
        if (signal === 'SIGTERM') signals.send(entry.pid, 'SIGCONT');
      }
      if (living(table, members).length === 0) return;
      await signals.pause(lookEveryMs);
    } while (signals.now() < deadline);
  }
}

function findMembers(
  table: ProcessTable,
  root: ProcessRef | null,
  marker: string | null,
  members: ReadonlyMap<string, ProcessEntry>,
  ownPid: number,
): readonly ProcessEntry[] {
  const all = table.all();
  const protectedPids = ancestorsOf(all, ownPid);
  const found = new Set<number>();
  for (const entry of all) {
    const isRoot =
      root !== null &&
      root.bootId === table.bootId &&
      entry.pid === root.pid &&
      entry.startTime === root.startTime;
    const isMarked = marker !== null && table.environmentOf(entry.pid).includes(`${markerName}=${marker}`);
    if (isRoot || isMarked || members.has(keyOf(entry))) found.add(entry.pid);
  }
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const entry of all) if (found.has(entry.parentPid)) found.add(entry.pid);
  }
  return all.filter(({ pid, state }) => found.has(pid) && !protectedPids.has(pid) && !isDead(state));
}

function ancestorsOf(all: readonly ProcessEntry[], pid: number): ReadonlySet<number> {
  const parents = new Map(all.map((entry) => [entry.pid, entry.parentPid]));
  const line = new Set<number>();
  for (
    let current: number | undefined = pid;
    current !== undefined && current > 0 && !line.has(current);
    current = parents.get(current)
  ) {
    line.add(current);
  }
  return line;
}

function outcomeOf(table: ProcessTable, members: readonly ProcessEntry[]): KillOutcome {
  const surviving = members.filter((entry) => isLiving(table, entry));
  const killed = members.filter((entry) => !surviving.includes(entry));
  const outcome = surviving.length > 0 ? 'survived' : killed.length > 0 ? 'killed' : 'gone';
  return {
    outcome,
    killedPids: killed.map(({ pid }) => pid),
    survivingPids: surviving.map(({ pid }) => pid),
  };
}

function living(table: ProcessTable, members: ReadonlyMap<string, ProcessEntry>): readonly ProcessEntry[] {
  return [...members.values()].filter((entry) => isLiving(table, entry));
}

function isLiving(table: ProcessTable, { pid, startTime }: ProcessEntry): boolean {
  const now = table.read(pid);
  return now !== undefined && now.startTime === startTime && !isDead(now.state);
}

function isDead(state: string): boolean {
  return /^[ZX]/.test(state);
}

function keyOf({ pid, startTime }: ProcessEntry): string {
  return `${pid}:${startTime}`;
}

/** The signals of the real machine. */
export const realSignals: Signals = {
  send(pid, signal) {
    try {
      process.kill(pid, signal);
      return true;
    } catch {
      return false;
    }
  },
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => performance.now(),
  ownPid: process.pid,
};
