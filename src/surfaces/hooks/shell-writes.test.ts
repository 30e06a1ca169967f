import { describe, expect, test } from 'bun:test';
import { shellWrites } from './shell-writes.ts';

const here = '/nowhere/repo';

function written(command: string): string[] {
  return shellWrites(command, here).map(
    ({ path, isWide }) => path.replace(`${here}/`, '') + (isWide ? ' (wide)' : ''),
  );
}

const plain: Record<string, string[]> = {
  'echo hi > a.txt': ['a.txt'],
  'echo hi >> a.txt 2>&1': ['a.txt'],
  'echo hi>a.txt': ['a.txt'],
  'make 2> err.log': ['err.log'],
  'make &> all.log': ['all.log'],
  'echo hi >| a.txt': ['a.txt'],
  'cat a.txt > /dev/null 2>&1': [],
  'cat < a.txt': [],
  "echo 'x > y'": [],
  'echo "x > y" # > z': [],
  'echo hi | tee -a a.txt b.txt': ['a.txt', 'b.txt'],
  "sed -i 's/a/b/' a.txt b.txt": ['a.txt', 'b.txt'],
  "sed -i '' -e 's/a/b/' a.txt": ['a.txt'],
  "sed -i.bak 's/a/b/' a.txt": ['a.txt'],
  "sed -n 's/a/b/p' a.txt": [],
  "perl -pi -e 's/a/b/' a.txt": ['a.txt'],
  "perl -pie 's/a/b/' a.txt": ['a.txt'],
  'rm -rf build a.txt': ['build', 'a.txt'],
  'rm -- -odd': ['-odd'],
  'mv a.txt b.txt': ['a.txt', 'b.txt'],
  'cp a.txt b.txt': ['b.txt'],
  'cp -t /nowhere a.txt': ['/nowhere'],
  'install -m 755 a.sh bin/a': ['bin/a'],
  'touch -d yesterday a.txt': ['a.txt'],
  'truncate -s 0 a.txt': ['a.txt'],
  'dd if=/dev/zero of=disk.img bs=1': ['disk.img'],
  'git checkout -- a.txt': ['a.txt'],
  'git checkout main': [],
  'git checkout HEAD~1 -- src/a.ts': ['src/a.ts'],
  'git restore a.txt': ['a.txt'],
  'git restore --staged a.txt': [],
  'git reset --hard': [`${here} (wide)`],
  'git -c core.pager= rm a.txt': ['a.txt'],
  'git commit -m "a > b"': [],
  'cd src && echo hi > a.txt': ['src/a.txt'],
  'cd /elsewhere; echo hi > a.txt': ['/elsewhere/a.txt'],
  '(cd src; touch a); touch b': ['src/a', 'b'],
  'cd "$DIR" && touch a': [],
  'touch "$FILE" ~/x': [],
  'X=1 sudo -E touch a': ['a'],
  'timeout 5 touch a': ['a'],
  'if true; then touch a; fi': ['a'],
  "bash -c 'touch a; rm b'": ['a', 'b'],
  'echo $(touch a) > b': ['b', 'a'],
  'rm src/*.ts': ['src/*.ts (wide)'],
  'curl -sSL -o out.bin http://x/y': ['out.bin'],
  "python3 -c \"open('a.txt', 'w').write('x')\"": ['a.txt'],
  'python3 -c "open(\'a.txt\').read()"': [],
  "cat > a.txt <<'EOF'\nrm b.txt > c\nEOF\ntouch d": ['a.txt', 'd'],
  "python3 - <<'EOF'\nfrom pathlib import Path\nPath('a.txt').write_text('x')\nEOF": ['a.txt'],
  "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: new.txt\n+hi\n*** Update File: old.txt\n*** Move to: moved.txt\n@@\n*** End Patch\nEOF":
    ['new.txt', 'old.txt', 'moved.txt'],
  'echo a\\ b > "with space.txt"': ['with space.txt'],
  'echo x > a{1,2}': ['a{1,2} (wide)'],
  'diff <(sort a) <(sort b)': [],
  'echo "unterminated > a': [],
};

describe('a shell command plainly writes', () => {
  for (const [command, paths] of Object.entries(plain)) {
    test(command, () => expect(written(command).sort()).toEqual([...paths].sort()));
  }
});

test('an endless or deeply nested command line is answered at once', () => {
  expect(written(`echo ${'$('.repeat(10_000)}`)).toEqual([]);
  expect(written('x'.repeat(300_000))).toEqual([]);
});
