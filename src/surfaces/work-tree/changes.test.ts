import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkTrees } from './changes.ts';

let around = '';
let root = '';
const { signal } = new AbortController();
const environment = { PATH: process.env['PATH'], HOME: tmpdir(), GIT_DIR: '/nowhere' };

function git(directory: string, ...args: readonly string[]): string {
  const env = { ...environment, GIT_DIR: undefined, GIT_CONFIG_GLOBAL: '/dev/null' };
  const as = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...as, '-C', directory, ...args], { encoding: 'utf8', env, stdio: 'pipe' });
}

function look(directory: string, only?: string) {
  return openWorkTrees(root, environment).changes({ directory, only, signal });
}

beforeAll(() => {
  around = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-changes-')));
  root = join(around, 'project');
  mkdirSync(root);
  git(root, 'init', '-q');
});
afterAll(() => rmSync(around, { recursive: true, force: true }));

describe('what was changed', () => {
  test('before the first commit all is new', async () => {
    writeFileSync(join(root, 'a.txt'), 'one\ntwo\n');
    const { base, shared, files } = await look(root);
    expect([base, shared]).toEqual([null, true]);
    expect(files).toEqual([
      {
        path: 'a.txt',
        from: null,
        status: 'untracked',
        added: 2,
        removed: 0,
        binary: false,
        diff: '--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n',
        cut: false,
      },
    ]);
    git(root, 'add', '-A');
    expect((await look(root)).files).toMatchObject([{ path: 'a.txt', status: 'added', added: 2 }]);
    for (const name of ['old name.txt', 'gone.txt', 'bin'])
      writeFileSync(join(root, name), name === 'bin' ? Buffer.from([0, 1, 2]) : `${name}\n`.repeat(9));
    writeFileSync(join(root, '.gitignore'), 'ignored\n');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'first');
    expect(await look(root)).toMatchObject({ files: [], moreFiles: 0, cut: false });
  });

  test('of a shared checkout is told against its last commit, whatever the names hold', async () => {
    const odd = ['t\tab.txt', 'new\nline.txt', ' "quoted" ü.txt', '--flag', ':(top)x', 'ignored'];
    for (const name of odd) writeFileSync(join(root, name), `${name}\nno end`);
    writeFileSync(join(root, 'a.txt'), 'one\n2\ndiff --git a/x b/x\n--- a/x\n');
    writeFileSync(join(root, 'bin'), Buffer.from([0, 9]));
    rmSync(join(root, 'gone.txt'));
    git(root, 'mv', 'old name.txt', 'new name.txt');
    chmodSync(join(root, '.gitignore'), 0o755);
    const { shared, base, files } = await look(root);
    expect([shared, base]).toEqual([true, git(root, 'rev-parse', 'HEAD').trim()]);
    const told = new Map(files.map((file) => [file.path, file]));
    expect([...told.keys()].toSorted()).toEqual(
      [
        ...odd.filter((name) => name !== 'ignored'),
        '.gitignore',
        'a.txt',
        'bin',
        'gone.txt',
        'new name.txt',
      ].toSorted(),
    );
    expect(told.get('a.txt')).toMatchObject({ status: 'changed', added: 3, removed: 1 });
    expect(told.get('a.txt')?.diff).toStartWith(
      '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,4 @@\n one\n-two\n+2\n+diff --git',
    );
    expect(told.get('bin')).toMatchObject({ binary: true, diff: '', status: 'changed' });
    expect(told.get('gone.txt')).toMatchObject({ status: 'deleted', removed: 9 });
    expect(told.get('new name.txt')).toMatchObject({ status: 'renamed', from: 'old name.txt', diff: '' });
    expect(told.get('.gitignore')).toMatchObject({ status: 'changed', diff: '', added: 0 });
    expect(told.get('new\nline.txt')?.diff).toContain('+line.txt\n+no end\n\\ No newline at end of file\n');
    for (const name of odd.slice(0, 5))
      expect((await look(root, name)).files.map(({ path }) => path)).toEqual([name]);
    expect((await look(root, '*.txt')).files).toEqual([]);
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'second');
  });

  test('of a work tree of its own is told from where its branch began', async () => {
    const own = join(around, 'own');
    git(root, 'worktree', 'add', '-q', '-b', 'own', own);
    const base = git(own, 'rev-parse', 'HEAD').trim();
    writeFileSync(join(own, 'committed.txt'), 'x\n');
    git(own, 'add', '-A');
    git(own, 'commit', '-qm', 'mine');
    writeFileSync(join(own, 'open.txt'), 'y\n');
    writeFileSync(join(root, 'of-others.txt'), 'z\n');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'others');
    mkdirSync(join(own, 'sub'));
    const { files, ...rest } = await look(join(own, 'sub'));
    expect(rest).toEqual({ directory: own, base, shared: false, moreFiles: 0, cut: false });
    expect(files.map(({ path, status }) => [path, status])).toEqual([
      ['committed.txt', 'added'],
      ['open.txt', 'untracked'],
    ]);
  });

  test('law 15: is bounded, and says what is left out', async () => {
    const many = join(around, 'many');
    mkdirSync(many);
    git(many, 'init', '-q');
    writeFileSync(join(many, 'big.txt'), 'a line of text\n'.repeat(20_000));
    git(many, 'add', '-A');
    for (let n = 0; n < 400; n += 1) writeFileSync(join(many, `f${n}`), 'x\n');
    const { files, moreFiles, cut } = await look(many);
    expect([files.length, moreFiles, cut]).toEqual([300, 101, true]);
    expect(files[0]).toMatchObject({ path: 'big.txt', added: 20_000, cut: true });
    expect(files[0]?.diff.length).toBeLessThan(100_001);
    expect(files[0]?.diff).toEndWith('+a line of text\n');
    const one = await look(many, 'big.txt');
    expect(one.files[0]).toMatchObject({ cut: false });
    expect(one.files[0]?.diff.length).toBeGreaterThan(300_000);
  });

  test('no link is followed, no pipe is opened, and nothing that the repository names is run', async () => {
    const odd = join(around, 'odd');
    mkdirSync(odd);
    git(odd, 'init', '-q');
    writeFileSync(join(odd, 'a.txt'), 'a\n');
    git(odd, 'add', '-A');
    git(odd, 'commit', '-qm', 'first');
    writeFileSync(join(odd, 'a.txt'), 'b\n');
    symlinkSync('/etc/hostname', join(odd, 'link'));
    Bun.spawnSync(['mkfifo', join(odd, 'pipe')]);
    const ran = join(around, 'ran');
    const script = join(around, 'run.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    const ofDiffs = ['diff.external', 'core.fsmonitor', 'core.pager', 'diff.x.textconv', 'diff.x.command'];
    const ofFilters = ['filter.x=y.clean', 'filter.x=y.process', 'filter.x=y.smudge'];
    for (const key of [...ofDiffs, ...ofFilters]) git(odd, 'config', key, script);
    git(odd, 'config', 'filter.x=y.required', 'true');
    writeFileSync(join(odd, '.git/info/attributes'), '* diff=x filter=x=y\n');
    const { files } = await look(odd);
    expect(files.map(({ path, diff }) => [path, diff.split('\n').at(-2)])).toEqual([
      ['a.txt', '+b'],
      ['link', '\\ No newline at end of file'],
    ]);
    expect(files[1]?.diff).toContain('+/etc/hostname');
    expect(await Bun.file(ran).exists()).toBe(false);
  });

  test('a repository that names another place as its own is refused', async () => {
    const sly = join(around, 'sly');
    mkdirSync(sly);
    git(sly, 'init', '-q');
    for (const place of [around, root]) {
      git(root, 'config', '--file', join(sly, '.git/config'), 'core.worktree', place);
      const refusal = await look(sly).catch((error: unknown) => error);
      expect(String(refusal)).toContain(`says that its files are in ${place}`);
    }
  });

  test('where there is no repository, no git, and nothing any more, it says so', async () => {
    const bare = join(around, 'bare');
    mkdirSync(bare);
    expect(look(bare)).rejects.toThrow('It does not work in a git repository.');
    expect(look(join(around, 'gone'))).rejects.toThrow('is not there any more');
    const without = openWorkTrees(root, { PATH: around });
    expect(without.changes({ directory: root, only: undefined, signal })).rejects.toThrow('not on PATH');
  });
});
