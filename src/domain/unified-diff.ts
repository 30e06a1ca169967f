const contextLines = 3;
const cellsDefault = 4_000_000;

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/**
 * A unified diff of two texts; null is no file. '' when they are equal. Where the differing middles have more pairs of
 * lines than `cellsMax` (default: 4 million, some 50 ms), it is shown as one replacement.
 */
export function unifiedDiff(
  path: string,
  before: string | null,
  after: string | null,
  cellsMax = cellsDefault,
): string {
  if (before === after) return '';
  const lines = compare(splitLines(before ?? ''), splitLines(after ?? ''), cellsMax);
  const names = [
    `--- ${before === null ? '/dev/null' : `a/${path}`}`,
    `+++ ${after === null ? '/dev/null' : `b/${path}`}`,
  ];
  return [...names, ...hunksOf(lines)].join('\n');
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop();
  return last === '' || last === undefined ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function compare(a: readonly string[], b: readonly string[], cellsMax: number): readonly Line[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), cellsMax),
    ...a.slice(a.length - tail).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[], cellsMax: number): readonly Line[] {
  if (a.length * b.length > cellsMax) return [...a.map(removed), ...b.map(added)];
  const lengths = commonLengths(a, b);
  const lines: Line[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      lines.push(removed(a[i] ?? ''));
      i += 1;
    } else {
      lines.push(added(b[j] ?? ''));
      j += 1;
    }
  }
  return lines;
}

/** `lengths[i][j]` is the length of the longest common subsequence of `a` from `i` and `b` from `j`. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i];
    const below = lengths[i + 1];
    if (row === undefined || below === undefined) continue;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function removed(text: string): Line {
  return { sign: '-', text };
}

function added(text: string): Line {
  return { sign: '+', text };
}

function hunksOf(lines: readonly Line[]): readonly string[] {
  const shown = new Set(
    lines.flatMap(({ sign }, at) =>
      sign === ' '
        ? []
        : Array.from({ length: 2 * contextLines + 1 }, (_, offset) => at - contextLines + offset),
    ),
  );
  const out: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < lines.length;) {
    const hunk: Line[] = [];
    const start = { old: oldLine, new: newLine };
    for (; at < lines.length && shown.has(at); at += 1) {
      const line = lines[at] as Line; // at is within the array
      hunk.push(line);
      if (line.sign !== '+') oldLine += 1;
      if (line.sign !== '-') newLine += 1;
    }
    if (hunk.length > 0) out.push(header(start, hunk), ...hunk.map(({ sign, text }) => `${sign}${text}`));
    for (; at < lines.length && !shown.has(at); at += 1, oldLine += 1, newLine += 1);
  }
  return out;
}

function header(start: { old: number; new: number }, hunk: readonly Line[]): string {
  const oldCount = hunk.filter(({ sign }) => sign !== '+').length;
  const newCount = hunk.filter(({ sign }) => sign !== '-').length;
  const from = (line: number, count: number): string => `${count === 0 ? line - 1 : line},${count}`;
  return `@@ -${from(start.old, oldCount)} +${from(start.new, newCount)} @@`;
}
