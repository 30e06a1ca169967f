/*
 * Law 14: what agents wrote is shown literally. Everything that did not come from Shoal's own source goes through
 * `literal` (one line) or `literalBlock` (kept lines, each indented, so that a body cannot imitate a header).
 */

/** Controls (ESC with them), line and paragraph separators, bidirectional and invisible format characters, lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of somebody else on one line: whatever a terminal would act on is shown as an escape. */
export function literal(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Text of somebody else on its own lines, each behind `indent`. */
export function literalBlock(text: string, indent = '  '): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => `${indent}${literal(line.replace(/\t/g, '  '))}`)
    .join('\n');
}

/** JSON that a terminal shows and does not act on: the same value, its active characters written as escapes. */
export function inertJson(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return json.replace(UNSAFE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Cells that a terminal needs for the text. Source: Unicode East Asian Width (W and F), combining marks take none. */
export function cells(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let total = 0;
  for (const character of text) total += cellsOf(character);
  return total;
}

function cellsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (/^[\p{Mn}\p{Me}]$/u.test(character) || JOINERS.has(code)) return 0;
  if (code < 0x1100) return 1;
  return WIDE.test(character) ? 2 : 1;
}

/** Zero-width non-joiner and joiner. */
const JOINERS = new Set([0x200c, 0x200d]);
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u;

/** Cuts to at most `width` cells, the last one an ellipsis. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += cellsOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
