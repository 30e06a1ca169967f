import { describe, expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import { add, claim, done, fail } from '../task.ts';
import { join } from '../agent.ts';
import { forget, list, recall, remember } from '../memory.ts';

async function one() {
  const world = createWorld({ settings: { memoriesMax: 50 } });
  await join(world.as(1), { name: 'ada' });
  return world;
}

describe('memory', () => {
  test('a finished task is recalled by a later one like it, and its claim carries it', async () => {
    const world = await one();
    await add(world.as(1), { title: 'Migrate the users database' });
    await claim(world.as(1), {});
    await done(world.as(1), { summary: 'needs pg_dump 17; the older one fails' });
    await add(world.as(1), { title: 'Migrate the billing database' });
    const claimed = await claim(world.as(1), {});
    expect(claimed?.memories.map(({ text, outcome }) => [text, outcome])).toEqual([
      ['Migrate the users database: needs pg_dump 17; the older one fails', 'done'],
    ]);
    expect(await recall(world.as(1), { query: 'colour of the logo' })).toEqual([]);
  });

  test('a failure stays as a warning, below what worked', async () => {
    const world = await one();
    for (const title of ['Deploy the site by hand', 'Deploy the site by script']) {
      await add(world.as(1), { title, maxAttempts: 1 });
    }
    await claim(world.as(1), {});
    await fail(world.as(1), { reason: 'no access to the host' });
    await claim(world.as(1), {});
    await done(world.as(1), { summary: 'deploy.sh does it' });
    const found = await recall(world.as(1), { query: 'deploying a site' });
    expect(found.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  });

  test('newer says more than older, and a shared tag counts', async () => {
    const world = await one();
    await remember(world.as(1), { text: 'use port 8001 for tests' });
    world.tick(60 * 86_400_000);
    await join(world.as(1), { name: 'ada' });
    await remember(world.as(1), { text: 'use port 9001 for tests' });
    const [first, second] = await recall(world.as(1), { query: 'which port for the tests' });
    expect(first?.text).toContain('9001');
    expect(first?.score).toBeGreaterThan(second?.score ?? 1);
    await remember(world.as(1), { text: 'unrelated words', tags: ['ci'] });
    expect((await recall(world.as(1), { tags: ['ci'] })).map(({ text }) => text)).toEqual([
      'unrelated words',
    ]);
  });

  test('every word of a long text finds it, in scripts without spaces too', async () => {
    const world = await one();
    const many = Array.from({ length: 150 }, (_one, at) => `word${at}`).join(' ');
    await remember(world.as(1), { text: `${many} zebrafish` });
    await remember(world.as(1), { text: '数据库迁移需要先停止服务' });
    await remember(world.as(1), { text: 'Die Prüfung läuft nachts' });
    const found = async (query: string) => (await recall(world.as(1), { query })).map(({ id }) => id);
    expect(await found('zebrafish')).toEqual(['k1']);
    expect(await found('迁移 之前')).toEqual(['k2']);
    expect(await found('PRÜFUNG')).toEqual(['k3']);
  });

  test('a claim carries little: at most three, short, and none for one common word of many', async () => {
    const world = await one();
    await remember(world.as(1), { text: `parser ${'x'.repeat(5_000)}` });
    for (let count = 0; count < 45; count += 1)
      await remember(world.as(1), { text: `service number${count} moved` });
    await add(world.as(1), {
      title: 'Rewrite the parser of the billing service for speed and for clear errors',
    });
    const claimed = await claim(world.as(1), {});
    expect(claimed?.memories.map(({ id }) => id)).toEqual(['k1']);
    expect(claimed?.memories[0]?.text.length).toBe(500);
    for (let count = 0; count < 5; count += 1) await remember(world.as(1), { text: 'parser: mind the tabs' });
    await add(world.as(1), { title: 'Parser' });
    expect((await claim(world.as(1), { another: true }))?.memories).toHaveLength(3);
  });

  test('law 15: the oldest give way; one that is wrong can be taken out', async () => {
    const world = await one();
    for (let number = 1; number <= 60; number += 1)
      await remember(world.as(1), { text: `fact number ${number}` });
    const all = await recall(world.as(1), { query: 'fact', limit: 100 });
    expect(all).toHaveLength(50);
    await forget(world.as(1), { id: all[0]?.id ?? '' });
    expect(await recall(world.as(1), { query: 'fact', limit: 100 })).toHaveLength(49);
  });

  test('all that is known is listed newest first, in pages, by tag, task, agent and words', async () => {
    const world = await one();
    await join(world.as(2), { name: 'bob' });
    await add(world.as(1), { title: 'Migrate' });
    await remember(world.as(1), { text: 'needs a RESET', tags: ['db'], task: 't1' });
    await remember(world.as(2), { text: 'the logo is blue', tags: ['ui'] });
    await remember(world.as(2), { text: 'reset is slow', tags: ['db', 'ui'] });
    const ids = async (input: Parameters<typeof list>[1]) => {
      const { memories, next } = await list(world.nobody(), input);
      return [memories.map(({ id }) => id).join(' '), next];
    };
    expect(await ids({})).toEqual(['k3 k2 k1', null]);
    expect(await ids({ limit: 2 })).toEqual(['k3 k2', 'k2']);
    expect(await ids({ limit: 2, before: 'k2' })).toEqual(['k1', null]);
    expect(await ids({ tag: 'db' })).toEqual(['k3 k1', null]);
    expect(await ids({ tag: 'db', agent: 'bob' })).toEqual(['k3', null]);
    expect(await ids({ task: 't1' })).toEqual(['k1', null]);
    expect(await ids({ search: 'Reset' })).toEqual(['k3 k1', null]);
    await forget(world.person(), { id: 'k3' });
    expect(await ids({ search: 'Reset' })).toEqual(['k1', null]);
    const { memories } = await list(world.nobody(), { limit: 1 });
    expect(memories[0]).toMatchObject({ agentName: 'bob', createdAt: '2026-01-01T00:00:00.000Z' });
  });
});
