import type { ChangeData, HunkData } from 'react-diff-view';

/** One line of a diff: by its number, and by what stood there when it was remarked on. */
export interface Anchor {
  readonly path: string;
  /** Numbered as the file was, or as it is. */
  readonly side: 'old' | 'new';
  readonly line: number;
  readonly content: string;
}

export interface Remark {
  readonly at: Anchor;
  readonly text: string;
}

export function anchorOf(path: string, change: ChangeData): Anchor {
  const { content } = change;
  if (change.type === 'delete') return { path, side: 'old', line: change.lineNumber, content };
  const line = change.type === 'insert' ? change.lineNumber : change.newLineNumber;
  return { path, side: 'new', line, content };
}

/** Where it is now: at its number, else where the same line stands alone, else nowhere. */
export function changeAt(
  hunks: readonly HunkData[],
  { path, side, line, content }: Anchor,
): ChangeData | null {
  const same = hunks
    .flatMap(({ changes }) => changes)
    .filter((change) => change.content === content && anchorOf(path, change).side === side);
  const there = same.find((change) => anchorOf(path, change).line === line);
  return there ?? (same.length === 1 ? (same[0] ?? null) : null);
}

/** The line above or below it in the diff; itself where there is none. */
export function beside(hunks: readonly HunkData[], at: Anchor, by: 1 | -1): Anchor {
  const changes = hunks.flatMap((hunk) => hunk.changes);
  const here = changeAt(hunks, at);
  const next = here === null ? undefined : changes[changes.indexOf(here) + by];
  return next === undefined ? at : anchorOf(at.path, next);
}

const quotedMax = 300;

/** All of them as one message; `now` says where each is. */
export function messageOf(remarks: readonly Remark[], now: (at: Anchor) => Anchor | null): string {
  const parts = remarks.map(({ at, text }) => {
    const here = now(at);
    const { path, line, side, content } = here ?? at;
    const note = here === null ? ' (this line has changed since)' : side === 'old' ? ' (removed)' : '';
    return `${path}:${line}${note}\n> ${content.slice(0, quotedMax)}\n${text.trim()}`;
  });
  const head = remarks.length === 1 ? 'A comment' : `${remarks.length} comments`;
  return `${head} on your changes:\n\n${parts.join('\n\n')}`;
}
