import { expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import type { ProbedHarness } from '../../ports.ts';
import { matrix } from '../harness.ts';

test('the matrix has every harness, with what was measured of it, and runs none', async () => {
  const probed: ProbedHarness = {
    harness: 'codex',
    program: '/usr/bin/codex',
    version: '1.2.3',
    probedAt: Date.UTC(2026, 0, 1),
    tookMs: 812.4,
    findings: [
      { capability: 'steers', ok: true, why: null },
      { capability: 'forks', ok: false, why: 'no such method' },
    ],
  };
  const context = {
    ...createWorld().nobody(),
    harnesses: { found: () => ['claude', 'codex'] },
    harnessProbe: async () => ({ stored: () => [probed] }),
  } as unknown as Parameters<typeof matrix>[0]; // only what it may ask
  const { harnesses } = await matrix(context, {});
  expect(harnesses.map(({ name, found, probedAt }) => [name, found, probedAt])).toEqual([
    ['claude', true, null],
    ['codex', true, '2026-01-01T00:00:00.000Z'],
    ['gemini', false, null],
    ['opencode', false, null],
    ['copilot', false, null],
  ]);
  expect(harnesses[1]).toMatchObject({
    version: '1.2.3',
    tookMs: 812,
    steers: true,
    forks: false,
    streams: null,
    shortfalls: [{ capability: 'forks', why: 'no such method' }],
  });
  expect(harnesses[0]).toMatchObject({ version: null, steers: null, shortfalls: [] });
});
