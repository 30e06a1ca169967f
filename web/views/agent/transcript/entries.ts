import type { DriverEvent } from '../../../../src/harness/driver.ts';
import { stream } from '../../../data/api.ts';

/** What the supervisor itself writes into a transcript, besides what the harness does. */
type OwnEntry =
  | {
      readonly type: 'sent';
      readonly from: readonly string[];
      readonly messages: readonly string[];
      readonly text: string;
    }
  | {
      readonly type: 'start';
      readonly harness: string;
      readonly resume: string | null;
      readonly fork: boolean;
    }
  | {
      readonly type: 'decision';
      readonly request: string;
      readonly title: string;
      readonly by: string | null;
      /** Absent in transcripts of earlier versions. */
      readonly byName?: string | null;
      readonly outcome: 'approve' | 'reject';
      readonly text: string | null;
    }
  | { readonly type: 'interrupt'; readonly why: string }
  | { readonly type: 'state'; readonly state: string; readonly why?: string }
  | { readonly type: 'exit'; readonly class: string; readonly text?: string | null; readonly why?: string };

/** One entry of a transcript: `n` is its place, and the cursor. */
export type Entry = { readonly n: number; readonly at: string } & (DriverEvent | OwnEntry);
export type EntryOf<T extends Entry['type']> = Extract<Entry, { readonly type: T }>;

interface Page {
  readonly after?: number;
  readonly before?: number;
  readonly limit?: number;
  readonly search?: string;
}

/** Some of a transcript, oldest first: the latest of what is asked for. */
export async function entriesOf(session: string, page: Page, signal: AbortSignal): Promise<readonly Entry[]> {
  for await (const entries of stream('session.transcript', { session, ...page }, signal))
    if (Array.isArray(entries)) return entries as unknown as readonly Entry[]; // written by the supervisor, of these types
  return [];
}

/** Each entry after `after`, and each part of a message as it is made, until aborted. */
export async function* newEntries(
  session: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const wanted = { session, after, follow: true, deltas: true };
  for await (const entry of stream('session.transcript', wanted, signal))
    if (!Array.isArray(entry)) yield entry as unknown as Entry; // as above
}
