import { type Document, isMap, isSeq, type Node } from 'yaml';
import type { Editor } from './editor.ts';
import {
  colonAfter,
  column,
  cut,
  endOf,
  isEmpty,
  lineEnd,
  lineStart,
  type Place,
  placeIn,
  startOf,
} from './splice-place.ts';
import { blockLines, flowText, nested } from './yaml-text.ts';

/** Above the comments that stand directly over the item: they are about it. */
export function insertItem(editor: Editor, place: Place, value: unknown): string | null {
  const { text } = editor;
  if (!isSeq(place.parent)) return null;
  const start = startOf(text, place);
  if (place.parent.flow === true) return cut(text, start, start, `${flowText(value, editor)}, `);
  const indent = column(text, start);
  let at = lineStart(text, start);
  for (let above = lineStart(text, at - 1); at > 0 && isComment(text, above, at);) {
    at = above;
    above = lineStart(text, at - 1);
  }
  return cut(text, at, at, blockLines([value], indent, editor));
}

function isComment(text: string, from: number, to: number): boolean {
  return /^[ \t]*#/.test(text.slice(from, to)) && !text.slice(from, to).includes('yaml-language-server');
}

/** Puts what is missing of the path under the last part of it that is there. */
export function add(
  editor: Editor,
  document: Document,
  places: readonly Place[],
  missing: readonly string[],
  value: unknown,
): string | null {
  const holder = places.length === 0 ? document.contents : (places.at(-1)?.value ?? null);
  const wanted = nested(missing, value);
  if (isEmpty(holder) || isEmptyFlow(holder)) return addFirst(editor, places.at(-1), holder, wanted);
  if (!isMap(holder) && !isSeq(holder)) return null;
  const last = placeIn(holder as Place['parent'], holder.items.length - 1); // of a parsed document
  if (last === undefined) return null;
  const { text } = editor;
  const end = endOf(text, last);
  if (holder.flow === true) {
    const inner = flowText(wanted, editor).slice(1, -1);
    return cut(text, end, end, `, ${inner}`);
  }
  const first = placeIn(holder as Place['parent'], 0); // same
  const indent = first === undefined ? 0 : column(text, startOf(text, first));
  return addLines(editor, end, blockLines(wanted, indent, editor));
}

function isEmptyFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true && node.items.length === 0;
}

/** The first thing in a section, or in the file. */
function addFirst(editor: Editor, place: Place | undefined, holder: unknown, wanted: unknown): string | null {
  const { text } = editor;
  if (place === undefined) {
    const isFlow = isEmptyFlow(holder);
    return isFlow ? null : addLines(editor, text.length, blockLines(wanted, 0, editor));
  }
  const [start = 0, stop = 0] = (holder as Node | null)?.range ?? []; // an empty one, of a parsed document
  const isWritten = stop > start;
  if (place.parent.flow === true && isWritten) return cut(text, start, stop, flowText(wanted, editor));
  if (place.key === null || place.parent.flow === true) return null;
  const after = colonAfter(text, place.key);
  if (after === undefined) return null;
  const end = isWritten ? stop : after;
  const indent = column(text, place.key.range?.[0] ?? 0) + editor.step;
  const lines = blockLines(wanted, indent, editor);
  const rest = text.slice(end, lineEnd(text, end));
  return addLines({ ...editor, text: cut(text, after, end, '') }, after + rest.length - 1, lines);
}

/** After the end of the line in which `offset` is. */
function addLines({ text, newline }: Editor, offset: number, lines: string): string {
  const isLineStart = offset === 0 || text[offset - 1] === '\n';
  const at = isLineStart ? offset : lineEnd(text, offset);
  const isOpen = at > 0 && text[at - 1] !== '\n';
  return cut(text, at, at, `${isOpen ? newline : ''}${lines}`);
}
