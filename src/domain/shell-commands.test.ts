import { describe, expect, test } from 'bun:test';
import { possibleCommands, simpleCommands } from './shell-commands.ts';

describe('reading a command line to allow it', () => {
  test.each([
    ['npm test', ['npm test']],
    ['npm test && git push; ls | wc -l', ['npm test', 'git push', 'ls', 'wc -l']],
    ['git commit -m "a; b && c"', ['git commit -m "a; b && c"']],
    ["echo 'a | b' x", ["echo 'a | b' x"]],
    ['npm test 2>&1 | tail -5', ['npm test', 'tail -5']],
    ['npm test > /dev/null 2>&1', ['npm test']],
    [String.raw`ls a\;b`, [String.raw`ls a\;b`]],
    ['sleep 1 & rm x', ['sleep 1', 'rm x']],
  ])('%j is read', (text, expected) => {
    expect(simpleCommands(text)).toEqual(expected);
  });

  test.each([
    'echo $(rm -rf /)',
    'echo `rm -rf /`',
    'echo "$(rm -rf /)"',
    'cat <<EOF\n$(rm x)\nEOF',
    'echo x > /etc/passwd',
    'echo x >/dev/null/../../etc/passwd',
    'diff <(a) <(b)',
    String.raw`echo $'\'' ; evil ; echo 'x'`,
    "npm test # it's\nrm -rf /'",
    '(rm x)',
    'echo ${x@P}',
    "echo 'open",
    'echo "open',
    'echo \\',
  ])('%j is not', (text) => {
    expect(simpleCommands(text)).toBeNull();
  });
});

test('what could be a command is found wherever it stands', () => {
  for (const text of [
    'echo $(rm -rf x)',
    'a && rm -rf x',
    'bash -c "rm -rf x"',
    String.raw`r\m -rf x`,
    'echo `rm -rf x`',
  ])
    expect(possibleCommands(text).some((one) => one.includes('rm -rf x'))).toBe(true);
});
