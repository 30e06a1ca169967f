import { expect, test } from 'bun:test';
import { isStale } from './stale.ts';

const after = (type: string, read: string) => isStale(read, new Set(['unblock.seen', type]));

test('an event makes the reads of its own noun old, and those that it changes as well', () => {
  expect(after('chunk.added', 'chunk.list')).toBe(true);
  expect(after('turn.ended', 'usage.report')).toBe(true);
  expect(after('turn.ended', 'memory.list')).toBe(false);
  expect(after('session.ended', 'session.show')).toBe(true);
});

test('what is read of files is not read again with each event of its noun', () => {
  expect(after('session.ended', 'session.changes')).toBe(false);
});
