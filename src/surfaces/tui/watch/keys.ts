/** What a terminal in raw mode sends, as names; printable text as itself. */
export function parseKeys(input: string): readonly string[] {
  const keys: string[] = [];
  for (const [match] of input.matchAll(/\u001b\[[0-9;]*[A-Za-z~]|\u001bO[A-Za-z]|[^]/gu)) {
    keys.push(NAMES[match] ?? (match.startsWith('\u001b') && match.length > 1 ? 'unknown' : match));
  }
  return keys;
}

const NAMES: Readonly<Record<string, string>> = {
  '\u001b': 'escape',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
  '\u001b[Z': 'shift-tab',
  '\u001b[5~': 'page-up',
  '\u001b[6~': 'page-down',
  '\u001b[H': 'home',
  '\u001b[F': 'end',
  '\t': 'tab',
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u0004': 'interrupt',
};
