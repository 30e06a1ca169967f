import { afterEach, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import { placeAt } from './place.ts';
import { inspectFiles, makeStateDir, repairFiles } from './workspace-files.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function workspace() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-files-')));
  made.push(root);
  chmodSync(root, 0o755);
  makeStateDir(root);
  return placeAt(root, root);
}

/** Root may read everything: it looks as nobody does. */
function asUser<T>(look: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return look();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('a .shoal/ that may not be entered is said to be that, not to be empty', () => {
  const place = workspace();
  chmodSync(place.stateDir, 0o000);
  expect(asUser(() => refusal(() => inspectFiles(place)))).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(repairFiles(place)).toEqual(['opened .shoal/ to its owner only']);
  expect(inspectFiles(place)).toMatchObject({ mode: 0o700, exists: false, ignoresItself: true });
});

function refusal(act: () => unknown): ShoalError {
  try {
    act();
  } catch (error) {
    if (error instanceof ShoalError) return error;
  }
  throw new Error('it was not refused');
}
