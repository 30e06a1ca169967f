import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { removeWorktree } from './remove-worktree.ts';
import { createWorktree, planWorktree } from './worktree.ts';

let base: string;
let root: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-worktree-')));
  root = join(base, 'app');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function git(directory: string, ...args: string[]): string {
  return execFileSync(
    'git',
    ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args],
    { encoding: 'utf8', stdio: 'pipe' },
  );
}

function repository(): void {
  git(root, 'init', '-q');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'first');
}

test('it is a sibling of the project on a branch of its own, made once and used again while it is clean', () => {
  repository();
  const planned = planWorktree(root, 'worker-1');
  expect(planned).toEqual({ directory: join(base, 'app-worker-1'), branch: 'shoal/worker-1', exists: false });
  createWorktree(root, planned);
  expect(git(planned.directory, 'branch', '--show-current').trim()).toBe('shoal/worker-1');
  expect(planWorktree(root, 'worker-1').exists).toBe(true);
  writeFileSync(join(planned.directory, 'draft'), 'x');
  expect(() => planWorktree(root, 'worker-1')).toThrow('not committed');
});

test('a directory of somebody else is never used', () => {
  repository();
  mkdirSync(join(base, 'app-worker-1'));
  expect(() => planWorktree(root, 'worker-1')).toThrow('no worktree of this repository');
});

test('a worktree on another branch is not ours', () => {
  repository();
  git(root, 'worktree', 'add', '-q', '-b', 'mine', join(base, 'app-worker-1'));
  expect(() => planWorktree(root, 'worker-1')).toThrow('it is on mine');
});

test('without a repository, or before its first commit, there can be none', () => {
  expect(() => planWorktree(root, 'worker-1')).toThrow('no git repository');
  git(root, 'init', '-q');
  expect(() => planWorktree(root, 'worker-1')).toThrow('no git repository');
});

test('it is removed only when nothing would be lost: every file committed, every commit in another branch too', async () => {
  repository();
  const planned = planWorktree(root, 'r1');
  createWorktree(root, planned);
  const { directory, branch } = planned;
  const isThere = (): boolean => existsSync(directory);

  writeFileSync(join(directory, 'draft'), 'x');
  expect([await removeWorktree(root, 'r1'), isThere()]).toEqual(['a file is not committed', true]);
  git(directory, 'add', 'draft');
  expect(await removeWorktree(root, 'r1')).toBe('a file is not committed');
  git(directory, 'commit', '-q', '-m', 'work');
  expect([await removeWorktree(root, 'r1'), isThere()]).toEqual(['a commit is in no other branch', true]);
  git(directory, 'checkout', '-q', '--detach');
  expect(await removeWorktree(root, 'r1')).toBe('it is on no branch, not on shoal/r1');
  git(directory, 'checkout', '-q', branch);
  git(root, 'merge', '-q', branch);
  expect([await removeWorktree(root, 'r1'), isThere()]).toEqual([null, false]);
  expect(git(root, 'branch', '--list', branch)).toBe('');
  expect(await removeWorktree(root, 'r1')).toBeNull();
});

test('a branch whose worktree is gone stays while its commits are nowhere else', async () => {
  repository();
  const { directory, branch } = planWorktree(root, 'r1');
  createWorktree(root, { directory, branch, exists: false });
  git(directory, 'commit', '-q', '--allow-empty', '-m', 'work');
  rmSync(directory, { recursive: true });
  expect(await removeWorktree(root, 'r1')).toBeNull();
  expect(git(root, 'branch', '--list', branch)).toContain(branch);
});
