import type { TranscriptEntry } from '../../domain/transcript.ts';

/** What the agents that Shoal runs were told, said and did. */
export interface Transcripts {
  /** From the end back, or from just before the entry `before`; reads as far as it is asked for. */
  newestFirst(session: string, before?: number): Iterable<TranscriptEntry>;
  /** Each entry after `after`, then as they come, until aborted. */
  follow(session: string, after: number, signal: AbortSignal): AsyncIterable<TranscriptEntry>;
}
