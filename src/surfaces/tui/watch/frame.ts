import { literal, literalBlock, paint, stateGlyph, stateWord, type Style } from '../../cli/render/style.ts';
import { cells, cut } from '../../cli/render/text.ts';
import { type Model, sectionsOf, selectedIndex } from './model.ts';
import { type Row, type Section, type SectionName, sectionNames } from './rows.ts';

export interface Size {
  readonly columns: number;
  /** Infinity: as many lines as there is to show. */
  readonly rows: number;
}

/** The whole screen, at most `size.rows` lines of at most `size.columns` cells. Pure. */
export function drawFrame(model: Model, size: Size, style: Style): readonly string[] {
  const top = header(model, size, style);
  const bottom = footer(model, size, style);
  const room = Math.max(0, size.rows - top.length - bottom.length);
  const body =
    model.mode === 'help' ? help(size, style) : drawSections(model, { ...size, rows: room }, style);
  const filling = Number.isFinite(room)
    ? Array.from({ length: Math.max(0, room - body.length) }, () => '')
    : [];
  return [...top, ...body.slice(0, room), ...filling, ...bottom].slice(0, size.rows);
}

function header({ snapshot, problem }: Model, { columns }: Size, style: Style): readonly string[] {
  const { status } = snapshot;
  const needing =
    status.agents.filter(({ state, hung }) => state === 'needs you' || hung).length + (status.paused ? 1 : 0);
  const working = status.agents.filter(({ state }) => state === 'working').length;
  const right = [needing === 0 ? 'nobody needs you' : `◆ ${needing} need you`, `● ${working} working`].join(
    '  ',
  );
  const name = ` shoal · ${literal(snapshot.project)}`;
  const room = columns - cells(right) - 2;
  const tone = needing === 0 ? 'quiet' : 'needsYou';
  const line =
    room < 8
      ? paint(style, tone, cut(` ${right}`, columns))
      : `${paint(style, 'strong', fitted(name, room))} ${paint(style, tone, right)}`;
  if (problem === null) return [line];
  return [
    line,
    paint(
      style,
      'failed',
      cut(` ${literal(problem)} — shown as of ${new Date(snapshot.at).toISOString()}`, columns),
    ),
  ];
}

const KEYS = ' j/k move · tab section · enter open · / filter · ? help · q quit';

function footer({ mode, filter }: Model, { columns, rows }: Size, style: Style): readonly string[] {
  if (!Number.isFinite(rows)) return [];
  const text =
    mode === 'filter'
      ? ` / ${literal(filter)}▏ enter keep · esc clear`
      : filter === ''
        ? KEYS
        : ` filter: ${literal(filter)} · esc clear ·${KEYS}`;
  return [paint(style, 'quiet', cut(text, columns))];
}

const HELP: readonly (readonly [key: string, what: string])[] = [
  ['j k ↓ ↑', 'next, previous row; g G first, last'],
  ['tab ⇧tab', 'next, previous section'],
  ['enter', 'open or close the row'],
  ['/', 'show only rows with this text; esc clears it'],
  ['q', 'leave; nothing stops'],
];

function help({ columns }: Size, style: Style): readonly string[] {
  return [
    '',
    ...HELP.map(([key, what]) => cut(`  ${key.padEnd(10)}${what}`, columns)),
    '',
    paint(style, 'quiet', cut('  any key goes back', columns)),
  ];
}

function drawSections(model: Model, size: Size, style: Style): readonly string[] {
  const sections = sectionsOf(model);
  const shown = sectionNames.filter((name) => name !== 'problems' || sections.problems.rows.length > 0);
  const blocks = shown.map((name) => ({ name, lines: drawRows(model, name, sections[name], size, style) }));
  const heights = share(
    blocks.map(({ name, lines }) => ({ want: lines.length, isFocused: name === model.focus })),
    size.rows,
  );
  return blocks.flatMap(({ name, lines }, index) => {
    const height = heights[index] ?? 0;
    if (height === 0) return [];
    const section = sections[name];
    const count = section.rows.length === 0 ? '' : ` ${section.rows.length}`;
    const mark = name === model.focus ? '›' : ' ';
    const heading = cut(`${mark}${section.title.replace(/^\w+/, (word) => `${word}${count}`)}`, size.columns);
    return [
      paint(style, name === model.focus ? 'strong' : 'quiet', heading),
      ...windowed(model, name, section, lines, height - 1),
    ];
  });
}

