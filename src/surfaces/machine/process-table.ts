import type { ProcessRef } from '../../domain/agent.ts';

/** One row of the process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** First letter as ps(1) shows it: R, S, D, T, t, Z, X … */
  readonly state: string;
  readonly hasTerminal: boolean;
  /** Tells this process from a later one of the same number. */
  readonly startTime: string;
  /** Equal to its parent's when it was forked and never replaced its program; null when that cannot be told. */
  readonly imageMark: string | null;
}

/** The process table of this machine, read when asked, never cached between commands. */
export interface ProcessTable {
  readonly bootId: string;
  readonly pidNamespace: string;
  read(pid: number): ProcessEntry | undefined;
  /** Command line; empty for a zombie or a process that is not ours to see. */
  commandOf(pid: number): readonly string[];
  /** Environment as `NAME=value`; empty when it cannot be read. */
  environmentOf(pid: number): readonly string[];
  all(): readonly ProcessEntry[];
}

export function toRef(table: ProcessTable, { pid, startTime }: ProcessEntry): ProcessRef {
  return { bootId: table.bootId, pidNamespace: table.pidNamespace, pid, startTime };
}
