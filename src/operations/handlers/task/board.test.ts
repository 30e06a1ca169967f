import { describe, expect, test } from 'bun:test';
import { newTurn } from '../../../../test/support/turn.ts';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { Turn } from '../../../domain/session.ts';
import { join } from '../agent/join.ts';
import { add, board, cancel, claim, done, edit, fail } from '../task.ts';

async function worldOf(titles: readonly string[]): Promise<World> {
  const world = createWorld();
  await join(world.as(1), { name: 'ada' });
  for (const title of titles) await add(world.nobody(), { title });
  return world;
}

async function ids(world: World, input: Parameters<typeof board>[1]): Promise<string[]> {
  return (await board(world.nobody(), input)).rows.map(({ id }) => id);
}

describe('the board', () => {
  test('gives every task as a row, with its state and why', async () => {
    const world = await worldOf(['build', 'test', 'ship']);
    await edit(world.person(), { id: 't2', dependsOn: ['t1'] });
    await claim(world.as(1), { id: 't3' });
    await fail(world.as(1), { reason: 'no key\nand more', retry: true });
    await claim(world.as(1), { id: 't1' });
    const { rows, counts, total, next } = await board(world.nobody(), {});
    expect(rows.map(({ id, state, why, holderName }) => [id, state, why, holderName])).toEqual([
      ['t1', 'running', null, 'ada'],
      ['t2', 'blocked', 'after t1', null],
      ['t3', 'waiting', 'no key', null],
    ]);
    expect(rows[2]?.notBefore).not.toBeNull();
    expect(counts).toMatchObject({ running: 1, blocked: 1, waiting: 1, ready: 0 });
    expect([total, next]).toEqual([3, null]);
  });

  test('shows what time and death have changed', async () => {
    const world = await worldOf(['build']);
    await claim(world.as(1), {});
    world.evidence.set(1, 'dead');
    const { rows, counts } = await board(world.nobody(), {});
    expect(rows[0]).toMatchObject({ state: 'ready', holder: null, holderName: null });
    expect(counts).toMatchObject({ running: 0, ready: 1 });
  });

  test('is paged in a stable order, also the newest first and without what is closed', async () => {
    const world = await worldOf(['a', 'b', 'c', 'd', 'e']);
    await cancel(world.person(), { id: 't2' });
    await claim(world.as(1), { id: 't4' });
    await done(world.as(1), {});
    const first = await board(world.nobody(), { limit: 2 });
    expect([first.rows.map(({ id }) => id), first.next]).toEqual([['t1', 't2'], 't2']);
    expect(await ids(world, { limit: 2, after: 't2' })).toEqual(['t3', 't4']);
    expect(await board(world.nobody(), { limit: 1, after: 't4' })).toMatchObject({ next: null });
    expect(await ids(world, { newestFirst: true, limit: 2, after: 't5' })).toEqual(['t4', 't3']);
    expect(await ids(world, { open: true })).toEqual(['t1', 't3', 't5']);
    expect(await ids(world, { open: true, newestFirst: true, limit: 2 })).toEqual(['t5', 't3']);
    expect(await ids(world, { open: true, newestFirst: true, after: 't3' })).toEqual(['t1']);
  });

  test('gives those that are named, and leaves out what does not exist', async () => {
    const world = await worldOf(['a', 'b', 'c']);
    const found = await board(world.nobody(), { ids: ['t3', 't9', 't1', 't3'] });
    expect(found.rows.map(({ id }) => id)).toEqual(['t3', 't1']);
    expect(found).toMatchObject({ total: 3, next: null });
  });

  test('law 12: says what a task has cost, and nothing where nobody knows', async () => {
    const world = await worldOf(['dear', 'free', 'unknown']);
    for (const id of ['t1', 't3']) await claim(world.as(1), { id, another: true });
    await world.store.transact((tx) => {
      for (const [n, task, costUsd] of [
        [1, 't1', 0.25],
        [2, 't1', 0.5],
        [3, 't3', null],
      ] as const)
        tx.create('turn', turnOf(`u${n}`, task, costUsd), { type: 'turn.ended' });
    });
    const { rows } = await board(world.nobody(), {});
    expect(rows.map(({ costUsd }) => costUsd)).toEqual([0.75, null, null]);
  });
});

function turnOf(id: string, task: string, costUsd: number | null): Turn {
  return newTurn({ id, task, costUsd, costIs: costUsd === null ? 'unknown' : 'exact' });
}
