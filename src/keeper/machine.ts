import type { ProcessRef } from '../domain/agent.ts';

/** What the keeper asks the process table. */
export interface KeeperMachine {
  /** Of any process in it, zombies too; null when there is none of that number. */
  processOf(pid: number): ProcessRef | null;
  /** Whether this very process lives; a zombie does not. */
  isAlive(process: ProcessRef): boolean;
}
