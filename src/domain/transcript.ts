/*
 * A transcript is a session's journal: one JSON document per line. What happened is told by the entries of every type but
 * `checkpoint`, which holds what a daemon needs to go on from there and is nobody else's concern.
 */

export interface TranscriptEntry {
  /** Counts from 1 in the whole session; checkpoints have none. */
  readonly n: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** A driver's event type, or `sent`, `start`, `exit`, `state`, `decision`. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The name of a session's transcript in `.shoal/transcripts/`; older parts have a number after it. */
export function transcriptName(session: string): string {
  return `${session}.jsonl`;
}

export const transcriptFolder = 'transcripts';
