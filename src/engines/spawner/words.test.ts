import { execFileSync } from 'node:child_process';
import { expect, test } from 'bun:test';
import { ShoalError } from '../../domain/errors.ts';
import { quoteWords, splitWords } from './words.ts';

test('a command line is split as a shell would, and nothing in it is expanded', () => {
  expect(splitWords(`python  "my worker.py" --say 'it $HOME' a\\ b x"y"z ''`)).toEqual([
    'python',
    'my worker.py',
    '--say',
    'it $HOME',
    'a b',
    'xyz',
    '',
  ]);
  expect(splitWords('a; rm -rf $(pwd) | b')).toEqual(['a;', 'rm', '-rf', '$(pwd)', '|', 'b']);
});

test.each(['"open', "'open", '   '])('%p is refused', (text) => {
  expect(() => splitWords(text)).toThrow(ShoalError);
});

test('quoted words come back from a shell as they were', () => {
  const words = [`it's`, '$(touch x)', '`id`', 'a b', '', '--flag=1', 'ü\n2', '"'];
  const read = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${quoteWords(words)}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
});
