import { expect, test } from 'bun:test';
import { createWorld } from '../../../test/support/world.ts';
import type { Turn } from '../../domain/session.ts';
import { join } from './agent.ts';
import { show } from './usage.ts';

const turn: Omit<Turn, 'id'> = {
  session: 's1',
  agent: 'a1',
  task: null,
  queue: 'review',
  day: '2026-01-01',
  model: 'm',
  reason: 'completed',
  startedAt: 0,
  endedAt: 5_000,
  tools: 2,
  toolErrors: 1,
  inputTokens: 1_000,
  cachedTokens: 400,
  outputTokens: 100,
  contextTokens: 500,
  contextWindow: 1_000,
  costUsd: 0.5,
  costIs: 'exact',
};

test('sums are as sure as their least sure part, and a row says what it is of', async () => {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  const turns: Omit<Turn, 'id'>[] = [
    turn,
    { ...turn, day: '2026-01-02', contextTokens: 900, costUsd: 0.25, costIs: 'estimated' },
    { ...turn, agent: 'a2', queue: null, costUsd: null, costIs: 'unknown', inputTokens: null },
  ];
  await world.store.transact((tx) => {
    for (const one of turns) tx.create('turn', { ...one, id: tx.nextId('turn') }, { type: 'turn.ended' });
  });
  const { rows, total } = await show(world.nobody(), {});
  expect(rows.map(({ label, turns: count, costUsd, costIs }) => [label, count, costUsd, costIs])).toEqual([
    ['ada', 2, 0.75, 'estimated'],
    ['bob', 1, null, 'unknown'],
  ]);
  expect(total).toMatchObject({
    turns: 3,
    costUsd: 0.75,
    costIs: 'partial',
    contextShare: 0.9,
    wallMs: 15_000,
  });
  const days = await show(world.nobody(), { by: 'day' });
  expect(days.rows.map(({ of }) => of)).toEqual(['2026-01-01', '2026-01-02']);
  const queue = await show(world.nobody(), { by: 'queue' });
  expect(queue.rows.map(({ label }) => label)).toEqual(['review', 'no queue']);
  expect((await show(world.nobody(), { agent: 'bob' })).total.turns).toBe(1);
});
