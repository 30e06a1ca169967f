import { describe, expect, test } from 'bun:test';
import { parseDuration } from '../../domain/duration.ts';
import { ShoalError } from '../../domain/errors.ts';
import { operationOfCommand } from '../../operations/manifest.ts';
import { parseArguments } from './arguments.ts';
import { initialGlobals } from './globals.ts';
import { closest } from './suggest.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

function parse(command: string, ...words: string[]) {
  const operation = operationOfCommand(command);
  if (operation?.cli === undefined) throw new Error(`no command ${command}`);
  const globals = initialGlobals({});
  return { ...parseArguments({ ...operation, cli: operation.cli }, words, globals, NOW), globals };
}

function refusal(command: string, ...words: string[]): ShoalError {
  try {
    parse(command, ...words);
  } catch (error) {
    if (error instanceof ShoalError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a command line', () => {
  test('fills positionals, flags, repeated flags and combined shorts', () => {
    const { input } = parse('add', 'Title', '-d', 'text', '-p8', '-t', 'a', '--tag=b', '--not-before', '2h');
    expect(input).toEqual({
      title: 'Title',
      description: 'text',
      priority: 8,
      tags: ['a', 'b'],
      notBefore: NOW + 7_200_000,
    });
    expect(parse('list', '-an', '5').input).toEqual({ all: true, limit: 5 });
  });

  test('takes its flags in any place, and global flags among them', () => {
    const { input, globals } = parse('claim', '--wait', '60', '--json', 't4', '-C', '/tmp');
    expect(input).toEqual({ waitMs: 60_000, id: 't4' });
    expect(globals).toMatchObject({ json: true, dir: '/tmp' });
  });

  test('takes words after -- and words that only look like flags as they are', () => {
    expect(parse('add', '--', '--json').input).toEqual({ title: '--json' });
    expect(parse('progress', '-5 degrees').input).toEqual({ text: '-5 degrees' });
    expect(parse('progress', '- milk').input).toEqual({ text: '- milk' });
    expect(parse('add', 'x', '-p', 'critical').input).toEqual({ title: 'x', priority: 10 });
  });

  test('knows `-` and --file as the text that is read elsewhere', () => {
    expect(parse('add', '-')).toMatchObject({ input: {}, file: '-' });
    expect(parse('add', '--file', 'plan.md')).toMatchObject({ file: 'plan.md' });
  });

  test('is refused in its own words, not in those of the fields behind them', () => {
    const long = refusal('claim', '--wait', '100d');
    expect(long.message).toBe('--wait must be a duration from 0s to 1d; got 100d.');
    expect(long.hint).toBe('--wait: How long to block. Default: not at all');
    expect(long).toMatchObject({ code: 'INVALID_INPUT', details: { field: 'waitMs' } });
    expect(refusal('claim', '--lease', '30d1h').message).toBe(
      '--lease must be a duration from 1s to 7d; got 30d1h.',
    );
    expect(refusal('add', 'x', '--max-attempts', '500').message).toBe(
      '--max-attempts must be an integer from 1 to 100; got 500.',
    );
    expect(refusal('add', 'x'.repeat(501)).message).toStartWith(
      'TITLE must be at most 500 characters long; got',
    );
    expect(refusal('add', '💥'.repeat(501)).message).toEndWith('… (501 characters).');
    expect(refusal('subscribe', 'a*b').hint).toBe(
      'PATTERNS: A type (task.done), the first words of some (task.*), or * for all',
    );
  });

  test('is refused with what was meant', () => {
    expect(refusal('add', 'x', '--priorty', '3').hint).toContain('--priority');
    expect(refusal('fail', '--reason', '--retry').message).toContain('--reason needs a value');
    expect(refusal('fail', '--reason').message).toContain('needs a value');
    expect(refusal('fail').message).toContain('--reason');
    expect(refusal('add', 'a', 'b').message).toContain('"b" is one argument too many');
    expect(refusal('claim', '--wait', 'soon').message).toContain('"soon"');
    expect(refusal('claim', '--queue', 'a', '--queue', 'b').message).toContain('twice');
    expect(refusal('claim', '--another=maybe').code).toBe('USAGE');
    expect(refusal('add', 'x', '--json=1').message).toContain('--json takes no value');
    expect(refusal('add', 'x', '--data', '{').message).toContain('JSON');
  });
});

test('durations are seconds without a unit, and add up with units', () => {
  expect(['45', '1.5', '30m', '1h30m', '500ms', '2d'].map(parseDuration)).toEqual([
    45_000, 1_500, 1_800_000, 5_400_000, 500, 172_800_000,
  ]);
  expect(['', 'm', '-5', '5x', '5m ', '1h-3'].map(parseDuration)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
});

test('a slip of one letter is understood, another word is not', () => {
  const commands = ['claim', 'status', 'progress', 'done'];
  expect(['cliam', 'stauts', 'prog', 'don'].map((word) => closest(word, commands))).toEqual([
    'claim',
    'status',
    'progress',
    'done',
  ]);
  expect(closest('frobnicate', commands)).toBeUndefined();
});
