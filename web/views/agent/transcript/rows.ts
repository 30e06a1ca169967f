import type { Entry, EntryOf } from './entries.ts';

/** What is shown as one piece. `key` is the `n` of its first entry; `isInside`: done by a subagent. */
export type Row = { readonly key: number; readonly at: string } & (
  | { readonly kind: 'sent'; readonly entry: EntryOf<'sent'> }
  | { readonly kind: 'text'; readonly text: string; readonly isLive: boolean; readonly isInside: boolean }
  | { readonly kind: 'thinking'; readonly text: string; readonly isInside: boolean }
  | ToolRow
  | { readonly kind: 'request'; readonly entry: EntryOf<'request'>; readonly decision: Decision | null }
  | { readonly kind: 'end'; readonly entry: EntryOf<'turn-end'>; readonly startedAt: string | null }
  | { readonly kind: 'compaction'; readonly entry: EntryOf<'compaction'> }
  | { readonly kind: 'note'; readonly tone: 'plain' | 'warning' | 'error'; readonly text: string }
);

export interface ToolRow {
  readonly kind: 'tool';
  readonly key: number;
  readonly at: string;
  readonly call: EntryOf<'tool-call'>;
  readonly result: EntryOf<'tool-result'> | null;
  readonly isInside: boolean;
}

type Decision = EntryOf<'decision'>;

export function whoDecided({ by, byName }: Decision): string {
  return byName ?? by ?? 'nobody';
}

/** Rows of a transcript, entry by entry. A row that did not change stays the same object. */
export interface Rows {
  readonly list: readonly Row[];
  /** Whether anything that is shown changed. */
  add(entry: Entry): boolean;
}

export function createRows(): Rows {
  const list: Row[] = [];
  const texts = new Map<string, number>();
  const calls = new Map<string, number>();
  let startedAt: string | null = null;

  function push(row: Row): true {
    list.push(row);
    return true;
  }

  /** A text may come in parts, and then whole. */
  function addText({ n, at, id, text, parent, type }: EntryOf<'text' | 'text-delta'>): true {
    const known = texts.get(id);
    const before = known === undefined ? undefined : list[known];
    const isLive = type === 'text-delta';
    const row = { kind: 'text', key: n, at, isLive, isInside: parent !== null } as const;
    if (known === undefined || before?.kind !== 'text') {
      texts.set(id, list.length);
      return push({ ...row, text });
    }
    list[known] = { ...row, key: before.key, at: before.at, text: isLive ? before.text + text : text };
    return true;
  }

  function addCall(call: EntryOf<'tool-call'>): true {
    const known = calls.get(call.id);
    const before = known === undefined ? undefined : list[known];
    if (known !== undefined && before?.kind === 'tool' && before.result === null) {
      list[known] = { ...before, call };
      return true;
    }
    calls.set(call.id, list.length);
    const { n: key, at } = call;
    return push({ kind: 'tool', key, at, call, result: null, isInside: call.parent !== null });
  }

  /** A result whose call stands on an earlier page is shown when that is there. */
  function addResult(result: EntryOf<'tool-result'>): boolean {
    const known = calls.get(result.id);
    const before = known === undefined ? undefined : list[known];
    if (known === undefined || before?.kind !== 'tool') return false;
    list[known] = { ...before, result };
    return true;
  }

  function addDecision(decision: Decision): true {
    const at = list.findLastIndex(
      (row) => row.kind === 'request' && row.decision === null && row.entry.title === decision.title,
    );
    const asked = list[at];
    if (asked?.kind === 'request') {
      list[at] = { ...asked, decision };
      return true;
    }
    return push(
      note(
        decision,
        `${decision.outcome === 'approve' ? 'approved' : 'rejected'} by ${whoDecided(decision)}: ${decision.title}`,
      ),
    );
  }

  function add(entry: Entry): boolean {
    const { n: key, at } = entry;
    switch (entry.type) {
      case 'start':
        // A program that is started again counts its messages from the first.
        texts.clear();
        calls.clear();
        return addNote(entry);
      case 'sent':
        startedAt = at;
        return push({ kind: 'sent', key, at, entry });
      case 'text':
      case 'text-delta':
        return addText(entry);
      case 'thinking':
        if (entry.text.trim() === '') return false;
        return push({ kind: 'thinking', key, at, text: entry.text, isInside: entry.parent !== null });
      case 'tool-call':
        return addCall(entry);
      case 'tool-result':
        return addResult(entry);
      case 'request':
        return push({ kind: 'request', key, at, entry, decision: null });
      case 'decision':
        return addDecision(entry);
      case 'turn-end':
        return push({ kind: 'end', key, at, entry, startedAt });
      case 'compaction':
        return push({ kind: 'compaction', key, at, entry });
      default:
        return addNote(entry);
    }
  }

  function addNote(entry: Entry): boolean {
    const said = noteOf(entry);
    return said !== null && push(note(entry, said.text, said.tone));
  }

  return { list, add };
}

type Tone = 'plain' | 'warning' | 'error';

function note({ n: key, at }: Entry, text: string, tone: Tone = 'plain'): Row {
  return { kind: 'note', key, at, text, tone };
}

/** What happened besides the talk; null: nothing that a person would want to read. */
function noteOf(entry: Entry): { readonly text: string; readonly tone: Tone } | null {
  switch (entry.type) {
    case 'start': {
      const how = entry.resume === null ? '' : entry.fork ? ', as a fork' : ', going on where it was';
      return { text: `${entry.harness} was started${how}`, tone: 'plain' };
    }
    case 'interrupt':
      return { text: `interrupted: ${entry.why}`, tone: 'warning' };
    case 'rate-limit':
      return { text: `limit of its vendor: ${entry.text}`, tone: entry.blocked ? 'warning' : 'plain' };
    case 'notice':
      return { text: entry.text, tone: entry.level === 'info' ? 'plain' : entry.level };
    case 'malformed':
      return { text: `said what is not its protocol: ${entry.text}`, tone: 'warning' };
    case 'state':
      return { text: `${entry.state}${entry.why === undefined ? '' : `: ${entry.why}`}`, tone: 'warning' };
    case 'exit':
      return { text: `its program ended: ${entry.class}${told(entry.text)}`, tone: 'plain' };
    default:
      return null;
  }
}

function told(text: string | null | undefined): string {
  return text === undefined || text === null || text === '' ? '' : `: ${text}`;
}
