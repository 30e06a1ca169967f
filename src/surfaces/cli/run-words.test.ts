import { describe, expect, test } from 'bun:test';
import { ofRun } from './run-words.ts';

function put(line: string): string {
  const words = line.split(' ');
  ofRun(words);
  return words.join(' ');
}

describe('commands that are of runs as well', () => {
  test.each([
    ['cancel r12 -r why', 'run cancel r12 -r why'],
    ['cancel -r why r12', 'run cancel -r why r12'],
    ['approve R12', 'run approve R12'],
    ['reject r12 -r r3', 'run reject r12 -r r3'],
    ['status r12', 'run show r12'],
    ['show r12', 'run show r12'],
    ['show r12 --tokens', 'run tokens r12'],
    ['show --tokens r12', 'run tokens r12'],
    ['run show r12 --tokens', 'run tokens r12'],
    ['list --filter failed', 'runs --state failed'],
    ['list --filter=awaiting_gate -n 3', 'runs --state=awaiting_gate -n 3'],
    ['list --runs', 'runs'],
    ['list --runs --filter completed', 'runs --state completed'],
  ])('%s is %s', (line, wanted) =>
    expect(put(line).replace('--state=', '--state ')).toBe(wanted.replace('--state=', '--state ')),
  );

  test.each([
    'cancel t4 -r r12',
    'cancel 12',
    'approve q5',
    'status',
    'show t4',
    'show x3',
    'list -s failed',
    'list',
    'run r12',
  ])('%s stays as it is', (line) => expect(put(line)).toBe(line));

  test('a state that only tasks have lists tasks', () =>
    expect(put('list --filter ready')).toBe('list --state ready'));
});
