import { expect, test } from 'bun:test';
import { hunksOf } from './parse.ts';
import { type Anchor, anchorOf, beside, changeAt, messageOf } from './remarks.ts';

const hunks = hunksOf('@@ -1,3 +1,4 @@\n one\n-two\n+zwei\n+drei\n four\n');
const at = (side: Anchor['side'], line: number, content: string): Anchor => ({
  path: 'a.ts',
  side,
  line,
  content,
});

test('a line is found by its number and its text', () => {
  expect(changeAt(hunks, at('new', 2, 'zwei'))?.content).toBe('zwei');
  expect(changeAt(hunks, at('old', 2, 'two'))?.content).toBe('two');
});

test('a line that has moved is found where it stands now, one that is gone nowhere', () => {
  const moved = changeAt(hunks, at('new', 9, 'drei'));
  expect(moved === null ? null : anchorOf('a.ts', moved).line).toBe(3);
  expect(changeAt(hunks, at('new', 2, 'fünf'))).toBeNull();
  expect(changeAt(hunks, at('old', 2, 'zwei'))).toBeNull();
});

test('one goes from line to line, and no further than the diff', () => {
  expect(beside(hunks, at('new', 2, 'zwei'), 1)).toEqual(at('new', 3, 'drei'));
  expect(beside(hunks, at('new', 2, 'zwei'), -1)).toEqual(at('old', 2, 'two'));
  expect(beside(hunks, at('new', 1, 'one'), -1)).toEqual(at('new', 1, 'one'));
});

test('several are one message, which says what has changed since', () => {
  const remarks = [
    { at: at('new', 2, 'zwei'), text: 'Why?\n' },
    { at: at('new', 7, 'gone'), text: 'And this?' },
  ];
  const now = (one: Anchor) => (one.content === 'gone' ? null : one);
  expect(messageOf(remarks, now)).toBe(
    '2 comments on your changes:\n\na.ts:2\n> zwei\nWhy?\n\na.ts:7 (this line has changed since)\n> gone\nAnd this?',
  );
});
