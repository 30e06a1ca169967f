import { describe, expect, test } from 'bun:test';
import { unwrapShell } from './shell-words.ts';

describe('unwrapShell', () => {
  for (const [line, command] of [
    ["/bin/bash -lc 'touch a.txt'", 'touch a.txt'],
    ["/bin/bash -c 'touch a.txt; rm b'", 'touch a.txt; rm b'],
    ['/usr/bin/zsh -lc ls', 'ls'],
    ["bash -c 'line one\nline two'", 'line one\nline two'],
    // As Codex 0.169 quotes both kinds of quotes and a dollar sign.
    [`/bin/bash -lc "echo 'a b' \\"c "'$HOME" "it'"'s\\"; echo x"`, `echo 'a b' "c $HOME" "it's"; echo x`],
  ] as const) {
    test(line, () => expect(unwrapShell(line)).toBe(command));
  }

  for (const line of [
    'touch a.txt',
    "/bin/bash -lc 'ls' 'and more'",
    "/bin/bash -lc 'ls'; rm -rf x",
    "/bin/bash -lc 'ls' && rm -rf x",
    '/bin/bash -lc "$(rm -rf x)"',
    '/bin/bash -lc "`rm -rf x`"',
    '/bin/bash -lc `rm`',
    "/bin/bash -ic 'ls'",
    "/bin/bash 'ls'",
    "/usr/bin/python -c 'ls'",
    "/bin/bash -lc 'unclosed",
    '',
  ]) {
    test(`keeps whole: ${line}`, () => expect(unwrapShell(line)).toBe(line));
  }
});
