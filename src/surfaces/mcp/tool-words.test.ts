import { expect, test } from 'bun:test';
import { inToolWords } from './tool-words.ts';

test('command lines become tool calls, prose stays prose', () => {
  expect(inToolWords('Take one with `shoal claim`.')).toBe('Take one with `task_claim`.');
  expect(inToolWords('shoal claim --wait 10m   (nothing is ready)')).toBe(
    'task_claim {"waitMs":600000}   (nothing is ready)',
  );
  expect(inToolWords('Run `shoal done --summary "what was done"`')).toBe(
    'Run `task_done {"summary":"what was done"}`',
  );
  expect(inToolWords('Run `shoal init` first')).toBe('Run `shoal init` first');
  expect(inToolWords('shoal ask --approval --resume q1')).toBe('shoal ask --approval --resume q1');
  expect(inToolWords('shoal approve q1')).toBe('shoal approve q1');
});
