import { describe, expect, test } from 'bun:test';
import { ShoalError } from './errors.ts';
import { handleOf, parseName, parseQueueName } from './names.ts';

describe('handles', () => {
  test('thousands of numbers give as many handles, each a name', () => {
    const handles = Array.from({ length: 12_000 }, (_, number) => handleOf(number));
    expect(new Set(handles).size).toBe(handles.length);
    expect(handles.every((handle) => parseName(handle) === handle)).toBe(true);
  });

  test('a number always gives the same handle, and neighbours share no word', () => {
    expect(handleOf(7)).toBe(handleOf(7));
    const [first, second] = [handleOf(7).split('-'), handleOf(8).split('-')];
    expect(first.some((word) => second.includes(word))).toBe(false);
  });
});

describe('names of queues', () => {
  test.each(['default', 'code-review', 'q', 'q1', '7', 'größe', 'x'.repeat(64)])('%s is one', (name) => {
    expect(parseQueueName(name)).toBe(name);
  });

  test.each(['', '../x', 'a/b', 'x'.repeat(65), 'a\nb', '\u001b[31mred', '.hidden', 'two words', 'dot.'])(
    '%j is refused',
    (name) => {
      expect(() => parseQueueName(name)).toThrow(ShoalError);
    },
  );
});

describe('names', () => {
  test.each(['my-bot', 'worker-1', 'jürgen', 'v2.beta_3', 'x'.repeat(64)])('%s is a name', (name) => {
    expect(parseName(name)).toBe(name);
  });

  test.each([
    '',
    '../x',
    'a/b',
    'a\0b',
    'x'.repeat(65),
    '[/red]',
    '\u001b[31mred',
    '🐟',
    '@all',
    '#topic',
    '-n',
    '.hidden',
    'two words',
    'a7',
    '42',
    'dot.',
  ])('%j is refused', (name) => {
    expect(() => parseName(name)).toThrow(ShoalError);
  });
});
