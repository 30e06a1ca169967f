/** A line of an agent's message that may be an instruction: not quoted, not in a block of code, without the Markdown around it. */
export function spokenLines(text: string): readonly string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const [, mark] = /^\s*(```+|~~~+)/.exec(line) ?? [];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
      continue;
    }
    if (fence === null && !/^\s*>/.test(line) && !/^(?: {4}|\t)/.test(line)) lines.push(unadorned(line));
  }
  return lines;
}

/** `- **HANDOFF: b**` → `HANDOFF: b` */
function unadorned(line: string): string {
  return line
    .trim()
    .replace(/^(?:[-*+]|\d+[.)]|#{1,6})\s+/, '')
    .replace(/^[*_`]+|[*_`]+$/g, '')
    .replace(/[*_`]+(?=:)|(?<=:)[*_`]+/g, '')
    .trim();
}

/** What stands after `WORD:` on lines of their own, in order. */
export function directives(text: string, word: string): readonly string[] {
  const form = new RegExp(`^${word}\\s*:\\s*(\\S.*)$`, 'i');
  return spokenLines(text).flatMap((line) => {
    const [, rest] = form.exec(line) ?? [];
    return rest === undefined ? [] : [rest.replace(/^[*_`"']+|[*_`"']+$/g, '').trim()];
  });
}
