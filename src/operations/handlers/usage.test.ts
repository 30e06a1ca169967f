import { expect, test } from 'bun:test';
import { createWorld } from '../../../test/support/world.ts';
import type { Turn } from '../../domain/session.ts';
import { join } from './agent.ts';
import { days, show } from './usage.ts';

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

test('many turns are added up a page at a time, with room for others in between', async () => {
  const world = createWorld();
  const count = 1_300;
  await world.store.transact((tx) => {
    for (let n = 0; n < count; n += 1) {
      const one = {
        ...turn,
        id: tx.nextId('turn'),
        task: `t${n % 3}`,
        endedAt: n,
        startedAt: n,
        costUsd: 0.25,
      };
      tx.create('turn', one, { type: 'turn.ended' });
    }
  });
  let others = 0;
  let isOver = false;
  const countOthers = (): void => {
    others += 1;
    if (!isOver) setImmediate(countOthers);
  };
  setImmediate(countOthers);
  const { rows, total } = await show(world.nobody(), { by: 'task' });
  isOver = true;
  expect(others).toBeGreaterThanOrEqual(2);
  expect(total).toMatchObject({
    turns: count,
    costUsd: count / 4,
    inputTokens: count * 1_000,
    tools: count * 2,
  });
  expect(rows.map(({ of, turns }) => [of, turns])).toEqual([
    ['t0', 434],
    ['t2', 433],
    ['t1', 433],
  ]);
  for (const since of [0, 1, 400, 800, 1_299, 1_300])
    expect((await show(world.nobody(), { since })).total.turns).toBe(count - since);
});

test('days are those of the time zone asked for, split, and what is too much for a row is together', async () => {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  await join(world.as(2), { name: 'bob' });
  const end = Date.UTC(2026, 0, 1);
  const hour = 3_600_000;
  const ended = (endedAt: number, more: Partial<Turn> = {}): Omit<Turn, 'id'> => ({
    ...turn,
    endedAt,
    ...more,
  });
  const turns = [
    ended(end - 80 * hour),
    ended(end - 20 * hour, { costUsd: 0.25, costIs: 'estimated' }),
    ended(end - hour, { agent: 'a2', costUsd: 0.125 }),
    ended(end - 60_000, { agent: 'a3', costUsd: null, costIs: 'unknown', inputTokens: null }),
  ];
  const add = (some: readonly Omit<Turn, 'id'>[]) =>
    world.store.transact((tx) => {
      for (const one of some) tx.create('turn', { ...one, id: tx.nextId('turn') }, { type: 'turn.ended' });
    });
  expect((await days(world.nobody(), {})).total.turns).toBe(0);
  await add(turns);
  const found = await days(world.nobody(), { days: 2, timeZone: 'America/New_York', limit: 2 });
  expect(found.days.map(({ day, turns: count, costUsd, costIs }) => [day, count, costUsd, costIs])).toEqual([
    ['2025-12-30', 1, 0.25, 'estimated'],
    ['2025-12-31', 2, 0.125, 'partial'],
  ]);
  expect(found.rows.map(({ of, label, costUsd }) => [of, label, costUsd])).toEqual([
    ['a1', 'ada', 0.25],
    ['+', 'others', 0.125],
  ]);
  expect(found.cells.map(({ day, of, turns: count }) => [day, of, count])).toEqual([
    ['2025-12-30', 'a1', 1],
    ['2025-12-31', '+', 2],
  ]);
  expect(found.today).toMatchObject({ turns: 2, costUsd: 0.125, uncounted: 1 });
  expect(found.burn).toEqual({ hours: 3, usdPerHour: 0.041667, tokensPerHour: 400, costIs: 'partial' });
  expect((await days(world.nobody(), { days: 1 })).today).toMatchObject({ turns: 0, costUsd: 0 });

  // What was read once is not read again: the newer ones, and older ones for more days, are put to it.
  await add([ended(end, { agent: 'a2', profile: 'impl' })]);
  // Its session is no longer kept.
  expect((await days(world.nobody(), { days: 1, by: 'profile' })).rows[0]).toMatchObject({ of: 'impl' });
  expect((await days(world.nobody(), { days: 1 })).today.turns).toBe(1);
  expect((await days(world.nobody(), { days: 30 })).total.turns).toBe(5);
  await world.store.transact((tx) => tx.remove('turn', 'u1', { type: 'turn.dropped' }));
  const after = await days(world.nobody(), { days: 30 });
  expect([after.total.turns, after.keptFrom]).toEqual([4, '2025-12-31T04:00:00.000Z']);
  expect(days(world.nobody(), { timeZone: 'Nowhere' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
