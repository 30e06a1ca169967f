import { expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import type { TranscriptEntry } from '../../../domain/transcript.ts';
import { warningsOf } from './warnings.ts';

function worldOf(types: readonly string[]) {
  const entries: TranscriptEntry[] = [];
  let read = 0;
  const add = (type: string): void => {
    const n = entries.length + 1;
    const level = type === 'notice' ? 'warning' : 'info';
    entries.push({ n, at: '', type: type === 'hint' ? 'notice' : type, level, text: `said in ${n}` });
  };
  for (const type of types) add(type);
  const transcripts = {
    *newestFirst() {
      for (const entry of entries.toReversed()) {
        read += 1;
        yield entry;
      }
    },
    follow: () => {
      throw new Error('nobody follows here');
    },
  };
  const world = createWorld({ transcripts });
  return { add, warnings: () => warningsOf(world.nobody(), 's1'), read: () => read };
}

test('warnings are those since the program was started', async () => {
  const { warnings, add } = worldOf(['start', 'notice', 'text', 'start', 'notice', 'hint', 'notice']);
  expect(await warnings()).toEqual(['said in 5', 'said in 7']);
  add('notice');
  expect(await warnings()).toEqual(['said in 5', 'said in 7', 'said in 8']);
  add('start');
  expect(await warnings()).toEqual([]);
});

test('a long transcript is looked through once', async () => {
  const { warnings, add, read } = worldOf(['start', 'notice', ...Array<string>(500).fill('text')]);
  await warnings();
  const before = read();
  add('text');
  expect(await warnings()).toEqual(['said in 2']);
  expect(read() - before).toBe(2);
});

test('law 15: of many the latest are told', async () => {
  const { warnings, add } = worldOf(Array<string>(30).fill('notice'));
  expect((await warnings()).at(0)).toBe('said in 11');
  add('notice');
  const latest = await warnings();
  expect([latest.length, latest.at(0), latest.at(-1)]).toEqual([20, 'said in 12', 'said in 31']);
});
