import { type Document, isMap, isScalar, type Node, type Pair } from 'yaml';
import type { ConfigChange } from '../../operations/ports.ts';
import type { Editor } from './editor.ts';
import { add, insertItem } from './splice-add.ts';
import {
  colonAfter,
  column,
  cut,
  endOf,
  isBlock,
  isBlockText,
  isEmpty,
  lineEnd,
  lineStart,
  type Place,
  placeIn,
  resolvePlaces,
  startOf,
} from './splice-place.ts';
import { blockLines, flowText, type ValueForm } from './yaml-text.ts';

export interface SpliceOptions extends ValueForm {
  /** What was the last of a map or list leaves it empty; else the map or list goes too, when it is no section. */
  readonly keepsEmpty: boolean;
}

/** Makes one change as a cut in the text; null for a shape that it does not know. */
export function splice(
  text: string,
  document: Document,
  change: ConfigChange,
  options: SpliceOptions,
): string | null {
  const editor: Editor = {
    ...options,
    text,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    step: indentStep(document, text),
  };
  const { path, value } = change;
  const places = resolvePlaces(document.contents, path);
  if (places === null) return null;
  if (places.length === path.length) {
    const target = places.at(-1);
    if (target === undefined) return null;
    if (change.insert === true) return insertItem(editor, target, value);
    return value === undefined ? remove(editor, places) : replace(editor, target, value);
  }
  return value === undefined ? text : add(editor, document, places, path.slice(places.length), value);
}

function replace(editor: Editor, place: Place, wanted: unknown): string | null {
  const { key, value, parent } = place;
  const { text } = editor;
  if (isBlock(value) || (parent.flow !== true && isLong(wanted))) return replaceLines(editor, place, wanted);
  const [start, end] = value?.range ?? [];
  if (isEmpty(value) && (start === undefined || start === end)) {
    const after = key === null ? undefined : colonAfter(text, key);
    return after === undefined ? null : cut(text, after, after, ` ${flowText(wanted, editor)}`);
  }
  if (start === undefined || end === undefined) return null;
  return cut(text, start, end, flowText(wanted, editor, isScalar(value) ? value.type : undefined));
}

function isLong(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || (typeof value === 'string' && value.includes('\n'));
}

/** The key stays as it is written, and so does the comment beside it. */
function replaceLines(editor: Editor, place: Place, wanted: unknown): string | null {
  const { text, newline } = editor;
  const { key } = place;
  const start = startOf(text, place);
  const after = key === null ? start + 1 : colonAfter(text, key);
  if (after === undefined) return null;
  const sign = key === null ? '-' : 'k:';
  const lines = blockLines(key === null ? [wanted] : { k: wanted }, column(text, start), editor);
  const [first = '', ...rest] = lines.slice(lines.indexOf(sign) + sign.length).split(newline);
  const comment = commentBeside(text, after, place);
  const end = lineEnd(text, endOf(text, place));
  return cut(text, after, end, [`${first}${comment}`, ...rest].join(newline));
}

/** On the line of the key, whatever stands there of the value. */
function commentBeside(text: string, after: number, { value }: Place): string {
  const [start = after, end = start] = value?.range ?? [];
  const beforeIt = /^([ \t]+#[^\r\n]*)/.exec(text.slice(after, start))?.[1];
  if (beforeIt !== undefined) return beforeIt;
  if (isBlockText(value)) return /^[|>]\S*([ \t]+#[^\r\n]*)/.exec(text.slice(start))?.[1] ?? '';
  return isBlock(value) ? '' : (/^([ \t]+#[^\r\n]*)/.exec(text.slice(end))?.[1] ?? '');
}

function remove(editor: Editor, places: readonly Place[]): string | null {
  const place = places.at(-1);
  if (place === undefined) return null;
  const { text, keepsEmpty } = editor;
  const isLast = place.parent.items.length === 1;
  if (isLast && !keepsEmpty && places.length > 2) return remove(editor, places.slice(0, -1));
  if (place.parent.flow === true) return removeFromFlow(text, place);
  if (isLast && keepsEmpty) return removeOnly(editor, places);
  return removeLines(text, place);
}

function removeLines(text: string, place: Place): string | null {
  const start = startOf(text, place);
  const line = lineStart(text, start);
  const end = endOf(text, place);
  const before = text.slice(line, start);
  if (before.trim() === '') return cut(text, line, lineEnd(text, end), '');
  // The first key of an item of a list, beside its dash.
  const next = placeIn(place.parent, place.index + 1);
  if (next === undefined || !/^[ \t-]+$/.test(before)) return null;
  const from = startOf(text, next);
  return text.slice(end, from).trim() === '' ? cut(text, start, from, '') : cut(text, start, end, '');
}

/** An empty map or list takes its place; comments around it stay. */
function removeOnly({ text }: Editor, places: readonly Place[]): string | null {
  const [holder, place] = places.slice(-2);
  if (holder === undefined || place === undefined || holder.key === null) return null;
  const after = colonAfter(text, holder.key);
  const without = removeLines(text, place);
  if (after === undefined || without === null) return null;
  return cut(without, after, after, isMap(place.parent) ? ' {}' : ' []');
}

function removeFromFlow(text: string, place: Place): string {
  const { parent, index } = place;
  const start = startOf(text, place);
  const end = endOf(text, place);
  const next = placeIn(parent, index + 1);
  if (next !== undefined) {
    const from = startOf(text, next);
    if (!text.slice(end, from).includes('#')) return cut(text, start, from, '');
    return cut(text, start, end + (/^(?:\s|#.*)*,/.exec(text.slice(end))?.[0].length ?? 0), '');
  }
  const previous = placeIn(parent, index - 1);
  const from = previous === undefined ? start : endOf(text, previous);
  return cut(text, text.slice(from, start).includes('#') ? start : from, end, '');
}

const stepDefault = 2;

/** As the file has it. */
function indentStep({ contents }: Document, text: string): number {
  if (!isMap(contents)) return stepDefault;
  for (const { value } of contents.items as Pair<Node, Node | null>[]) {
    // of a parsed document
    if (!isMap(value) || value.flow === true) continue;
    const start = value.range?.[0];
    if (start !== undefined) return Math.max(1, column(text, start));
  }
  return stepDefault;
}
