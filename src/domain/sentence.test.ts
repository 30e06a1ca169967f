import { expect, test } from 'bun:test';
import { sentence } from './sentence.ts';

test('several are one sentence, which ends once', () => {
  expect(sentence('a is wrong', 'b too')).toBe('a is wrong; b too.');
  expect(sentence('a is wrong', 'no "tow"; did you mean two?')).toBe(
    'a is wrong; no "tow"; did you mean two?',
  );
  expect(sentence('did you mean two?', 'b is wrong')).toBe('did you mean two?; b is wrong.');
  expect(sentence('It is not installed.')).toBe('It is not installed.');
});
