import { isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';

/** One step of a path that is there: the map or list, and where in it. */
export interface Place {
  readonly parent: YAMLMap<Node, Node | null> | YAMLSeq<Node | null>;
  readonly index: number;
  readonly key: Node | null;
  readonly value: Node | null;
}

/** As far as the path is there; null: it leads through something that has no parts. */
export function resolvePlaces(root: unknown, path: readonly string[]): readonly Place[] | null {
  const places: Place[] = [];
  let node: unknown = root;
  for (const name of path) {
    if (isMap(node)) {
      const parent = node as YAMLMap<Node, Node | null>; // of a parsed document
      const index = parent.items.findIndex(({ key }) => isScalar(key) && String(key.value) === name);
      const place = placeIn(parent, index);
      if (place === undefined) return places;
      places.push(place);
    } else if (isSeq(node)) {
      const place = placeIn(node as YAMLSeq<Node | null>, name === '-' ? -1 : Number(name)); // same
      if (place === undefined) return places;
      places.push(place);
    } else return isEmpty(node) ? places : null;
    node = places.at(-1)?.value;
  }
  return places;
}

export function placeIn(parent: Place['parent'], index: number): Place | undefined {
  if (isMap(parent)) {
    const pair = parent.items[index] as Pair<Node, Node | null> | undefined; // of a parsed document
    return pair === undefined ? undefined : { parent, index, key: pair.key, value: pair.value };
  }
  const value = (parent as YAMLSeq<Node | null>).items[index]; // what is no map is a list
  return value === undefined
    ? undefined
    : { parent: parent as YAMLSeq<Node | null>, index, key: null, value };
}

export function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Written over several lines without brackets. */
export function isBlock(value: Node | null): boolean {
  if (isMap(value) || isSeq(value)) return value.flow !== true;
  return isBlockText(value);
}

export function isBlockText(value: unknown): boolean {
  return isScalar(value) && (value.type === Scalar.BLOCK_FOLDED || value.type === Scalar.BLOCK_LITERAL);
}

/** Of an item of a list without brackets: its dash. */
export function startOf(text: string, { parent, key, value }: Place): number {
  const start = (key ?? value)?.range?.[0] ?? 0;
  return isSeq(parent) && parent.flow !== true ? text.lastIndexOf('-', start) : start;
}

/** Of what stands over several lines that of the last thing in it; blank lines below are not taken as a part, when they are none. */
export function endOf(text: string, { key, value }: Place): number {
  if ((isMap(value) || isSeq(value)) && value.flow !== true) {
    const last = placeIn(value as Place['parent'], value.items.length - 1); // of a parsed document
    if (last !== undefined) return endOf(text, last);
  }
  const [start = 0, end = text.length] = value?.range ?? [];
  if (isEmpty(value) && key !== null && start === end) return colonAfter(text, key) ?? end;
  if (!isBlockText(value) || /^[|>]\d?\+/.test(text.slice(start))) return end;
  return end - (/(?<=\n)(?:[ \t]*\r?\n)+$/.exec(text.slice(start, end))?.[0].length ?? 0);
}

export function colonAfter(text: string, key: Node): number | undefined {
  const colon = text.indexOf(':', key.range?.[1] ?? text.length);
  return colon === -1 ? undefined : colon + 1;
}

export function cut(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** After its line break. A block's end is already there. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

export function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
