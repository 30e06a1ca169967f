import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newProfile } from '../../domain/profile.ts';
import { storeMatrix } from './matrix.ts';
import { createObeyed } from './obeyed.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-obeyed-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const profile = newProfile({ name: 'p', harness: 'claude' });

function install(version: string): void {
  writeFileSync(join(directory, 'claude'), `#!/bin/sh\necho "${version} (Claude Code)"\n`, { mode: 0o755 });
}

test('the matrix holds for the version it was measured with, until that is replaced', async () => {
  let monotonicMs = 0;
  const obeyed = createObeyed({
    stateDir: directory,
    environment: { PATH: `${directory}:/usr/bin:/bin` },
    monotonicMs: () => monotonicMs,
  });
  install('2.1.329');
  expect(await obeyed(profile)).toEqual({});

  storeMatrix(directory, [
    {
      harness: 'claude',
      program: join(directory, 'claude'),
      version: '2.1.329',
      probedAt: 1,
      tookMs: 1,
      findings: [
        { capability: 'steers', ok: false, why: 'it did not' },
        { capability: 'forks', ok: null, why: 'no way' },
        { capability: 'streams', ok: true, why: null },
      ],
    },
  ]);
  expect(await obeyed(profile)).toEqual({ steers: false, streams: true });
  expect(await obeyed({ ...profile, harness: 'codex' })).toEqual({});
  expect(await obeyed({ ...profile, command: ['wrapper', 'claude'] })).toEqual({});

  install('2.1.330');
  monotonicMs += 61_000;
  expect(await obeyed(profile)).toEqual({});
});

test('a damaged matrix is none', async () => {
  writeFileSync(join(directory, 'harnesses.json'), '{"harnesses":[{"harness":3}]');
  const obeyed = createObeyed({ stateDir: directory, environment: {}, monotonicMs: () => 0 });
  expect(await obeyed(profile)).toEqual({});
});
