/** An event that an agent emitted; the log carries it under its own type. */
export interface Signal {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly data: unknown;
  readonly createdAt: number;
  readonly dueAt: number;
}

/** What an agent wants to hear of; id is the agent's. */
export interface Subscription {
  readonly id: string;
  /** `task.*`, `deploy.done`, `*`. */
  readonly patterns: readonly string[];
  /** Where the log stood when it began to listen to each of them: what was before is not for it. */
  readonly since?: Readonly<Record<string, number>>;
  readonly createdAt: number;
}

/**
 * How far a subscriber has acknowledged the log; id is the agent's. Outside the log. Also how far Shoal itself has looked for
 * records to drop: id is `retention` or `retention:KIND`.
 */
export interface Cursor {
  readonly id: string;
  readonly ackedSeq: number;
}

/** What an earlier attempt taught. */
export interface Memory {
  readonly id: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Words it is found by, normalised. */
  readonly terms: readonly string[];
  readonly queue: string | null;
  readonly task: string | null;
  readonly agent: string;
  readonly outcome: 'done' | 'failed' | 'noted';
  readonly createdAt: number;
}
