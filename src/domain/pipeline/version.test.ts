import { expect, test } from 'bun:test';
import { highestFirst, isVersion, latestOf, nextOf } from './version.ts';

test('versions are ordered as versions, whatever was published last', () => {
  expect(highestFirst(['1.0.9', '0.5.0', '1.0.10', '1.0.10-rc.1'])).toEqual([
    '1.0.10',
    '1.0.10-rc.1',
    '1.0.9',
    '0.5.0',
  ]);
  expect(latestOf(['1.0.9', '1.0.10', '0.5.0', '2.0.0-rc.1'])).toBe('1.0.10');
  expect(latestOf(['2.0.0-rc.1'])).toBe('2.0.0-rc.1');
  expect(nextOf(['1.0.9', '1.0.10', '0.5.0'])).toBe('1.0.11');
  expect(nextOf([])).toBe('1.0.0');
});

test.each(['1', '1.2', 'v1.2.3', '^1.2.3', '1.2.3/../x', '01.2.3', '../1.2.3', 'latest', ''])(
  '%p is none',
  (text) => {
    expect(isVersion(text)).toBe(false);
  },
);
