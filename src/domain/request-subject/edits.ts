import { insideOf, resolvePath } from '../policy.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { type Json, listOf, objectOf, textOf } from './json.ts';

/** What one file would become. */
export interface Edit {
  /** Relative to where the agent works; absolute outside of it. */
  readonly path: string;
  /** written: all that it would hold, whatever it holds now. */
  readonly status: 'added' | 'changed' | 'deleted' | 'written';
  /** A unified diff; '' when nothing is known of the change. */
  readonly diff: string;
  readonly added: number;
  readonly removed: number;
  /** Its line numbers count within the part that is changed: where that is in the file is not known. */
  readonly isPart: boolean;
  /** The diff is longer than what is given here. */
  readonly isCut: boolean;
}

const editsMax = 50;
const diffCharsMax = 60_000;
const allCharsMax = 400_000;
/** Comparing more would keep others waiting. */
const sideCharsMax = 400_000;
const cellsMax = 400_000;

interface Change {
  readonly path: string;
  readonly status: Edit['status'];
  readonly before: string | null;
  readonly after: string | null;
  readonly isPart: boolean;
}

export interface Edits {
  readonly edits: readonly Edit[];
  /** Further files that are not given here. */
  readonly more: number;
}

/** Of a permission to change files; none where the harness does not say what would change. */
export function editsOf(detail: unknown, root: string): Edits {
  const changes = changesOf(objectOf(detail));
  const edits: Edit[] = [];
  let room = allCharsMax;
  for (const change of changes.slice(0, editsMax)) {
    const edit = toEdit(change, root, Math.min(room, diffCharsMax));
    room -= edit.diff.length;
    edits.push(edit);
  }
  return { edits, more: Math.max(0, changes.length - editsMax) };
}

function changesOf(detail: Json): readonly Change[] {
  const diffs = listOf(detail['diffs']);
  if (diffs.length > 0) return diffs.flatMap(ofDiff);
  const input = objectOf(detail['input']);
  const path = textOf(input['file_path']) ?? textOf(input['notebook_path']);
  return path === null ? [] : ofInput(path, input);
}

/** Codex tells parts of files that are there, ACP agents as a rule the whole. */
function ofDiff(diff: Json): readonly Change[] {
  const path = textOf(diff['path']);
  const before = textOf(diff['before']);
  const after = textOf(diff['after']);
  if (path === null || after === null) return [];
  const status = before === null ? 'added' : after === '' ? 'deleted' : 'changed';
  return [{ path, status, before, after: status === 'deleted' ? null : after, isPart: status === 'changed' }];
}

/** Claude Code's Write, Edit, MultiEdit and NotebookEdit. */
function ofInput(path: string, input: Json): readonly Change[] {
  const content = textOf(input['content']) ?? textOf(input['new_source']);
  if (content !== null) return [{ path, status: 'written', before: null, after: content, isPart: false }];
  const edits = Array.isArray(input['edits']) ? listOf(input['edits']) : [input];
  const changes = edits.flatMap((edit): Change[] => {
    const before = textOf(edit['old_string']);
    const after = textOf(edit['new_string']);
    if (before === null || after === null) return [];
    return [{ path, status: before === '' ? 'added' : 'changed', before, after, isPart: before !== '' }];
  });
  return changes;
}

function toEdit(change: Change, root: string, charsMax: number): Edit {
  const { before, after, status, isPart } = change;
  const absolute = resolvePath(change.path, root);
  const path = insideOf(absolute, root) ?? absolute;
  const isTooLong = (before?.length ?? 0) + (after?.length ?? 0) > sideCharsMax;
  const whole = isTooLong ? '' : unifiedDiff(path, before === '' ? null : before, after, cellsMax);
  const lines = whole.split('\n').slice(2);
  return {
    path,
    status,
    diff: cutLines(whole, charsMax),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    isPart,
    isCut: isTooLong || whole.length > charsMax,
  };
}

/** Whole lines only, so that what is left is a diff still. */
function cutLines(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', charsMax)));
}
