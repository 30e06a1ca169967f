import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { fakeProfile } from '../../../test/support/supervised.ts';
import { createWorld } from '../../../test/support/world.ts';
import { newSession } from '../../domain/session.ts';
import { dropOldTranscripts } from './retention.ts';

test('of the transcripts of ended sessions the oldest give way, whole; those that run keep theirs', async () => {
  const { store } = createWorld();
  const stateDir = mkdtempSync(join(tmpdir(), 'shoal-retention-'));
  try {
    const folder = join(stateDir, 'transcripts');
    const drop = (bytesMax: number) => dropOldTranscripts(stateDir, store, bytesMax);
    expect(await drop(0)).toEqual([]);
    mkdirSync(folder);
    await store.transact((tx) => {
      for (const id of ['s1', 's2', 's3']) {
        const session = newSession({ id, agent: 'a1', profile: fakeProfile, directory: '/w', createdAt: 0 });
        const record = { ...session, state: id === 's1' ? ('idle' as const) : ('ended' as const) };
        tx.create('session', record, { type: 'session.created' });
      }
    });
    ['s1.jsonl', 's3.jsonl', 's2.jsonl', 's2.jsonl.1', 's9.jsonl', 'note.txt'].forEach((name, at) => {
      writeFileSync(join(folder, name), 'x'.repeat(100));
      utimesSync(join(folder, name), at + 1, at + 1);
    });
    expect(await drop(500)).toEqual([]);
    expect(await drop(400)).toEqual(['s3']);
    expect(await drop(399)).toEqual(['s2']);
    expect(existsSync(join(folder, 's2.jsonl.1'))).toBe(false);
    expect(await drop(0)).toEqual(['s9']);
    expect(['s1.jsonl', 'note.txt'].every((name) => existsSync(join(folder, name)))).toBe(true);
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});
