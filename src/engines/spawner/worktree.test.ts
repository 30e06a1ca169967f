import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { undoHalfMade } from './half-made.ts';
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

function repository(at = root): void {
  git(at, 'init', '-q');
  git(at, 'commit', '-q', '--allow-empty', '-m', 'first');
}

test('it is a sibling of the project on a branch of its own, made once and used again while it is clean', async () => {
  repository();
  const planned = await planWorktree(root, 'worker-1');
  expect(planned).toEqual({ directory: join(base, 'app-worker-1'), branch: 'shoal/worker-1', exists: false });
  expect(await createWorktree(root, 'worker-1')).toBe(planned.directory);
  expect(git(planned.directory, 'branch', '--show-current').trim()).toBe('shoal/worker-1');
  expect((await planWorktree(root, 'worker-1')).exists).toBe(true);
  writeFileSync(join(planned.directory, 'draft'), 'x');
  expect(await planWorktree(root, 'worker-1').catch(String)).toContain('not committed');
});

test('what was left half made is made again once no git is at it, and can be removed', async () => {
  repository();
  writeFileSync(join(root, 'code'), 'x');
  git(root, 'add', 'code');
  git(root, 'commit', '-q', '-m', 'code');
  const { directory, branch } = await planWorktree(root, 'r1');
  const mark = join(root, '.git', 'shoal-making-r1');
  /** As `git worktree add` leaves it when it is killed before it has checked anything out. */
  const leaveHalf = (pid: string): void => {
    git(root, 'worktree', 'add', '-q', '--no-checkout', '--lock', '-b', branch, directory);
    writeFileSync(mark, pid);
  };
  leaveHalf('');
  expect((await planWorktree(root, 'r1')).exists).toBe(false);
  expect(await createWorktree(root, 'r1')).toBe(directory);
  expect([existsSync(join(directory, 'code')), existsSync(mark)]).toEqual([true, false]);
  expect((await planWorktree(root, 'r1')).exists).toBe(true);
  await removeWorktree(root, 'r1');

  const orphan = spawn('sleep', ['600'], { stdio: 'ignore' });
  leaveHalf(String(orphan.pid));
  const made = createWorktree(root, 'r1');
  const elsewhere = join(base, 'elsewhere');
  mkdirSync(elsewhere);
  repository(elsewhere);
  for (const name of ['a', 'b', 'c']) await createWorktree(elsewhere, name);
  expect(existsSync(join(directory, 'code'))).toBe(false);
  orphan.kill('SIGKILL');
  expect(await made).toBe(directory);
  expect(existsSync(join(directory, 'code'))).toBe(true);
  await removeWorktree(root, 'r1');

  leaveHalf('');
  rmSync(directory, { recursive: true });
  expect(await createWorktree(root, 'r1')).toBe(directory);
  await removeWorktree(root, 'r1');

  leaveHalf('');
  expect([await removeWorktree(root, 'r1'), existsSync(directory), existsSync(mark)]).toEqual([
    null,
    false,
    false,
  ]);
});

test('what another process has made while this one waited for it stays', async () => {
  repository();
  const { directory, branch } = await planWorktree(root, 'r1');
  const mark = join(root, '.git', 'shoal-making-r1');
  const maker = spawn('sleep', ['600'], { stdio: 'ignore' });
  writeFileSync(mark, String(maker.pid));
  const undone = undoHalfMade(root, directory, mark);
  git(root, 'worktree', 'add', '-q', '-b', branch, directory);
  rmSync(mark);
  maker.kill('SIGKILL');
  await undone;
  expect((await planWorktree(root, 'r1')).exists).toBe(true);
});

test('a directory of somebody else is never used', async () => {
  repository();
  mkdirSync(join(base, 'app-worker-1'));
  expect(await planWorktree(root, 'worker-1').catch(String)).toContain('no worktree of this repository');
});

test('a worktree on another branch is not ours', async () => {
  repository();
  git(root, 'worktree', 'add', '-q', '-b', 'mine', join(base, 'app-worker-1'));
  expect(await planWorktree(root, 'worker-1').catch(String)).toContain('it is on mine');
});

test('without a repository, or before its first commit, there can be none', async () => {
  expect(await planWorktree(root, 'worker-1').catch(String)).toContain('no git repository');
  git(root, 'init', '-q');
  expect(await planWorktree(root, 'worker-1').catch(String)).toContain('no git repository');
});

test('it is removed only when nothing would be lost: every file committed, every commit in another branch too', async () => {
  repository();
  const { directory, branch } = await planWorktree(root, 'r1');
  await createWorktree(root, 'r1');
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
  const { branch } = await planWorktree(root, 'r1');
  const directory = await createWorktree(root, 'r1');
  git(directory, 'commit', '-q', '--allow-empty', '-m', 'work');
  rmSync(directory, { recursive: true });
  expect(await removeWorktree(root, 'r1')).toBeNull();
  expect(git(root, 'branch', '--list', branch)).toContain(branch);
});

test('many at once are made one after the other, and one that fails stops no other', async () => {
  repository();
  mkdirSync(join(base, 'app-w3'));
  const names = Array.from({ length: 8 }, (_, number) => `w${number}`);
  const made = await Promise.allSettled(names.map((name) => createWorktree(root, name)));
  expect(made.flatMap(({ status }, at) => (status === 'rejected' ? [names[at]] : []))).toEqual(['w3']);
  expect(git(root, 'worktree', 'list').trim().split('\n')).toHaveLength(8);
});
