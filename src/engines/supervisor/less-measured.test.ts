import { expect, test } from 'bun:test';
import { newProfile, type Permission } from '../../domain/profile.ts';
import { claudeDriver } from '../../harness/claude/driver.ts';
import type { HarnessDriver, SessionSpec, Sink } from '../../harness/driver.ts';
import { lessMeasured } from './less-measured.ts';

const silent: Sink = { write: () => {}, endInput: () => {}, emit: () => {} };

function specWith(permission: Permission): SessionSpec {
  return {
    profile: newProfile({ name: 'p', harness: 'claude', permission, toolset: 'default' }),
    directory: '/w',
    agentName: 'ada',
    briefing: '',
    resume: null,
    fork: false,
    sessionId: 'a-session',
    mcpServers: [],
    capabilities: {},
  };
}

/** Claude Code's, always in the middle of a turn. */
const busy: HarnessDriver = {
  ...claudeDriver,
  connect: (...all) => ({ ...claudeDriver.connect(...all), canSend: () => 'steer' }),
};

const canSend = (driver: HarnessDriver) => driver.connect(specWith('auto'), silent, null).canSend();
const warnings = (driver: HarnessDriver, permission: Permission) => driver.plan(specWith(permission)).untaken;

test('what was measured not to work is taken from the driver, and nothing else', () => {
  const less = lessMeasured(claudeDriver, { resumes: false, forks: true });
  expect(less.capabilities).toEqual({ ...claudeDriver.capabilities, resumes: false });
  expect(lessMeasured(claudeDriver, { forks: true })).toBe(claudeDriver);
  expect(lessMeasured(claudeDriver, {})).toBe(claudeDriver);
});

test('a version that loses what is said during a turn is told at the next one', () => {
  expect(canSend(lessMeasured(busy, { forks: false }))).toBe('steer');
  expect(canSend(lessMeasured(busy, { steers: false }))).toBe('no');
});

test('where a refusal does not hold, the session says so at its start', () => {
  const less = lessMeasured(claudeDriver, { honoursDeny: false });
  expect(warnings(less, 'auto')).toEqual([
    'permission auto: the installed claude was measured, and does what it was refused.',
  ]);
  expect(warnings(less, 'full')).toEqual([]);
  expect(warnings(lessMeasured(claudeDriver, { asksPermission: false }), 'read')).toHaveLength(1);
});
