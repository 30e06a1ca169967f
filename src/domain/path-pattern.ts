/*
 * Paths and patterns that locks are on: '/'-separated, relative to a repository, with `?`, `*`, `**` and `{a,b}`.
 * Brackets are literal (`app/[id]/page.tsx` is a file). Overlap errs towards overlap:
 *
 * P1  Whenever some path matches both patterns, they overlap.
 * P2  A directory ends in '/' and covers what is in it; a path without wildcards covers every path that names it as
 *     a directory: it may become one.
 * P3  Dot files are matched by wildcards like any other file.
 */

/** A pattern made ready for comparison; `alternatives` is never empty. */
export interface PathPattern {
  readonly text: string;
  readonly alternatives: readonly (readonly string[])[];
}

/** A pattern with more alternatives than this is widened to the directory that holds its first brace. */
const alternativesMax = 64;

export function parsePattern(text: string): PathPattern {
  return {
    text,
    alternatives: expandBraces(text.replaceAll(/\*{3,}/g, '**'))
      .flatMap(expandGluedStars)
      .map(toParts),
  };
}

/** Whether one path could match both. */
export function overlaps(a: PathPattern, b: PathPattern): boolean {
  return a.alternatives.some((left) => b.alternatives.some((right) => partsOverlap(left, right)));
}

/** Whether the path of a lock lies wholly within the pattern, as far as its text tells. */
export function isWithin(path: string, pattern: PathPattern): boolean {
  const { text } = pattern;
  if (path === text || path === `${text}/`) return true;
  if (isPlain(text) && path.startsWith(text.endsWith('/') ? text : `${text}/`)) return true;
  if (!isPlain(path) || path.endsWith('/') || text.startsWith(`${path}/`)) return false;
  return overlaps(parsePattern(path), pattern);
}

function isPlain(path: string): boolean {
  return isLiteral(path) && !path.includes('{');
}

/** Braces that are still there after expansion stand for themselves. */
function isLiteral(part: string): boolean {
  return !/[*?]/.test(part);
}

function toParts(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return path === '' || path.endsWith('/') ? [...parts, '**'] : parts;
}

/** Every choice of every `{…}`; the text itself too, for a file that is really named so. */
function expandBraces(text: string): readonly string[] {
  const expanded: string[] = [];
  const open = [text];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const choices = firstBrace(next);
    if (choices === undefined) expanded.push(next);
    else open.push(...choices);
    if (expanded.length + open.length > alternativesMax) return [widened(text)];
  }
  return expanded.length === 1 ? expanded : [...expanded, text];
}

/** A `**` that is not a whole part (`src/**.ts`) is one part to some programs and any number to others: here both. */
function expandGluedStars(text: string): readonly string[] {
  const glued = /(?<=[^/*])\*{2,}|\*{2,}(?=[^/*])/g;
  return glued.test(text) ? expandBraces(text.replaceAll(glued, '{*,*/**/*}')) : [text];
}

function widened(text: string): string {
  const head = text.slice(0, text.indexOf('{'));
  return `${head.slice(0, head.lastIndexOf('/') + 1)}**`;
}

/** The text with its first balanced brace group replaced by each choice; undefined when there is no such group. */
function firstBrace(text: string): readonly string[] | undefined {
  for (let from = text.indexOf('{'); from !== -1; from = text.indexOf('{', from + 1)) {
    const group = choicesAt(text, from);
    if (group === undefined) continue;
    return group.choices.map((choice) => text.slice(0, from) + choice + text.slice(group.end));
  }
  return undefined;
}

/** The choices of the group that opens at `from`. A range such as `{1..9}` could be anything. */
function choicesAt(text: string, from: number): { choices: readonly string[]; end: number } | undefined {
  const choices: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    const isEnd = depth === 0;
    if (!isEnd && !(depth === 1 && character === ',')) continue;
    choices.push(text.slice(start, at));
    start = at + 1;
    if (isEnd) return groupOf(choices, at + 1);
  }
  return undefined;
}

function groupOf(
  choices: readonly string[],
  end: number,
): { choices: readonly string[]; end: number } | undefined {
  if (choices.some((choice) => choice.includes('..'))) return { choices: [...choices, '*'], end };
  return choices.length > 1 ? { choices, end } : undefined;
}

/** Both lists of parts stand for sets of paths; `**` is any number of parts. */
function partsOverlap(a: readonly string[], b: readonly string[]): boolean {
  if (isBelow(a, b) || isBelow(b, a)) return true;
  return intersects(a.length, b.length, {
    isRun: (side, at) => (side === 'a' ? a : b)[at] === '**',
    meets: (i, j) => partOverlap(a[i] ?? '', b[j] ?? ''),
  });
}

/** P2 */
function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return above.length <= path.length && above.every((part, at) => part === path[at] && isLiteral(part));
}

/** Within one part: `*` is any run of characters, `?` any one. */
function partOverlap(a: string, b: string): boolean {
  if (a === b || a === '**' || b === '**') return true;
  if (isLiteral(a) && isLiteral(b)) return false;
  return intersects(a.length, b.length, {
    isRun: (side, at) => (side === 'a' ? a : b)[at] === '*',
    meets: (i, j) => a[i] === b[j] || a[i] === '?' || b[j] === '?',
  });
}

interface Symbols {
  /** The symbol at this place stands for any number of symbols of the other side. */
  isRun(side: 'a' | 'b', at: number): boolean;
  /** Both symbols can stand for the same thing. */
  meets(i: number, j: number): boolean;
}

/** Whether two sequences with runs have a common member: reachable pairs of places, row by row, so never exponential. */
function intersects(lengthA: number, lengthB: number, symbols: Symbols): boolean {
  let row = new Set([0]);
  for (let i = 0; i <= lengthA; i += 1) {
    const runA = i < lengthA && symbols.isRun('a', i);
    const next = new Set<number>();
    for (let j = 0; j <= lengthB; j += 1) {
      if (!row.has(j)) continue;
      const runB = j < lengthB && symbols.isRun('b', j);
      const isWithin = i < lengthA && j < lengthB;
      if (runB || (runA && j < lengthB)) row.add(j + 1);
      if (runA || (runB && i < lengthA)) next.add(j);
      if (isWithin && !runA && !runB && symbols.meets(i, j)) next.add(j + 1);
    }
    if (i === lengthA) return row.has(lengthB);
    row = next;
  }
  return false;
}
