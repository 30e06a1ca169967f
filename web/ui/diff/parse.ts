import { type HunkData, parseDiff } from 'react-diff-view';
import { bytes } from '../figures.ts';
import { visible } from '../visible.ts';

/** What was changed in one file. */
export interface ChangedFile {
  readonly path: string;
  /** In a word: added, modified, deleted, renamed. */
  readonly status: string;
  /** Lines; null: not known. */
  readonly added: number | null;
  readonly removed: number | null;
  readonly binary: boolean;
  /** Unified, with or without its head; null or '': there is none to show. */
  readonly diff: string | null;
  /** The diff goes on after what is here. Default: false */
  readonly cut?: boolean;
}

const lineMax = 2_000;
const head = 'diff --git a/file b/file\n--- a/file\n+++ b/file\n';

/** Its hunks. Names in the head of a diff are not read: whoever gives the diff says what file it is of. */
export function hunksOf(diff: string): readonly HunkData[] {
  const from = diff.startsWith('@@') ? 0 : diff.indexOf('\n@@') + 1;
  if (from === 0 && !diff.startsWith('@@')) return [];
  const lines = diff.slice(from).split('\n');
  const [file] = parseDiff(head + lines.map(shown).join('\n'));
  return file?.hunks ?? [];
}

/** Every line begins with its sign, or is of git: what looks like the next file's head is none. */
function shown(line: string): string {
  if (!/^[ +\-\\@]/.test(line)) return line === '' ? '' : ` ${visible(line)}`;
  if (line.length <= lineMax) return visible(line);
  return `${visible(line.slice(0, lineMax))}… ${bytes(line.length - lineMax)} more`;
}

/** How many lines it would take to show; cheap. */
export function lineCount(diff: string): number {
  let count = 1;
  for (let at = diff.indexOf('\n'); at !== -1; at = diff.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The first `linesMax` lines of them. */
export function firstLines(hunks: readonly HunkData[], linesMax: number): HunkData[] {
  const kept: HunkData[] = [];
  let left = linesMax;
  for (const hunk of hunks) {
    if (left <= 0) break;
    kept.push(hunk.changes.length <= left ? hunk : { ...hunk, changes: hunk.changes.slice(0, left) });
    left -= hunk.changes.length;
  }
  return kept;
}

/** Lines were taken and put that differ in nothing but blanks. */
export function isOnlyBlanks(hunks: readonly HunkData[]): boolean {
  const changes = hunks.flatMap((hunk) => hunk.changes);
  const without = (type: string): string =>
    changes
      .flatMap((change) => (change.type === type ? [change.content.replaceAll(/\s/g, '')] : []))
      .join('');
  return changes.some(({ type }) => type !== 'normal') && without('insert') === without('delete');
}
