import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigChange } from '../../operations/ports.ts';
import { blockLines, flowText, nested } from './yaml-text.ts';

/** Makes one change as a cut in the text; null for a shape that it does not know. */
export function splice(text: string, document: Document, change: ConfigChange): string | null {
  const editor: Editor = {
    text,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    step: indentStep(document, text),
  };
  const { path, value } = change;
  const parents = resolveParents(document.contents, path);
  if (parents === null) return null;
  if (parents.length === path.length) {
    const target = parents.at(-1);
    if (target === undefined) return null;
    if (change.insert === true) return insertItem(editor, target, value);
    return value === undefined ? remove(editor, parents) : replace(editor, target, value);
  }
  return value === undefined ? text : add(editor, document, parents, path.slice(parents.length), value);
}

interface Editor {
  readonly text: string;
  readonly newline: string;
  /** Spaces of one level. */
  readonly step: number;
}

/** One step of a path that is there: the map or list, and where in it. */
interface Place {
  readonly parent: YAMLMap<Node, Node | null> | YAMLSeq<Node | null>;
  readonly index: number;
  readonly key: Node | null;
  readonly value: Node | null;
}

function resolveParents(root: unknown, path: readonly string[]): readonly Place[] | null {
  const places: Place[] = [];
  let node: unknown = root;
  for (const name of path) {
    if (isMap(node)) {
      const parent = node as YAMLMap<Node, Node | null>; // of a parsed document
      const index = parent.items.findIndex(({ key }) => isScalar(key) && String(key.value) === name);
      const pair = parent.items[index];
      if (pair === undefined) return places;
      places.push({ parent, index, key: pair.key, value: pair.value });
    } else if (isSeq(node)) {
      const parent = node as YAMLSeq<Node | null>; // of a parsed document
      const index = name === '-' ? -1 : Number(name);
      const value = parent.items[index];
      if (value === undefined) return places;
      places.push({ parent, index, key: null, value });
    } else return isEmpty(node) ? places : null;
    node = places.at(-1)?.value;
  }
  return places;
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function replace(editor: Editor, place: Place, wanted: unknown): string | null {
  const { key, value } = place;
  const { text } = editor;
  if (isBlock(value) || (isCollection(wanted) && place.parent.flow !== true))
    return replaceLines(editor, place, wanted);
  if (isEmpty(value)) {
    const after = key === null ? undefined : colonAfter(text, key);
    return after === undefined ? null : cut(text, after, after, ` ${flowText(wanted)}`);
  }
  const range = value?.range;
  if (range === null || range === undefined) return null;
  return cut(text, range[0], range[1], flowText(wanted, isScalar(value) ? value.type : undefined));
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function replaceLines(editor: Editor, place: Place, wanted: unknown): string | null {
  const { text } = editor;
  const { key } = place;
  const start = startOf(text, place);
  if (text.slice(lineStart(text, start), start).trim() !== '') return null;
  const whole = isScalar(key) ? { [String(key.value)]: wanted } : [wanted];
  const lines = blockLines(whole, column(text, start), editor);
  return cut(text, lineStart(text, start), lineEnd(text, endOf(text, place)), lines);
}

/** Written over several lines without brackets. */
function isBlock(value: Node | null): boolean {
  if (isMap(value) || isSeq(value)) return value.flow !== true;
  return isScalar(value) && (value.type === Scalar.BLOCK_FOLDED || value.type === Scalar.BLOCK_LITERAL);
}

function colonAfter(text: string, key: Node): number | undefined {
  const colon = text.indexOf(':', key.range?.[1] ?? text.length);
  return colon === -1 ? undefined : colon + 1;
}

/** A map or list that the removal leaves empty goes too, when it is no section and no profile or queue. */
function remove(editor: Editor, places: readonly Place[]): string | null {
  const place = places.at(-1);
  if (place === undefined) return null;
  if (places.length > 2 && place.parent.items.length === 1) return remove(editor, places.slice(0, -1));
  if (place.parent.flow === true) return removeFromFlow(editor.text, place);
  const { text } = editor;
  const start = lineStart(text, startOf(text, place));
  if (!/^[ \t]*-?[ \t]*$/.test(text.slice(start, startOf(text, place)))) return null;
  return cut(text, start, lineEnd(text, endOf(text, place)), '');
}

function removeFromFlow(text: string, place: Place): string | null {
  const { parent, index } = place;
  const start = startOf(text, place);
  const end = endOf(text, place);
  const next = placeIn(parent, index + 1);
  if (next !== undefined) return cut(text, start, startOf(text, next), '');
  const previous = placeIn(parent, index - 1);
  return cut(text, previous === undefined ? start : endOf(text, previous), end, '');
}

function placeIn(parent: Place['parent'], index: number): Place | undefined {
  if (isMap(parent)) {
    const pair = parent.items[index] as Pair<Node, Node | null> | undefined; // of a parsed document
    return pair === undefined ? undefined : { parent, index, key: pair.key, value: pair.value };
  }
  const value = (parent as YAMLSeq<Node | null>).items[index]; // what is no map is a list
  return value === undefined
    ? undefined
    : { parent: parent as YAMLSeq<Node | null>, index, key: null, value };
}

/** Of an item of a list without brackets: its dash. */
function startOf(text: string, { parent, key, value }: Place): number {
  const start = (key ?? value)?.range?.[0] ?? 0;
  return isSeq(parent) && parent.flow !== true ? text.lastIndexOf('-', start) : start;
}

function endOf(text: string, { key, value }: Place): number {
  const end = value?.range?.[1];
  if (!isEmpty(value) && end !== undefined) return end;
  return (key === null ? value?.range?.[1] : colonAfter(text, key)) ?? text.length;
}

/** Above the comments that stand directly over the item: they are about it. */
function insertItem(editor: Editor, place: Place, value: unknown): string | null {
  const { text } = editor;
  if (!isSeq(place.parent)) return null;
  const start = startOf(text, place);
  if (place.parent.flow === true) return cut(text, start, start, `${flowText(value)}, `);
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
function add(
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
    const inner = flowText(wanted).slice(1, -1);
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
  if (place.key === null || place.parent.flow === true) return null;
  const after = colonAfter(text, place.key);
  if (after === undefined) return null;
  const end = isEmptyFlow(holder) ? ((holder as YAMLMap).range?.[1] ?? after) : after;
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

function cut(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** After its line break. A block's end is already there. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
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
