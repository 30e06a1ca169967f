export type TaskState = 'blocked' | 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';

interface TaskNote {
  readonly at: number;
  readonly by: string | null;
  readonly text: string;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  /** Lower-cased title, for exact look-up. */
  readonly titleKey: string;
  /** As stored; what a reader sees is `effectiveTask(task, now)`. */
  readonly state: TaskState;
  /** 1 to 10, 10 most urgent. */
  readonly priority: number;
  readonly queue: string;
  readonly tags: readonly string[];
  readonly needs: readonly string[];
  /** A lower-cased agent name or `@role`; null means anyone. */
  readonly assignee: string | null;
  readonly dependsOn: readonly string[];
  /** How many of `dependsOn` are not done. */
  readonly openDependencies: number;
  readonly description: string | null;
  readonly context: string | null;
  readonly data: unknown;
  readonly notes: readonly TaskNote[];
  readonly progress: string | null;
  readonly progressAt: number | null;
  /** Claims that were not given back voluntarily. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Fencing token: rises with each claim. */
  readonly generation: number;
  readonly holder: string | null;
  /** Agents that lost it (lapse, steal, death), newest last, at most 10: what they still send is kept as late. */
  readonly formerHolders: readonly string[];
  readonly claimedAt: number | null;
  readonly leaseMs: number;
  readonly leaseExpiresAt: number | null;
  /** Not before this instant: asked for, or backoff after a failed attempt. */
  readonly notBefore: number | null;
  /** What `nextDue` looks at: the lease's end or `notBefore`, whichever applies. */
  readonly dueAt: number | null;
  readonly readyBucket: string | null;
  readonly readyRank: number;
  readonly result: string | null;
  readonly error: string | null;
  readonly createdBy: string | null;
  /** Agent that is told how it ended; absent in tasks of older workspaces. */
  readonly callback?: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  readonly completedBy: string | null;
}

/** What a holder of an old generation still sent: kept, never applied (law 2). */
export interface LateResult {
  readonly id: string;
  readonly task: string;
  readonly agent: string;
  readonly generation: number;
  readonly what: 'done' | 'fail' | 'progress';
  readonly text: string | null;
  readonly at: number;
}

/** Dependents of a finished task still to be freed, in bounded chunks; id is the finished task's. */
export interface Unblock {
  readonly id: string;
  /** Dependents up to this id are freed. */
  readonly after: string | null;
  readonly dueAt: number;
}
