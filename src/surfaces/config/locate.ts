import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import { canonicalKey } from './spelling.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** How a key in a file is spelled in a path. */
type KeyOf = (parents: readonly string[], key: string) => string;

/** The pair or item that a path in canonical spelling leads to, as far as it is there. */
export function nodeAt(
  document: Document,
  path: readonly string[],
  keyOf: KeyOf = canonicalKey,
): Found | undefined {
  let found: Found | undefined;
  let node: unknown = document.contents;
  for (const [depth, key] of path.entries()) {
    const next = step(node, path.slice(0, depth), key, keyOf);
    if (next === undefined) break;
    found = { ...next, depth: depth + 1 };
    node = next.value;
  }
  return found;
}

export interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
  readonly depth: number;
}

function step(
  node: unknown,
  parents: readonly string[],
  key: string,
  keyOf: KeyOf,
): { readonly key: Node | null; readonly value: Node | null } | undefined {
  if (isMap(node)) {
    const pair = (node.items as Pair<Node, Node | null>[]).find(
      (item) => isScalar(item.key) && keyOf(parents, String(item.key.value)) === key,
    );
    return pair === undefined ? undefined : { key: pair.key, value: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(key)] as Node | null | undefined; // of a parsed document
  return item === undefined ? undefined : { key: null, value: item };
}

/** Where the key stands, or the value of a list; the nearest parent of what is not there; the top of an empty file. */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly string[],
  what: 'key' | 'value' = 'value',
  keyOf?: KeyOf,
): Position {
  return spanOf(document, lines, path, what, keyOf).start;
}

/** From where it stands to where it ends. */
export function spanOf(
  document: Document,
  lines: LineCounter,
  path: readonly string[],
  what: 'key' | 'value' = 'value',
  keyOf?: KeyOf,
): { readonly start: Position; readonly end: Position } {
  const found = nodeAt(document, path, keyOf);
  const isWhole = found?.depth === path.length;
  const node = isWhole && what === 'value' ? (found?.value ?? found?.key) : (found?.key ?? found?.value);
  const [start = 0, end = start] = node?.range ?? [];
  return { start: lineAt(lines, start), end: lineAt(lines, end) };
}

export function lineAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The path as the file spells it: `max_parallel` stays so. */
export function spelledPath(document: Document, path: readonly string[]): readonly string[] {
  return path.map((key, depth) => {
    const found = nodeAt(document, path.slice(0, depth + 1));
    return found?.depth === depth + 1 && isScalar(found.key) ? String(found.key.value) : key;
  });
}
