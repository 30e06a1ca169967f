import { expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import { newProfile } from '../../../domain/profile.ts';
import { newSession } from '../../../domain/session.ts';
import type { TranscriptEntry } from '../../../domain/transcript.ts';
import { transcript, turns } from '../session.ts';

const said: readonly { readonly type: string; readonly [field: string]: unknown }[] = [
  { type: 'start' },
  { type: 'sent', text: 'first' },
  { type: 'turn-start' },
  { type: 'tool-call', id: 'a' },
  { type: 'tool-result', id: 'a', ok: false },
  { type: 'text', text: 'done' },
  { type: 'turn-end', reason: 'completed' },
  { type: 'state' },
  { type: 'sent', text: 'x'.repeat(600) },
  { type: 'turn-start' },
  { type: 'sent', text: 'meanwhile' },
  { type: 'turn-end', reason: 'interrupted' },
  { type: 'sent', text: 'third' },
  { type: 'turn-start' },
  { type: 'tool-call', id: 'b' },
];

const entries = said.map((entry, at): TranscriptEntry => ({ n: at + 1, at: `at ${at + 1}`, ...entry }));

async function worldOf(
  newestFirst = (_: string, before = Infinity): Iterable<TranscriptEntry> =>
    entries.filter(({ n }) => n < before).toReversed(),
) {
  const follow = () => {
    throw new Error('nobody follows here');
  };
  const transcripts = { newestFirst, follow };
  const world = createWorld({ transcripts });
  const profile = newProfile({ name: 'impl', harness: 'claude' });
  await world.store.transact((tx) => {
    const session = newSession({ id: 's1', agent: 'a1', profile, directory: '/w', createdAt: tx.now });
    tx.create('session', session, { type: 'session.started' });
  });
  return world;
}

test('turns say where they stand, what they were given, and how they ended', async () => {
  const world = await worldOf();
  const all = await turns(world.nobody(), { session: 's1' });
  expect(all).toEqual([
    {
      from: 2,
      to: 7,
      startedAt: 'at 3',
      endedAt: 'at 7',
      reason: 'completed',
      given: 'first',
      tools: 1,
      toolErrors: 1,
    },
    {
      from: 9,
      to: 12,
      startedAt: 'at 10',
      endedAt: 'at 12',
      reason: 'interrupted',
      given: 'x'.repeat(500),
      tools: 0,
      toolErrors: 0,
    },
    {
      from: 13,
      to: 15,
      startedAt: 'at 14',
      endedAt: null,
      reason: null,
      given: 'third',
      tools: 1,
      toolErrors: 0,
    },
  ]);
  expect(await turns(world.nobody(), { session: 's1', limit: 1 })).toEqual(all.slice(-1));
  expect(await turns(world.nobody(), { session: 's1', before: 13, limit: 1 })).toEqual(all.slice(1, 2));
  expect(await turns(world.nobody(), { session: 's1', before: 2 })).toEqual([]);
});

test('others are served while a long transcript is searched, or looked through for its turns', async () => {
  for (const look of ['turns', 'search'] as const) {
    let isServed = false;
    function* long(): Generator<TranscriptEntry> {
      for (let n = 1_000; n > 0; n -= 1) {
        if (n === 1_000) setImmediate(() => (isServed = true));
        if (n === 1) expect(isServed).toBe(true);
        yield { n, at: '', type: 'text', text: 'so' };
      }
    }
    const world = await worldOf(long);
    const context = world.nobody();
    if (look === 'turns') expect(await turns(context, { session: 's1' })).toEqual([]);
    else
      for await (const found of transcript(context, { session: 's1', search: 'never' }))
        expect(found).toEqual([]);
    expect(isServed).toBe(true);
  }
});
