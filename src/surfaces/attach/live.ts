import type { TranscriptEntry } from '../../domain/transcript.ts';
import { literalBlock, type Style } from '../cli/render/style.ts';
import { entryText } from '../cli/render/transcript.ts';

/** Shows entries as they come; false: nobody reads any more. */
export type Show = (entry: TranscriptEntry) => boolean;

const indent = '    ';
/** Of a longer message it is not looked whether all its parts were shown. */
const comparedMax = 1024 * 1024;

/** Of a message its parts while it is made; the whole only where they were not all of it. */
export function createLiveView(style: Style, write: (text: string) => boolean): Show {
  const said = new Map<string, string>();
  /** The message whose line the cursor is in, and the line breaks that are still to come in it. */
  let open: { readonly id: string; breaks: string } | null = null;

  function part(entry: TranscriptEntry, id: string, text: string): boolean {
    if (open?.id !== id && !write(`${endOfLine()}${heading(entry, style)}\n${indent}`)) return false;
    const breaks = open?.breaks ?? '';
    const shown = text.replace(/\n+$/, '');
    open = { id, breaks: shown === '' ? breaks + text : text.slice(shown.length) };
    const before = said.get(id) ?? '';
    if (before.length < comparedMax) said.set(id, before + text);
    return shown === '' || write(literalBlock(breaks + shown, indent).slice(indent.length));
  }

  function endOfLine(): string {
    const end = open === null ? '' : '\n';
    open = null;
    return end;
  }

  function isShown(id: string, text: string): boolean {
    const before = said.get(id);
    said.delete(id);
    return before !== undefined && (before.length >= comparedMax || trimmed(before) === trimmed(text));
  }

  return (entry) => {
    const { id, text } = entry;
    if (entry.type === 'text-delta') return part(entry, String(id), String(text));
    const end = endOfLine();
    const whole = entry.type === 'text' && isShown(String(id), String(text)) ? '' : entryText(entry, style);
    const line = whole === undefined || whole === '' ? '' : `${whole}\n`;
    return end + line === '' || write(end + line);
  };
}

function heading(entry: TranscriptEntry, style: Style): string {
  return entryText({ ...entry, type: 'text', text: '' }, style) ?? '';
}

function trimmed(text: string): string {
  return text.trim();
}
