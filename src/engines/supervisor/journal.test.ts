import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { newProfile } from '../../domain/profile.ts';
import { newSession } from '../../domain/session.ts';
import { transcriptFolder, transcriptName } from '../../domain/transcript.ts';
import { openJournal } from './journal.ts';
import { freshRun } from './run-state.ts';

const session = 's1';
const profile = newProfile({ name: 'fake', harness: 'acp' });
const state = freshRun(newSession({ id: session, agent: 'a1', profile, directory: '/w', createdAt: 0 }));
const position = {
  child: null,
  outputOffset: 0,
  inputOffset: 0,
  unsent: '',
  inputEnded: false,
  snapshot: null,
};

test('a journal that cannot give way to a new part closes as any other, and has what was written', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'shoal-journal-'));
  try {
    const same = (json: string) => json;
    const open = (partBytesMax: number) =>
      openJournal({ stateDir, session, isoNow: () => 'now', redact: same, hide: same, partBytesMax });
    const inTheWay = join(stateDir, transcriptFolder, `${transcriptName(session)}.1`);
    const journal = open(1);
    mkdirSync(join(inTheWay, 'full'), { recursive: true });
    expect(() => journal.write([{ type: 'sent' }], { ...position, state })).toThrow();
    expect(() => journal.close()).not.toThrow();
    rmSync(inTheWay, { recursive: true });
    const next = open(1_000_000);
    expect(next.last).toMatchObject({ n: 1 });
    next.close();
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});
