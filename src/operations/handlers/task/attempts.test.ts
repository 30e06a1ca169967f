import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import { newProfile } from '../../../domain/profile.ts';
import { newSession, type Turn } from '../../../domain/session.ts';
import { join } from '../agent/join.ts';
import { add, attempts, cancel, claim, done, fail, release, retry, steal } from '../task.ts';

async function worldOf(...names: readonly string[]): Promise<World> {
  const world = createWorld();
  for (const [index, name] of names.entries()) await join(world.as(index + 1), { name });
  await add(world.nobody(), { title: 'build' });
  return world;
}

async function told(world: World) {
  const { attempts: all } = await attempts(world.nobody(), { id: 't1' });
  return all.map(({ number, agentName, state, summary, error }) => [
    number,
    agentName,
    state,
    summary ?? error,
  ]);
}

describe('attempts', () => {
  test('say how each ended, in order', async () => {
    const world = await worldOf('ada', 'bob');
    await claim(world.as(1), {});
    await release(world.as(1), {});
    await claim(world.as(1), {});
    await fail(world.as(1), { reason: 'no key', retry: true });
    world.tick(3_600_000);
    await claim(world.as(1), {});
    await steal(world.as(2), { id: 't1', reason: 'too slow' });
    await fail(world.as(2), { reason: 'for good' });
    await retry(world.person(), { id: 't1' });
    await claim(world.as(2), {});
    await cancel(world.person(), { id: 't1', reason: 'not needed' });
    await retry(world.person(), { id: 't1' });
    await claim(world.as(1), {});
    world.tick(5_000);
    await done(world.as(1), { summary: 'built' });
    expect(await told(world)).toEqual([
      [1, 'ada', 'released', 'given back'],
      [2, 'ada', 'failed', 'no key'],
      [3, 'ada', 'stolen', 'too slow'],
      [4, 'bob', 'failed', 'for good'],
      [5, 'bob', 'cancelled', 'not needed'],
      [6, 'ada', 'done', 'built'],
    ]);
    const { attempts: all, complete } = await attempts(world.nobody(), { id: 'build', limit: 1 });
    expect(all[0]).toMatchObject({ number: 6, wallMs: 5_000, costUsd: null, session: null });
    expect(complete).toBe(false);
    expect((await attempts(world.nobody(), { id: 't1' })).complete).toBe(true);
  });

  test('law 3: a death shows at once, and stays told once it is written', async () => {
    const world = await worldOf('ada', 'bob');
    await claim(world.as(1), {});
    expect(await told(world)).toEqual([[1, 'ada', 'running', null]]);
    world.evidence.set(1, 'dead');
    expect((await told(world))[0]?.[2]).toBe('crashed');
    await claim(world.as(2), {});
    expect((await told(world)).map(([, , state]) => state)).toEqual(['crashed', 'running']);
  });

  test('carry what their own turns cost, and in which session', async () => {
    const world = await worldOf('ada', 'bob');
    const profile = newProfile({ name: 'impl', harness: 'claude' });
    await world.store.transact((tx) => {
      const session = newSession({ id: 's1', agent: 'a1', profile, directory: '/w', createdAt: tx.now });
      tx.create('session', session, { type: 'session.started' });
    });
    await claim(world.as(1), {});
    await turn(world, 'u1', 'a1', 0.25);
    await turn(world, 'u2', 'a1', 0.5);
    await release(world.as(1), {});
    await claim(world.as(2), {});
    await turn(world, 'u3', 'a2', null);
    const { attempts: all } = await attempts(world.nobody(), { id: 't1' });
    expect(all).toMatchObject([
      {
        session: 's1',
        profile: 'impl',
        harness: 'claude',
        model: 'm',
        turns: 2,
        costUsd: 0.75,
        inputTokens: 20,
      },
      { session: null, profile: null, turns: 1, costUsd: null, costIs: 'unknown' },
    ]);
  });
});

async function turn(world: World, id: string, agent: string, costUsd: number | null): Promise<void> {
  const at = world.clock.now;
  const record: Turn = {
    id,
    session: 's1',
    agent,
    task: 't1',
    queue: null,
    day: '2026-01-01',
    model: 'm',
    reason: 'completed',
    startedAt: at,
    endedAt: at,
    tools: 0,
    toolErrors: 0,
    inputTokens: 10,
    cachedTokens: null,
    outputTokens: 1,
    contextTokens: null,
    contextWindow: null,
    costUsd,
    costIs: costUsd === null ? 'unknown' : 'exact',
  };
  await world.store.transact((tx) => tx.create('turn', record, { type: 'turn.ended' }));
}
