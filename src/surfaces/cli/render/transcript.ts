import type { TranscriptEntry } from '../../../domain/transcript.ts';
import { tokenCount } from './usage.ts';
import { literal, literalBlock, paint, type Style } from './style.ts';

/** One entry of a transcript as text; undefined for one that says nothing to people. */
export function entryText(entry: TranscriptEntry, style: Style): string | undefined {
  const body = bodyOf(entry);
  if (body === undefined) return undefined;
  const [head, block = ''] = body;
  const time = paint(style, 'quiet', entry.at.slice(11, 19));
  const shown = block === '' ? '' : `\n${literalBlock(block.replace(/\n+$/, ''), '    ')}`;
  return `${time}  ${head}${shown}`;
}

/** What is said on the entry's own line, then what stands below it. */
function bodyOf(entry: TranscriptEntry): readonly [head: string, block?: string] | undefined {
  const text = (field: string): string => {
    const value = entry[field];
    return typeof value === 'string' ? value : '';
  };
  const word = (field: string): string => literal(text(field));
  switch (entry.type) {
    case 'start':
      return [
        `started ${word('harness')}${text('resume') === '' ? '' : `, going on with ${word('resume')}`}`,
      ];
    case 'sent':
      return [`← ${senders(entry)}`, text('text')];
    case 'text':
      return [`→ ${inside(entry)}says`, text('text')];
    case 'text-delta':
      return [`→ ${inside(entry)}…`, text('text')];
    case 'thinking':
      return [`  ${inside(entry)}thinks`, text('text')];
    case 'tool-call':
      return [`  ${inside(entry)}${named(word('name'), word('title'))}`];
    case 'tool-result':
      return [`  ${inside(entry)}${entry['ok'] === true ? 'ok' : 'failed'}`, cut(text('text'))];
    case 'request':
      return [`? asks: ${word('title')}`];
    case 'decision': {
      const who = [word('byName'), word('by')].find((name) => name !== '') ?? 'nobody';
      const what = entry['outcome'] === 'approve' ? 'approved' : 'rejected';
      return [`! ${what} by ${who}: ${word('title')}`, text('text')];
    }
    case 'turn-end':
      return [
        `— turn ended: ${word('reason')}${text('error') === '' ? '' : `: ${word('error')}`}${cost(entry['usage'])}`,
      ];
    case 'interrupt':
      return [`! interrupted: ${word('why')}`];
    case 'rate-limit':
      return [`! limit: ${word('text')}`];
    case 'notice':
      return [`  ${word('level')}: ${word('text')}`];
    case 'malformed':
      return ['  said something that is not its protocol', cut(text('text'))];
    case 'compaction':
      return [`  its context was compacted (${word('trigger')})`];
    case 'state':
      return [`! ${word('state')}${text('why') === '' ? '' : `: ${word('why')}`}`];
    case 'exit':
      return [`— program ended: ${word('class')}${text('text') === '' ? '' : `: ${word('text')}`}`];
    default:
      return undefined;
  }
}

function senders(entry: TranscriptEntry): string {
  const from = Array.isArray(entry['from']) ? entry['from'].map(String) : [];
  return from.length === 0 ? 'opening' : literal(from.join(', '));
}

/** What the turn took, as far as the harness says. */
function cost(usage: unknown): string {
  const figure = (name: string): number | null => {
    const value = (usage as Readonly<Record<string, unknown>> | null)?.[name]; // null, or a driver's usage
    return typeof value === 'number' ? value : null;
  };
  const [input, output] = [figure('inputTokens'), figure('outputTokens')];
  if (input === null || output === null) return '';
  return ` (${tokenCount(input)} in, ${tokenCount(output)} out)`;
}

/** The title of some harnesses begins with the tool's name. */
function named(name: string, title: string): string {
  return title.startsWith(`${name}:`) ? title : `${name}: ${title}`;
}

/** Of a subagent's doing. */
function inside(entry: TranscriptEntry): string {
  return typeof entry['parent'] === 'string' ? '(subagent) ' : '';
}

const shownMax = 2_000;

function cut(text: string): string {
  return text.length <= shownMax
    ? text
    : `${text.slice(0, shownMax)}\n… ${text.length - shownMax} more characters`;
}
