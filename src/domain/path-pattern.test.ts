import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { overlaps, parsePattern } from './path-pattern.ts';

const overlap = (a: string, b: string) => overlaps(parsePattern(a), parsePattern(b));

describe('overlap of two paths or patterns', () => {
  test.each([
    ['src/a.ts', 'src/a.ts'],
    ['src/', 'src/a/b.ts'],
    ['src', 'src/a/b.ts'],
    ['src/new', 'src/new/*.ts'],
    ['src/*/', 'src/a/b/c'],
    ['', 'anything/at/all'],
    ['src/*.ts', 'src/a.ts'],
    ['src/**', 'src'],
    ['src/**', 'src/a/b/c'],
    ['**/*.ts', 'a/b/c.ts'],
    ['**/*.ts', 'c.ts'],
    ['src/{a,b}.ts', 'src/b.ts'],
    ['{src/a,lib}/x', 'src/a/x'],
    ['{a,b{c,d}}', 'bd'],
    ['v{1..9}.md', 'v7.md'],
    ['a*c', 'ab*'],
    ['*a*b*', '*b*a*'],
    ['?.ts', 'a.*'],
    ['a/**/z', '**/y/z'],
    ['.env', '*'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['src/{x', 'src/{x'],
    ['{a,b}', '{a,b}'],
    ['**/**', 'a'],
    ['src/**.ts', 'src/a.ts'],
    ['src/**.ts', 'src/a/b.ts'],
    ['src/***', 'src/a/b'],
  ])('%s and %s overlap', (a, b) => {
    expect(overlap(a, b)).toBe(true);
    expect(overlap(b, a)).toBe(true);
  });

  test.each([
    ['src/a.ts', 'src/b.ts'],
    ['src/', 'srcs/a.ts'],
    ['src/*.ts', 'src/a.js'],
    ['src/*', 'lib/a'],
    ['src/*.ts', 'src/a/b.ts'],
    ['**/*.ts', 'a/b/c.tsx'],
    ['?', 'ab'],
    ['src/**.ts', 'src/a/b.js'],
    ['a/**/z', 'b/**'],
    ['app/[id]/page.tsx', 'app/i/page.tsx'],
    ['{a,b}.ts', '{c,d}.ts'],
  ])('%s and %s do not', (a, b) => {
    expect(overlap(a, b)).toBe(false);
    expect(overlap(b, a)).toBe(false);
  });

  test('a pattern with very many alternatives is widened, never ignored, and quickly', () => {
    const many = `src/${'{a,b}'.repeat(30)}.ts`;
    expect(overlap(many, `src/${'ab'.repeat(15)}.ts`)).toBe(true);
    expect(overlap(many, 'lib/x.ts')).toBe(false);
  });

  test('wildcards without end are decided quickly', () => {
    expect(overlap(`${'*a'.repeat(500)}b`, `${'a*'.repeat(500)}c`)).toBe(false);
  });
});

describe('P1, against picomatch', () => {
  // Braces are spelled out for picomatch: it reads some combinations of braces and stars loosely. After three stars it
  // matches other directories too (`b./***` matches `ba/x`), so there are none.
  interface Part {
    readonly text: string;
    readonly choices: readonly string[];
  }
  const plain = (text: string): Part => ({ text, choices: [text] });
  const segment = fc.stringMatching(/^[ab.*?]{1,4}$/).filter((part) => !/\.\.|\*{3}|^\.$/.test(part));
  const braces = fc
    .tuple(segment, segment, segment)
    .map(([a, b, c]): Part => ({ text: `{${a},${b}/${c}}`, choices: [a, `${b}/${c}`] }));
  const part = fc.oneof(segment.map(plain), segment.map(plain), fc.constant(plain('**')), braces);
  const pattern = fc.array(part, { minLength: 1, maxLength: 4 });
  const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => !/^\.{1,2}$/.test(text));
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

  const textOf = (parts: readonly Part[]) => parts.map(({ text }) => text).join('/');
  const matcher = (parts: readonly Part[]) => {
    const expanded = parts.reduce<readonly string[]>(
      (heads, { choices }) => heads.flatMap((head) => choices.map((choice) => `${head}/${choice}`)),
      [''],
    );
    return picomatch(
      expanded.map((one) => one.slice(1)),
      { dot: true },
    );
  };

  test('whenever a path matches both, they overlap', () => {
    let both = 0;
    const property = fc.property(
      pattern,
      pattern,
      fc.array(path, { minLength: 20, maxLength: 20 }),
      (a, b, paths) => {
        const matchA = matcher(a);
        const matchB = matcher(b);
        if (!paths.some((one) => matchA(one) && matchB(one))) return;
        both += 1;
        expect(overlap(textOf(a), textOf(b))).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 3000 });
    expect(both).toBeGreaterThan(100);
  });

  test('a path that a pattern matches overlaps it', () => {
    const property = fc.property(pattern, path, (a, one) => {
      if (matcher(a)(one)) expect(overlap(textOf(a), one)).toBe(true);
    });
    fc.assert(property, { numRuns: 5000 });
  });
});
