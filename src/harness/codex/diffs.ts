import type { FileDiff } from '../driver.ts';
import { fieldsAt, listAt, textAt, type Fields } from './wire.ts';

/** Files that the `changes` of a `fileChange` item touch, a move's both names among them. */
export function changedPaths(item: Fields): readonly string[] {
  const paths = listAt(item, 'changes').flatMap((change) => [
    textAt(change, 'path'),
    textAt(fieldsAt(change, 'kind'), 'move_path'),
  ]);
  return paths.filter((path) => path !== null);
}

/** Of an updated file only the lines that its hunks show, for Codex tells no more. */
export function toDiffs(item: Fields): readonly FileDiff[] {
  return listAt(item, 'changes').map((change) => {
    const kind = fieldsAt(change, 'kind');
    const diff = textAt(change, 'diff') ?? '';
    const path = textAt(kind, 'move_path') ?? textAt(change, 'path') ?? '';
    switch (textAt(kind, 'type')) {
      case 'add':
        return { path, before: null, after: diff };
      case 'delete':
        return { path, before: diff, after: '' };
      default:
        return { path, before: side(diff, '-'), after: side(diff, '+') };
    }
  });
}

function side(diff: string, sign: '-' | '+'): string {
  const lines = diff.split('\n').filter((line) => line.startsWith(' ') || line.startsWith(sign));
  return lines.map((line) => `${line.slice(1)}\n`).join('');
}
