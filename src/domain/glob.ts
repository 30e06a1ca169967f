/*
 * Globs on text that may be hostile: `*`, `?` and `{a,b}`, and `**` in paths. Everything else stands for itself. Matching
 * takes time in proportion to pattern times text, whatever they hold.
 */

/** A pattern with more alternatives than this is not read. */
const alternativesMax = 256;

/** Whether the whole text matches, `*` being any run of characters. Null: the pattern has too many alternatives. */
export function matchesText(text: string, pattern: string): boolean | null {
  const alternatives = expand(pattern);
  return alternatives === null
    ? null
    : alternatives.some((one) => wildcard(Array.from(text), Array.from(one), isStar, same));
}

/** Whether a '/'-separated path matches: `*` stays within one part, `**` is any number of parts. Dot files are matched too. */
export function matchesPath(path: string, pattern: string): boolean | null {
  const alternatives = expand(pattern);
  if (alternatives === null) return null;
  const parts = path.split('/');
  return alternatives.some((one) => {
    // A directory stands for all that is in it.
    const wanted = (one.endsWith('/') ? `${one}**` : one).split('/');
    return wildcard(parts, wanted, (part) => part === '**', partMatches);
  });
}

function partMatches(part: string, pattern: string): boolean {
  return wildcard(Array.from(part), Array.from(pattern), isStar, same);
}

function isStar(symbol: string): boolean {
  return symbol === '*';
}

function same(character: string, symbol: string): boolean {
  return symbol === '?' || character === symbol;
}

/** Goes back only to the last run: an earlier one could take no more than it has. */
function wildcard(
  items: readonly string[],
  pattern: readonly string[],
  isRun: (symbol: string) => boolean,
  meets: (item: string, symbol: string) => boolean,
): boolean {
  let at = 0;
  let want = 0;
  let run = -1;
  let taken = 0;
  while (at < items.length) {
    const symbol = pattern[want];
    if (symbol !== undefined && isRun(symbol)) {
      run = want++;
      taken = at;
    } else if (symbol !== undefined && meets(items[at] ?? '', symbol)) {
      at += 1;
      want += 1;
    } else if (run !== -1) {
      want = run + 1;
      at = ++taken;
    } else return false;
  }
  return pattern.slice(want).every(isRun);
}

/** Every choice of every `{…}`; null when there are too many. A brace without a comma stands for itself. */
function expand(pattern: string): readonly string[] | null {
  const expanded: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(next);
    if (group === null) expanded.push(next);
    else {
      const [, before = '', choices = '', after = ''] = group;
      open.push(...choices.split(',').map((choice) => before + choice + after));
    }
    if (expanded.length + open.length > alternativesMax) return null;
  }
  return expanded;
}
