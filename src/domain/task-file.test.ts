import { describe, expect, test } from 'bun:test';
import { parseTaskFile } from './task-file.ts';

describe('a Markdown checklist', () => {
  test('gives its open items with priority, tags, titles to wait for, and what is written below them', () => {
    const text = [
      '# Plan',
      '- [x] Done before',
      '- [ ] Build the API !8 #backend #api',
      '  With Hono.',
      '  And tests.',
      '* [ ] Write docs (after: Build the API)',
    ].join('\n');
    expect(parseTaskFile(text)).toEqual([
      {
        title: 'Build the API',
        priority: 8,
        tags: ['backend', 'api'],
        description: 'With Hono.\nAnd tests.',
      },
      { title: 'Write docs', after: ['Build the API'] },
    ]);
  });

  test('an issue number and C# are part of the title', () => {
    expect(parseTaskFile('- [ ] Port to C#')[0]).toEqual({ title: 'Port to C#' });
  });
});

describe('JSON lines', () => {
  test('give the fields as they are', () => {
    expect(parseTaskFile('{"title":"A"}\n\n{"title":"B","after":["A"],"data":{"n":1}}\n')).toEqual([
      { title: 'A' },
      { title: 'B', after: ['A'], data: { n: 1 } },
    ]);
  });

  test.each([
    ['{"title":"A"}\n{"titel":"B"}', 'Line 2 of the file: unknown field "titel"'],
    ['{"priority":3}', 'Line 1 of the file: there is no "title"'],
    ['{"title":"A","priority":11}', '"priority" cannot be 11'],
    ['{"title":"A"}\n[1]', 'Line 2 of the file: it is not an object'],
    ['{"title":"A"}\n{oops', 'Line 2 of the file'],
  ])('law 13: a mistake in %j is refused with its line', (text, message) => {
    expect(() => parseTaskFile(text)).toThrow(message);
  });
});

test('a file without tasks is refused with an example', () => {
  expect(() => parseTaskFile('just words')).toThrow('names no task');
});
