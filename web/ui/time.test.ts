import { expect, test } from 'bun:test';
import { parseDuration } from '../../src/domain/duration.ts';
import { spelled } from './time.ts';

test('a duration is spelled as one types it, and nothing of it is lost', () => {
  expect([0, 90_000, 1_800_000, 5_400_000, 604_800_000, 1_500].map(spelled)).toEqual([
    '0s',
    '1m30s',
    '30m',
    '1h30m',
    '7d',
    '1s500ms',
  ]);
  for (const ms of [0, 1, 999, 61_001, 86_400_000 + 3_600_001]) expect(parseDuration(spelled(ms))).toBe(ms);
});
