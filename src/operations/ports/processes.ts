import type { ProcessRef } from '../../domain/agent.ts';
import type { Place } from './place.ts';

/** Ending other agents' processes. */
export interface Processes {
  /** Ends a process and everything that it started, found by descent and by the value of SHOAL_AGENT. */
  killTree(process: ProcessRef | null, marker: string | null): Promise<KillOutcome>;
}

/** `gone`: nothing of it was running. `survived`: something still is. `unknown`: there is nothing to look for. */
export interface KillOutcome {
  readonly outcome: 'killed' | 'gone' | 'survived' | 'unknown';
  readonly killedPids: readonly number[];
  readonly survivingPids: readonly number[];
}

/** Starting agents. */
export interface Launcher {
  /** Harnesses on PATH, in the usual order. */
  found(): readonly string[];
  /** What would be run. Writes nothing. Throws NOT_FOUND for a missing program, CONFLICT for a worktree that is not ours to use. */
  plan(order: LaunchOrder): Promise<LaunchPlan>;
  /** Where the git worktrees beside a checkout are or will be, by their names. Throws CONFLICT when it can have none. Writes nothing. */
  worktrees(tree: string): Promise<(name: string) => string>;
  /** Makes one that is not there yet. Throws CONFLICT when something else is. */
  createWorktree(tree: string, name: string): Promise<void>;
  /** Removes one in which nothing would be lost. Gives why it stays; null: it is gone. Throws CONFLICT when git cannot. */
  removeWorktree(tree: string, name: string): Promise<string | null>;
  /** Starts it, in a session of its own. Throws SPAWN_FAILED. */
  start(plan: LaunchPlan, identity: LaunchIdentity): Promise<Launched>;
}

export interface LaunchOrder {
  readonly place: Place;
  readonly name: string;
  /** `command` for a program of the caller's own. */
  readonly harness: string;
  readonly command: string | null;
  readonly model: string | null;
  readonly mode: 'background' | 'interactive';
  readonly worktree: boolean;
  /** Variables passed on besides those that the program needs. */
  readonly env: readonly string[];
}

export interface LaunchPlan {
  readonly order: LaunchOrder;
  readonly commandLine: readonly string[];
  readonly directory: string;
  readonly branch: string | null;
  readonly logFile: string | null;
}

/** What proves the new agent, set in its environment. */
export interface LaunchIdentity {
  readonly token: string;
  readonly marker: string;
}

export interface Launched {
  readonly process: ProcessRef | null;
  /** Resolves when the process ends; never for a process in a window, whose end only the process table shows. */
  readonly ended: Promise<LaunchEnd>;
}

export interface LaunchEnd {
  /** null: ended by a signal, or not to be told. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastOutput: string;
}
