import { cells, cut, literal } from './text.ts';

export { literal, literalBlock } from './text.ts';

/** What a renderer may know of where its text goes. */
export interface Style {
  /** Standard output is a terminal: hints and cutting to its width make sense. */
  readonly terminal: boolean;
  readonly colors: boolean;
  /** Cells per line; Infinity when it is no terminal: piped text is never cut or wrapped. */
  readonly width: number;
  /** Epoch ms, for relative times. */
  readonly now: number;
}

/** The tones of the one colour map. The terminal's own palette, so that light and dark themes both stay readable. */
const TONES = {
  working: '36',
  needsYou: '33',
  idle: '2',
  parked: '34',
  failed: '31',
  done: '32',
  unknown: '35',
  quiet: '2',
  strong: '1',
} as const;

export type Tone = keyof typeof TONES;

export function paint(style: Style, tone: Tone, text: string): string {
  return style.colors && text !== '' ? `\u001b[${TONES[tone]}m${text}\u001b[0m` : text;
}

const STATES: Readonly<Record<string, { readonly tone: Tone; readonly glyph: string }>> = {
  running: { tone: 'working', glyph: '●' },
  working: { tone: 'working', glyph: '●' },
  live: { tone: 'working', glyph: '●' },
  alive: { tone: 'working', glyph: '●' },
  waiting: { tone: 'needsYou', glyph: '◆' },
  'needs you': { tone: 'needsYou', glyph: '◆' },
  ready: { tone: 'strong', glyph: '○' },
  idle: { tone: 'idle', glyph: '○' },
  blocked: { tone: 'parked', glyph: '◔' },
  parked: { tone: 'parked', glyph: '◔' },
  starting: { tone: 'parked', glyph: '◔' },
  stopping: { tone: 'parked', glyph: '◔' },
  stopped: { tone: 'parked', glyph: '◔' },
  suspect: { tone: 'failed', glyph: '✕' },
  ended: { tone: 'idle', glyph: '○' },
  failed: { tone: 'failed', glyph: '✕' },
  dead: { tone: 'failed', glyph: '✕' },
  hung: { tone: 'failed', glyph: '✕' },
  done: { tone: 'done', glyph: '✓' },
  completed: { tone: 'done', glyph: '✓' },
  rejected: { tone: 'failed', glyph: '✕' },
  limited: { tone: 'failed', glyph: '✕' },
  queued: { tone: 'parked', glyph: '◔' },
  gone: { tone: 'idle', glyph: '○' },
  cancelled: { tone: 'idle', glyph: '✕' },
  unknown: { tone: 'unknown', glyph: '?' },
};

/** A state as a word, coloured where colours are on. The word never goes. */
export function stateWord(style: Style, state: string): string {
  return paint(style, STATES[state]?.tone ?? 'unknown', literal(state));
}

/** The glyph of a state, for live views. */
export function stateGlyph(style: Style, state: string): string {
  return paint(style, STATES[state]?.tone ?? 'unknown', STATES[state]?.glyph ?? '?');
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `9s`, `4m`, `2h`, `3d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  return seconds < 2 * DAY ? `${Math.floor(seconds / HOUR)}h` : `${Math.floor(seconds / DAY)}d`;
}

/** `4m ago` for an ISO instant; `-` for none. */
export function ago(style: Style, iso: string | null | undefined): string {
  return iso === null || iso === undefined ? '-' : `${span(style.now - Date.parse(iso))} ago`;
}

/** `in 12m`, or `12m ago` when it is past; `-` for none. */
export function until(style: Style, iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return '-';
  const left = Date.parse(iso) - style.now;
  return left >= 0 ? `in ${span(left)}` : `${span(-left)} ago`;
}

/** Why an agent is in its state, and when its vendor lets it go on; `-` for nothing. */
export function whyText(
  style: Style,
  { why, parkedUntil }: { readonly why: string | null; readonly parkedUntil: string | null },
): string {
  const text = why === null ? [] : [literal(why)];
  const parked = parkedUntil === null ? [] : [`goes on ${until(style, parkedUntil)}`];
  return [...parked, ...text].join(': ') || '-';
}

/** The next useful command: quiet, last, only on a terminal. Join it with `lines`. */
export function nextStep(style: Style, command: string): string | undefined {
  return style.terminal ? paint(style, 'quiet', command) : undefined;
}

/** Joins what there is; undefined lines are left out. */
export function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n');
}

/** `2 tasks`, `1 task`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Rows as aligned columns. Cells hold finished text (`literal` and `paint` applied); `heading` is quiet and only on a
 * terminal. `flexible` is the column that gives way when a terminal is too narrow; default the widest.
 */
export function columns(
  style: Style,
  rows: readonly (readonly string[])[],
  options: { readonly heading?: readonly string[]; readonly flexible?: number } = {},
): string {
  if (rows.length === 0) return '';
  const heading =
    style.terminal && options.heading !== undefined
      ? [options.heading.map((cell) => paint(style, 'quiet', cell))]
      : [];
  const all = [...heading, ...rows];
  const widths = fit(style, columnWidths(all), options.flexible);
  return all
    .map((row) =>
      row
        .map((cell, at) => pad(cell, widths[at] ?? 0, at === row.length - 1))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, visibleCells(cell))));
  return widths;
}

/** What is too much is taken from the flexible column, then from the widest of the others. */
function fit(style: Style, widths: readonly number[], flexible: number | undefined): number[] {
  const fitted = [...widths];
  const widestFirst = widths.map((_, at) => at).toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
  let excess = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)) - style.width;
  for (const at of flexible === undefined ? widestFirst : [flexible, ...widestFirst]) {
    if (excess <= 0) break;
    const width = fitted[at] ?? 0;
    const given = Math.min(excess, Math.max(0, width - narrowestColumn));
    fitted[at] = width - given;
    excess -= given;
  }
  return fitted;
}

const narrowestColumn = 8;

function pad(cell: string, width: number, isLast: boolean): string {
  const fitting = visibleCells(cell) > width ? cutPainted(cell, width) : cell;
  return isLast ? fitting : fitting + ' '.repeat(width - visibleCells(fitting));
}

// Only our own colour sequences can be in a cell: literal() has escaped everybody else's.
const PAINT = /\u001b\[\d+m/g;

function visibleCells(cell: string): number {
  return cells(cell.replace(PAINT, ''));
}

function cutPainted(cell: string, width: number): string {
  const [start = ''] = /^\u001b\[\d+m/.exec(cell) ?? [];
  return `${start}${cut(cell.replace(PAINT, ''), width)}${start === '' ? '' : '\u001b[0m'}`;
}
