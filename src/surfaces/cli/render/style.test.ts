import { expect, test } from 'bun:test';
import { columns, lines, literal, literalBlock, paint, span, type Style } from './style.ts';
import { cells, cut, inertJson } from './text.ts';

const piped: Style = { terminal: false, colors: false, width: Number.POSITIVE_INFINITY, now: 0 };
const terminal: Style = { terminal: true, colors: true, width: 30, now: 0 };

test('what a terminal would act on is shown as an escape (law 14)', () => {
  expect(literal('\u001b[31mred\u0007')).toBe('\\x1b[31mred\\x07');
  expect(literal('a\u202eb\u2066c\u200f')).toBe('a\\u202eb\\u2066c\\u200f');
  expect(literal('one\ntwo\r')).toBe('one\\ntwo\\r');
  expect(literal('\u009b2J')).toBe('\\x9b2J');
  expect(literal('\ud83d')).toBe('\\ud83d');
  expect(literal('[/red] 🐟 {{x}} <b>')).toBe('[/red] 🐟 {{x}} <b>');
});

test('JSON on a terminal is inert, and the same value', () => {
  const value = { text: '\u009b31m \u202eevil \ud83d \u{e0041} 🐟\n' };
  expect(inertJson(value)).toMatch(/^[^\u0080-\u009f\u202a-\u202e]+$/);
  expect(JSON.parse(inertJson(value))).toEqual(value);
  expect(inertJson(undefined)).toBe('null');
});

test('every line of a block is indented, so that none can pass for ours', () => {
  expect(literalBlock('a\nm9 from boss\n\tb')).toBe('  a\n  m9 from boss\n    b');
});

test('columns align by cells, wide characters and colours included', () => {
  const rows = [
    ['t1', '日本', 'x'],
    ['t10', 'ab', 'y'],
  ];
  expect(columns(piped, rows)).toBe('t1   日本  x\nt10  ab    y');
  expect(
    columns(terminal, [
      [paint(terminal, 'done', 'ok'), 'b'],
      ['long', 'c'],
    ]),
  ).toBe('\u001b[32mok\u001b[0m    b\nlong  c');
});

test('piped text is never cut, a terminal gets what fits', () => {
  const rows = [['t1', 'a title that is much longer than the line', 'end']];
  expect(columns(piped, rows)).toContain('longer than the line');
  for (const line of columns(terminal, rows, { flexible: 1 }).split('\n'))
    expect(cells(line)).toBeLessThanOrEqual(30);
  expect(cut('日本語', 4)).toBe('日…');
});

test('when one column is not enough the others give way too, and a cut cell keeps its column', () => {
  const rows = [
    ['a3', 'grand-euclid (leads)', 'working', 'a title'],
    ['a4', '日本語日本語日本語日本語', 'idle', 'b'],
  ];
  const shown = columns(terminal, rows, { flexible: 3 }).split('\n');
  for (const line of shown) expect(cells(line)).toBeLessThanOrEqual(30);
  expect(shown.map((line) => cells(line.slice(0, line.search(/working|idle/))))).toEqual([14, 14]);
});

test('spans are one number and one unit', () => {
  expect([0, 9_400, 65_000, 7_300_000, 200_000_000].map(span)).toEqual(['0s', '9s', '1m', '2h', '2d']);
  expect(lines('a', undefined, 'b')).toBe('a\nb');
});
