/** `2>&1` and what is thrown away: redirections that write no file. */
const harmless = /(?:[12]?>&[12]|[12&]?>{1,2}[ \t]*\/dev\/null)(?=[\s;&|]|$)/y;
/** Runs, writes or expands something that only the shell knows: substitutions, here-documents, redirections, subshells. */
const unreadable = /[`<>()]|\$[({['"]/y;

/**
 * The simple commands of a shell command line, as written; null when it holds anything that could hide another one.
 * Deliberately narrow: what is allowed unasked must be read without a doubt.
 */
export function simpleCommands(text: string): readonly string[] | null {
  const commands: string[] = [];
  let current = '';
  for (let at = 0; at < text.length;) {
    const skipped = matchAt(harmless, text, at);
    const isWordStart = /^\s?$/.test(current.slice(-1));
    if (skipped !== '' && isWordStart) {
      at += skipped.length;
      continue;
    }
    const character = text[at] ?? '';
    if (matchAt(unreadable, text, at) !== '' || (character === '#' && isWordStart)) return null;
    if (/[;&|\n\r]/.test(character)) {
      commands.push(current);
      current = '';
      at += 1;
      continue;
    }
    const word = quoted(text, at);
    if (word === null) return null;
    current += word;
    at += word.length;
  }
  return [...commands, current].map((command) => command.trim()).filter((command) => command !== '');
}

/** One character, or one quoted or escaped piece; null when it does not end, or holds what the shell would run. */
function quoted(text: string, at: number): string | null {
  const character = text[at] ?? '';
  if (character === '\\') return at + 1 < text.length ? text.slice(at, at + 2) : null;
  if (character !== "'" && character !== '"') return character;
  const end = character === "'" ? text.indexOf("'", at + 1) : endOfDouble(text, at + 1);
  if (end === -1) return null;
  const piece = text.slice(at, end + 1);
  return character === '"' && /`|\$[({[]/.test(piece) ? null : piece;
}

function endOfDouble(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/**
 * Everything in a command line that could be a command, substitutions and quoted text included: for refusing, where one
 * too many does no harm. With and without quotes and backslashes.
 */
export function possibleCommands(text: string): readonly string[] {
  const plain = text.replaceAll(/["'\\]/g, '');
  const pieces = [text, plain].flatMap((one) => [one, ...one.split(/[;&|\n\r`(){}<>]|\$\(/)]);
  return [...new Set(pieces.map((piece) => piece.trim()).filter((piece) => piece !== ''))];
}
