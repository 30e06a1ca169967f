import { expect, test } from 'bun:test';
import { lastDays } from './day.ts';

const iso = (days: ReturnType<typeof lastDays>): string[] =>
  days.map(({ day, start }) => `${day} ${new Date(start).toISOString()}`);

test('days begin at midnight of their time zone, also when clocks are put forward and back', () => {
  expect(iso(lastDays(Date.UTC(2026, 0, 1, 0, 0), 2, 'UTC'))).toEqual([
    '2025-12-31 2025-12-31T00:00:00.000Z',
    '2026-01-01 2026-01-01T00:00:00.000Z',
  ]);
  expect(iso(lastDays(Date.UTC(2026, 2, 30, 12), 3, 'Europe/Berlin'))).toEqual([
    '2026-03-28 2026-03-27T23:00:00.000Z',
    '2026-03-29 2026-03-28T23:00:00.000Z',
    '2026-03-30 2026-03-29T22:00:00.000Z',
  ]);
  expect(iso(lastDays(Date.UTC(2026, 9, 26, 12), 2, 'Europe/Berlin'))).toEqual([
    '2026-10-25 2026-10-24T22:00:00.000Z',
    '2026-10-26 2026-10-25T23:00:00.000Z',
  ]);
  expect(iso(lastDays(Date.UTC(2026, 0, 1, 18, 20), 1, 'Asia/Kathmandu'))).toEqual([
    '2026-01-02 2026-01-01T18:15:00.000Z',
  ]);
});

test('an unknown time zone is refused', () => {
  expect(() => lastDays(0, 1, 'Mars/Base')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
