import { expect, test } from 'bun:test';
import { differenceOf } from './difference.ts';

test.each([
  ['a\nb\nc\n', 'a\nx\nc\n'],
  ['aa', 'aaa'],
  ['aaa', 'aa'],
  ['', 'text'],
  ['text', ''],
  ['same', 'same'],
  ['abab', 'ab'],
])('what differs between %j and %j, put in its place, gives the second', (before, after) => {
  const { from, to, insert } = differenceOf(before, after);
  expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
  expect(to - from).toBeLessThanOrEqual(before.length);
});

test('around it all stays', () => {
  expect(differenceOf('one two three', 'one 2 three')).toEqual({ from: 4, to: 7, insert: '2' });
});
