import { expect, test } from 'bun:test';
import { renderPs } from './agent.ts';
import { cells } from './text.ts';

const now = Date.UTC(2026, 0, 1);
const agent = {
  id: 'a12',
  name: 'grand-euclid',
  human: false,
  role: null,
  harness: 'opencode',
  capabilities: [],
  workingOn: null,
  state: 'working' as const,
  leader: true,
  task: 't42',
  taskTitle: 'A title that is longer than what is left of the line',
  locks: ['src/a.ts', 'src/b.ts'],
  lastSeenAt: new Date(now).toISOString(),
  alive: 'alive' as const,
  hung: false,
  pid: 123_456,
  parent: null,
  directory: '/w',
  logFile: null,
  session: null,
  why: null,
  parkedUntil: null,
  createdAt: new Date(now).toISOString(),
};

test.each([60, 80, 120])('the list of agents fits into %d columns, and the state is whole', (width) => {
  const shown = renderPs([agent], { terminal: true, colors: false, width, now });
  for (const line of shown.split('\n')) expect(cells(line)).toBeLessThanOrEqual(width);
  expect(shown).toContain(' working ');
  expect(shown.includes('alive 123456')).toBe(width >= 80);
});
