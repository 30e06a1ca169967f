import { spokenLines } from './lines.ts';

/**
 * Whether a message votes: the keyword stands on a line of its own, or is the message's last words after the end of a sentence.
 * To talk about it, to quote it or to deny it is no vote.
 */
export function votes(message: string, keyword: string): boolean {
  const wanted = plain(keyword);
  const lines = spokenLines(message)
    .map(plain)
    .filter((line) => line !== '');
  if (lines.includes(wanted)) return true;
  const last = lines.at(-1) ?? '';
  return last.endsWith(wanted) && /[.!?;:)\]–—-]$/.test(last.slice(0, -wanted.length).trimEnd());
}

/** In small letters, without marks at its end. */
function plain(line: string): string {
  return line
    .toLowerCase()
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!✓✔✅👍]+$/u, '')
    .trim();
}
