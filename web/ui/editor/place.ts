/** Where a cursor stands in a YAML text, as far as its lines and their depth tell: it need not be whole. */
export interface Place {
  /** Keys and indexes that lead to the mapping or the value at the cursor; a list item is `*`. */
  readonly path: readonly string[];
  /** A key is being written, or the value of the path's last key. */
  readonly is: 'key' | 'value';
  /** What of it is written. */
  readonly word: string;
  /** Keys that stand beside it. */
  readonly siblings: readonly string[];
}

interface Entry {
  /** Columns before the key, its dashes included. */
  readonly depth: number;
  /** Columns before the dash; null: no list item begins here. */
  readonly dash: number | null;
  readonly key: string | null;
}

const entryLine = /^(\s*)((?:-\s+)*)(?:(["']?)([\w.$/@-]+)\3\s*:(?=\s|$))?/;

/** Source of the form: YAML 1.2, block collections. Flow collections are not looked into. */
export function placeAt(lines: readonly string[], line: number, column: number): Place | null {
  const before = (lines[line] ?? '').slice(0, column);
  if (/^\s*#|\s#/.test(before)) return null;
  const value = /^(\s*(?:-\s+)*)(["']?)([\w.$/@-]+)\2\s*:\s+(["']?)([^"'#]*)$/.exec(before);
  if (value !== null) {
    const [, lead = '', , key = '', , word = ''] = value;
    return {
      path: [...above(lines, line, lead.length, entryOf(before).dash), key],
      is: 'value',
      word,
      siblings: [],
    };
  }
  const written = /^(\s*(?:-\s+)*)([\w.$/@-]*)$/.exec(before);
  if (written === null) return null;
  const [, lead = '', word = ''] = written;
  const path = above(lines, line, lead.length, entryOf(before).dash);
  return { path, is: 'key', word, siblings: siblingsOf(lines, line, lead.length) };
}

/** From the line upwards, each key that stands further left. */
function above(
  lines: readonly string[],
  line: number,
  depth: number,
  dash: number | null,
): readonly string[] {
  const path: string[] = [];
  let limit = depth;
  let wanted = dash;
  for (let at = line - 1; at >= 0 && limit > 0; at -= 1) {
    if (isBlank(lines[at])) continue;
    const entry = entryOf(lines[at] ?? '');
    // Of the same item, which began above.
    if (entry.depth === limit && entry.dash !== null && wanted === null) wanted = entry.dash;
    if (entry.key === null) continue;
    const isListOf = wanted !== null && entry.depth <= wanted && entry.depth < limit;
    if (isListOf) {
      path.unshift(entry.key, '*');
      limit = entry.depth;
      wanted = entry.dash;
    } else if (entry.depth < limit && wanted === null) {
      path.unshift(entry.key);
      limit = entry.depth;
      wanted = entry.dash;
    }
  }
  return path;
}

function siblingsOf(lines: readonly string[], line: number, depth: number): readonly string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let at = line + step; at >= 0 && at < lines.length; at += step) {
      if (isBlank(lines[at])) continue;
      const { depth: here, key, dash } = entryOf(lines[at] ?? '');
      if (here < depth || (step === 1 && dash !== null && here === depth)) break;
      if (here === depth && key !== null) found.push(key);
      if (step === -1 && dash !== null && here === depth) break;
    }
  }
  return found;
}

function entryOf(line: string): Entry {
  const [, space = '', dashes = '', , key] = entryLine.exec(line) ?? [];
  return {
    depth: space.length + dashes.length,
    dash: dashes === '' ? null : space.length + dashes.lastIndexOf('-'),
    key: key ?? null,
  };
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || /^\s*(?:#.*)?$/.test(line);
}
