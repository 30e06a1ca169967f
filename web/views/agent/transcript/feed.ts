import { pause } from '../../../../src/client/transport.ts';
import { type Entry, entriesOf, type EntryOf, newEntries } from './entries.ts';
import { createRows, type Row, type Rows } from './rows.ts';

/** A transcript as it stands on the page: from some entry on to the latest. */
export interface Shown {
  readonly rows: readonly Row[];
  /** Entries before the first of these were not read yet. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly plan: EntryOf<'plan'> | null;
  /** Of the entries that were read. */
  readonly compactions: readonly EntryOf<'compaction'>[];
}

export interface Feed {
  readonly now: () => Shown;
  readonly watch: (watcher: () => void) => () => void;
  /** Reads the page before; with `upTo` all from that entry on. */
  readonly older: (upTo?: number) => Promise<void>;
  /** Follows until aborted. */
  readonly follow: (signal: AbortSignal) => Promise<void>;
}

const pageEntries = 400;
const againMs = 2_000;
/** Parts of messages come faster than a screen shows them. */
const shownEveryMs = 16;

/** The transcript of one session: its latest page, what comes, and earlier pages when asked for. */
export function createFeed(session: string): Feed {
  const watchers = new Set<() => void>();
  let entries: Entry[] = [];
  /** Of messages that are not whole yet. */
  let parts: EntryOf<'text-delta'>[] = [];
  let rows: Rows = createRows();
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading: Promise<void> | undefined;
  let shown: Shown = { rows: [], hasOlder: false, isLoading: true, error: null, plan: null, compactions: [] };

  function show(patch: Partial<Shown>): void {
    clearTimeout(timer);
    timer = undefined;
    shown = { ...shown, rows: [...rows.list], ...patch };
    for (const watcher of watchers) watcher();
  }

  function take(entry: Entry): void {
    last = Math.max(last, entry.n);
    if (shown.error !== null) shown = { ...shown, error: null };
    if (entry.type === 'plan') shown = { ...shown, plan: entry };
    if (entry.type === 'compaction') shown = { ...shown, compactions: [...shown.compactions, entry] };
    if (entry.type === 'text') parts = parts.filter(({ id }) => id !== entry.id);
    if (entry.type === 'text-delta') parts.push(entry);
    else entries.push(entry);
    if (rows.add(entry) || entry.type === 'plan') timer ??= setTimeout(() => show({}), shownEveryMs);
  }

  function begin(page: readonly Entry[]): void {
    entries = [];
    rows = createRows();
    for (const entry of page) take(entry);
    show({ isLoading: false, error: null, hasOlder: page.length >= pageEntries });
  }

  async function readOlder(upTo?: number): Promise<void> {
    const before = entries[0]?.n;
    if (before === undefined || !shown.hasOlder || (upTo !== undefined && before <= upTo)) return;
    const after = upTo === undefined ? 0 : Math.max(0, upTo - pageEntries);
    const wanted = upTo === undefined ? { before, limit: pageEntries } : { before, after };
    const page = await entriesOf(session, wanted, new AbortController().signal);
    entries = [...page, ...entries];
    rows = createRows();
    for (const entry of [...entries, ...parts]) rows.add(entry);
    const compactions = entries.filter((entry) => entry.type === 'compaction');
    show({ hasOlder: upTo === undefined ? page.length >= pageEntries : after > 0, compactions });
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (last === 0) begin(await entriesOf(session, { limit: pageEntries }, signal));
        for await (const entry of newEntries(session, last, signal)) take(entry);
      } catch (error) {
        if (signal.aborted) return;
        show({ isLoading: false, error });
      }
      await pause(againMs, signal).catch(() => {});
    }
  }

  return {
    now: () => shown,
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    older: (upTo) => (reading ??= readOlder(upTo).finally(() => (reading = undefined))),
    follow,
  };
}
