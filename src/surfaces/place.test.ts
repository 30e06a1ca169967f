import { afterEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPathResolver } from './paths.ts';
import { findPlace, placeAt, rootForInit, standingOf } from './place.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function tree(...directories: readonly string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-place-')));
  made.push(root);
  for (const directory of directories) {
    mkdirSync(join(root, directory), { recursive: true });
    if (directory.endsWith('.git')) writeFileSync(join(root, directory, 'HEAD'), 'ref: refs/heads/main\n');
  }
  return root;
}

/** What `git worktree add` leaves on disk. */
function linkWorktree(main: string, worktree: string): void {
  const own = join(main, '.git/worktrees/one');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'commondir'), '../..\n');
  mkdirSync(worktree, { recursive: true });
  writeFileSync(join(worktree, '.git'), `gitdir: ${own}\n`);
}

describe('finding the workspace', () => {
  test('from any directory below it, through -C and through SHOAL_DIR', () => {
    const root = tree('.shoal', 'a/b', 'elsewhere');
    const inside = join(root, 'a/b');
    expect(findPlace(standingOf(inside, undefined, undefined))).toMatchObject({ root, cwd: inside });
    expect(findPlace(standingOf(tmpdir(), inside, undefined))).toMatchObject({ root, cwd: inside });
    const far = tree();
    expect(findPlace(standingOf(far, undefined, root))).toMatchObject({ root, cwd: far });
    expect(findPlace(standingOf(far, undefined, join(root, '.shoal')))).toMatchObject({ root });
    expect(findPlace(standingOf(far, undefined, undefined))).toBeNull();
    expect(() => standingOf(far, 'missing', undefined)).toThrow('no directory');
  });

  test('from a linked worktree the main checkout is meant, and the tree is the worktree', () => {
    const main = tree('.git', '.shoal');
    const worktree = join(tree(), 'wt');
    linkWorktree(main, worktree);
    mkdirSync(join(worktree, 'src'));
    const place = findPlace(standingOf(join(worktree, 'src'), undefined, undefined));
    expect(place).toMatchObject({ root: main, repo: join(main, '.git'), tree: worktree });
    expect(rootForInit(standingOf(worktree, undefined, undefined))).toBe(main);
  });

  test('a workspace in a subdirectory of the repository is found from the same subdirectory of a worktree', () => {
    const main = tree('.git', 'packages/api/.shoal');
    const worktree = join(tree(), 'wt');
    linkWorktree(main, worktree);
    mkdirSync(join(worktree, 'packages/api'), { recursive: true });
    expect(findPlace(standingOf(join(worktree, 'packages/api'), undefined, undefined))?.root).toBe(
      join(main, 'packages/api'),
    );
  });
});

describe('paths', () => {
  function resolver(root: string, cwd = root) {
    return createPathResolver(placeAt(root, cwd));
  }

  test('every spelling of a file is one path', () => {
    const root = tree('.shoal', '.git', 'src/deep');
    writeFileSync(join(root, 'src/a.ts'), '');
    symlinkSync(join(root, 'src'), join(root, 'link'));
    symlinkSync('src/new.ts', join(root, 'dangling'));
    const { resolve } = resolver(root, join(root, 'src'));
    for (const spelled of [
      'a.ts',
      './a.ts',
      'deep/../a.ts',
      '../src//a.ts',
      '../link/a.ts',
      join(root, 'link/a.ts'),
    ]) {
      expect(resolve(spelled)).toEqual({ tree: root, path: 'src/a.ts' });
    }
    expect(resolve('not/there/yet.ts').path).toBe('src/not/there/yet.ts');
    expect(resolve('../dangling').path).toBe('src/new.ts');
  });

  test('a link is followed before `..`, as the system does', () => {
    const root = tree('.shoal', 'a/b', 'x');
    symlinkSync(join(root, 'a/b'), join(root, 'x/link'));
    expect(resolver(root).resolve('x/link/../c.ts').path).toBe('a/c.ts');
  });

  test('directories end in a slash, the whole tree is **, patterns stay as written', () => {
    const root = tree('.shoal', 'src');
    const { resolve } = resolver(root);
    expect(resolve('src').path).toBe('src/');
    expect(resolve('later/').path).toBe('later/');
    expect(resolve('.').path).toBe('**');
    expect(resolve('./src/../src/**/*.{ts,tsx}').path).toBe('src/**/*.{ts,tsx}');
    expect(() => resolve('src/*/../x')).toThrow('goes up');
  });

  test('a file whose name looks like a pattern is that file', () => {
    const root = tree('.shoal', 'app/[id]');
    writeFileSync(join(root, 'app/{a}.ts'), '');
    expect(resolver(root).resolve('app/[id]/page.tsx').path).toBe('app/[id]/page.tsx');
    expect(resolver(root).resolve('app/{a}.ts').path).toBe('app/{a}.ts');
  });

  test('outside the checkout, empty, too long and control characters are refused', () => {
    const root = tree('.shoal');
    const { resolve } = resolver(root);
    for (const bad of ['', '../x', '/etc/passwd', 'a\0b', '\u001b[31m', 'x'.repeat(5_000)])
      expect(() => resolve(bad)).toThrow();
  });

  test('a path in a linked worktree lies in that tree', () => {
    const main = tree('.git', '.shoal');
    linkWorktree(main, join(main, 'wt'));
    expect(resolver(main).resolve('wt/src/a.ts')).toEqual({ tree: join(main, 'wt'), path: 'src/a.ts' });
    expect(resolver(main, join(main, 'wt')).resolve('../b.ts')).toEqual({ tree: main, path: 'b.ts' });
  });

  test('an empty .git above, as a sandbox makes one, is no repository', () => {
    const above = tree('project/.shoal');
    mkdirSync(join(above, '.git'));
    const root = join(above, 'project');
    expect(resolver(root).resolve('src/a.ts')).toEqual({ tree: root, path: 'src/a.ts' });
  });

  test('a foreign repository below is just a directory', () => {
    const root = tree('.git', '.shoal', 'vendor/lib/.git');
    expect(resolver(root, join(root, 'vendor/lib')).resolve('x.c')).toEqual({
      tree: root,
      path: 'vendor/lib/x.c',
    });
  });
});
