import { describe, expect, test } from 'bun:test';
import { matchesPath, matchesText } from './glob.ts';

describe('globs', () => {
  test.each([
    ['npm test', 'npm test*', true],
    ['npm test -- a/b', 'npm test*', true],
    ['npm run test', 'npm test*', false],
    ['git push origin', 'git {push,fetch} *', true],
    ['git pull origin', 'git {push,fetch} *', false],
    ['a\nb', 'a*b', true],
    ['Bash', 'Ba?h', true],
    ['a[1](x)', 'a[1](x)', true],
    ['aXbXc', '*X*c', true],
    ['{x}', '{x}', true],
  ])('%j as a text and %j: %p', (text, pattern, expected) => {
    expect(matchesText(text, pattern)).toBe(expected);
  });

  test.each([
    ['src/a.ts', 'src/**', true],
    ['src/deep/.env', '**/.env', true],
    ['.env', '**/.env', true],
    ['src/deep/a.ts', 'src/*', false],
    ['src/deep/a.ts', 'src/', true],
    ['src/a.ts', 'src/*.{ts,js}', true],
    ['/etc/passwd', '/etc/**', true],
    ['/etc/passwd', 'etc/**', false],
    ['app/[id]/page.tsx', 'app/[id]/*', true],
  ])('%j as a path and %j: %p', (path, pattern, expected) => {
    expect(matchesPath(path, pattern)).toBe(expected);
  });

  test('a pattern with too many alternatives is not read', () => {
    expect(matchesText('x', '{a,b}'.repeat(20))).toBeNull();
  });

  test('a hostile text takes no longer than its length', () => {
    const before = process.cpuUsage();
    expect(matchesText('a'.repeat(20_000), `${'*a'.repeat(30)}*b`)).toBe(false);
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(2);
  });
});
