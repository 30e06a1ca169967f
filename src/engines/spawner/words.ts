import { ShoalError } from '../../domain/errors.ts';

/**
 * Words of a command line as a shell would split them, with '…', "…" and \ as quotes; nothing is expanded and no shell
 * is involved. Throws USAGE for an open quote or no word at all.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === quote) quote = null;
    else {
      const isEscape = character === '\\' && quote !== "'" && at + 1 < text.length;
      word = (word ?? '') + (isEscape ? text.charAt((at += 1)) : character);
    }
  }
  if (quote !== null) throw new ShoalError('USAGE', `The command has an open ${quote}: ${text}`);
  if (word !== null) words.push(word);
  if (words.length === 0)
    throw new ShoalError('USAGE', 'The command is empty.', {
      hint: 'For example: shoal spawn 1 --command "python worker.py" -b',
    });
  return words;
}

/** One word for a POSIX shell that reads it back as exactly `text`. */
export function quoteWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