/** Lines of each block, its heading included: a few for each, what is left for the focused one and then in order. */
function share(
  blocks: readonly { readonly want: number; readonly isFocused: boolean }[],
  room: number,
): readonly number[] {
  const heights = blocks.map(() => 0);
  let left = room;
  const give = (index: number, upTo: number): void => {
    const more = Math.max(0, Math.min(left, upTo - (heights[index] ?? 0)));
    heights[index] = (heights[index] ?? 0) + more;
    left -= more;
  };
  const focusedFirst = blocks
    .map((_, index) => index)
    .toSorted((a, b) => Number(blocks[b]?.isFocused) - Number(blocks[a]?.isFocused));
  for (const index of focusedFirst) give(index, Math.min(1 + (blocks[index]?.want ?? 0), 3));
  for (const index of focusedFirst) give(index, 1 + (blocks[index]?.want ?? 0));
  return heights;
}

interface Line {
  readonly key: string;
  readonly text: string;
}

/** The part of a section that fits, with the selected row in it. */
function windowed(
  model: Model,
  name: SectionName,
  { rows }: Section,
  lines: readonly Line[],
  height: number,
): readonly string[] {
  if (height <= 0) return [];
  const key = rows[selectedIndex(model, name, rows)]?.key;
  const first = lines.findIndex((line) => line.key === key);
  const last = lines.findLastIndex((line) => line.key === key);
  const fits = lines.length <= height || last < height;
  const start = fits || name !== model.focus ? 0 : Math.min(first, Math.max(0, last - height + 1));
  return lines.slice(start, start + height).map(({ text }) => text);
}

function drawRows(
  model: Model,
  name: SectionName,
  section: Section,
  size: Size,
  style: Style,
): readonly Line[] {
  const { rows, empty } = section;
  if (rows.length === 0) {
    const text = model.filter === '' ? empty : 'Nothing matches.';
    return [{ key: '', text: paint(style, 'quiet', cut(`   ${text}`, size.columns)) }];
  }
  const at = name === model.focus ? selectedIndex(model, name, rows) : -1;
  const idWidth = Math.max(...rows.map(({ id }) => id.length));
  return rows.flatMap((row, index) => {
    const line = { key: row.key, text: drawRow(row, index === at, idWidth, size, style) };
    if (row.key !== model.open || name !== model.focus) return [line];
    return [line, ...details(row, size, style).map((text) => ({ key: row.key, text }))];
  });
}

/** At 60 columns the name gets shorter; the state word never goes. */
function drawRow(row: Row, isSelected: boolean, idWidth: number, { columns }: Size, style: Style): string {
  const { state, age } = row;
  const name = fitted(literal(row.name), columns < 70 ? 12 : 18);
  const word =
    state === '' ? '' : `${stateGlyph(style, state)} ${padded(stateWord(style, state), state, 9)} `;
  const facts = `${row.id.padEnd(idWidth)} ${name}`;
  const used = 2 + (state === '' ? 0 : 12) + cells(facts);
  const room = columns - used - 6;
  if (room < 1) return cut(`  ${state.padEnd(9)} ${facts}`, columns);
  const mark = isSelected ? paint(style, 'strong', '›') : ' ';
  return `${mark} ${word}${facts} ${fitted(literal(row.text), room)} ${paint(style, 'quiet', age.padStart(4))}`.trimEnd();
}

function details(row: Row, { columns }: Size, style: Style): readonly string[] {
  return row.detail.flatMap(([label, text]) =>
    literalBlock(text, '')
      .split('\n')
      .slice(0, detailLinesMax)
      .map((line, index) => {
        const head = index === 0 ? label.padEnd(10) : ' '.repeat(10);
        return paint(style, 'quiet', cut(`      ${head} ${line}`, columns));
      }),
  );
}

const detailLinesMax = 12;

function padded(painted: string, plain: string, width: number): string {
  return painted + ' '.repeat(Math.max(0, width - plain.length));
}

function fitted(text: string, width: number): string {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - cells(shown)));
}

/** Where there is no terminal to watch on: everything once, the log cut to its newest. */
export function plainFrame(model: Model, style: Style): string {
  const { events } = model.snapshot;
  const shown = {
    ...model,
    focus: 'problems' as const,
    snapshot: { ...model.snapshot, events: events.slice(0, plainEventsMax) },
  };
  const lines = drawFrame(shown, { columns: plainColumns, rows: Number.POSITIVE_INFINITY }, style);
  return lines.map((line) => line.trimEnd()).join('\n');
}

const plainEventsMax = 10;
const plainColumns = 120;
