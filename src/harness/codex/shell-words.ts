/**
 * The command inside `/bin/bash -lc '…'`, as the model wrote it; the whole line when it is anything else, for a policy
 * must never judge less than what runs.
 */
export function unwrapShell(line: string): string {
  const words = shellWords(line);
  const [shell = '', flag = '', command = ''] = words ?? [];
  const isShell = /(^|\/)(ba|z|da)?sh$/.test(shell) && /^-l?c$/.test(flag);
  return words?.length === 3 && isShell ? command : line;
}

/** Splits what was quoted for a POSIX shell; null when it holds anything but words. */
function shellWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let rest = line;
  while (rest !== '') {
    const token = tokens.exec(rest);
    if (token === null) return null;
    const [all, space, single, double, escaped, plain] = token;
    rest = rest.slice(all.length);
    if (space !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const text = single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? escaped ?? plain ?? '';
    word = (word ?? '') + text;
  }
  if (word !== null) words.push(word);
  return words;
}

/** Blanks, '…', "…" (where an unescaped $ or ` would be replaced, so is not taken), \x, and plain characters. */
const tokens = /^(?:([ \t]+)|'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|\\([^\n])|([^\s'"\\$`;&|<>(){}*?[\]~#!]+))/;
