import { expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import { newProfile } from '../../../domain/profile.ts';
import { newSession, type Turn } from '../../../domain/session.ts';
import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type { Transcripts } from '../../ports.ts';
import { join, ps } from '../agent.ts';
import { list, show } from '../session.ts';

const said: readonly Omit<TranscriptEntry, 'n' | 'at'>[] = [
  { type: 'tool-call', id: 'old', name: 'Bash', title: 'Bash: of the turn before' },
  { type: 'turn-end' },
  { type: 'turn-start', turn: 'u2' },
  { type: 'tool-call', id: 'a', name: 'Bash', title: 'Bash: npm test' },
  { type: 'tool-call', id: 'b', name: 'Read', title: 'Read: a.ts' },
  { type: 'usage', usage: { contextTokens: 50_000, contextWindow: 200_000 } },
  { type: 'tool-result', id: 'b' },
];

function transcriptsOf(count: number): { readonly transcripts: Transcripts; readonly read: () => number } {
  let read = 0;
  const entries = said
    .slice(0, count)
    .map((entry, at): TranscriptEntry => ({ n: at + 1, at: `at ${at + 1}`, type: 'x', ...entry }));
  const transcripts: Transcripts = {
    *newestFirst() {
      for (const entry of entries.toReversed()) {
        read += 1;
        yield entry;
      }
    },
    follow: () => {
      throw new Error('nobody follows here');
    },
  };
  return { transcripts, read: () => read };
}

async function worldOf(state: 'working' | 'idle', count = said.length) {
  const { transcripts, read } = transcriptsOf(count);
  const world = createWorld({ transcripts });
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  const profile = newProfile({ name: 'impl', harness: 'claude' });
  const plan = [
    { text: 'one', state: 'done' },
    { text: 'two', state: 'active' },
  ] as const;
  await world.store.transact((tx) => {
    const session = newSession({
      id: 's1',
      agent: 'a1',
      profile,
      directory: '/w',
      queue: 'q',
      createdAt: tx.now,
    });
    tx.create('session', { ...session, state, plan, compactions: 2 }, { type: 'session.started' });
    tx.create('turn', { ...turn, id: 'u1' }, { type: 'turn.ended' });
    tx.create(
      'turn',
      { ...turn, id: 'u2', contextTokens: null, contextWindow: null },
      { type: 'turn.ended' },
    );
  });
  return { world, read };
}

const turn: Omit<Turn, 'id'> = {
  session: 's1',
  agent: 'a1',
  task: null,
  queue: null,
  day: '2026-01-01',
  model: 'm',
  reason: 'completed',
  startedAt: 0,
  endedAt: 1,
  tools: 0,
  toolErrors: 0,
  inputTokens: 100,
  cachedTokens: null,
  outputTokens: 10,
  contextTokens: 20_000,
  contextWindow: 100_000,
  costUsd: 0.25,
  costIs: 'exact',
};

test('a list says what a session costs, how full it is, and what runs now', async () => {
  const { world, read } = await worldOf('working');
  const [session] = await list(world.nobody(), {});
  const live = {
    contextTokens: 50_000,
    contextShare: 0.25,
    inputTokens: 200,
    outputTokens: 20,
    costUsd: 0.5,
    costIs: 'exact',
    compactions: 2,
    turnSince: 'at 3',
    tool: { name: 'Bash', title: 'Bash: npm test', since: 'at 4' },
    planDone: 1,
    planTotal: 2,
  } as const;
  expect(session).toMatchObject(live);
  expect(read()).toBe(5);
  const [ada, bob] = await ps(world.nobody(), {});
  expect(ada).toMatchObject({
    ...live,
    name: 'ada',
    profile: 'impl',
    queue: 'q',
    model: null,
    state: 'working',
  });
  expect(bob).toMatchObject({ profile: null, costUsd: null, costIs: 'unknown', turnSince: null });
});

test('between turns nothing runs, and its transcript is not read', async () => {
  const { world, read } = await worldOf('idle');
  const [session] = await list(world.nobody(), {});
  expect(session).toMatchObject({ turnSince: null, tool: null, contextTokens: 20_000, contextShare: 0.2 });
  expect(read()).toBe(0);
});

test('a turn that has ended has no tool, whatever was left open', async () => {
  const { world } = await worldOf('working', 2);
  expect((await list(world.nobody(), {}))[0]).toMatchObject({ turnSince: null, tool: null });
});

test('one session shows its plan', async () => {
  const { world } = await worldOf('idle');
  expect((await show(world.nobody(), { session: 's1' })).plan).toEqual([
    { text: 'one', state: 'done' },
    { text: 'two', state: 'active' },
  ]);
});
