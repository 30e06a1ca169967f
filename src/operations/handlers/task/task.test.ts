import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import { join } from '../agent/join.ts';
import {
  add,
  assign,
  cancel,
  claim,
  deps,
  done,
  edit,
  explain,
  fail,
  list,
  note,
  progress,
  ready,
  release,
  retry,
  show,
  steal,
} from '../task.ts';
import { enqueue } from '../queue.ts';
import type { TaskObject } from './present.ts';

const minute = 60_000;

async function worldOf(...names: readonly string[]): Promise<World> {
  const world = createWorld();
  for (const [index, name] of names.entries()) await join(world.as(index + 1), { name });
  return world;
}

async function added(world: World, title: string, more: object = {}): Promise<TaskObject> {
  return (await add(world.nobody(), { title, ...more })) as TaskObject;
}

async function refusal(promise: Promise<unknown>): Promise<ShoalError> {
  return promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: ShoalError) => error,
  );
}

describe('claim', () => {
  test('law 5: gives the most urgent first, then the oldest', async () => {
    const world = await worldOf('ada');
    await added(world, 'old');
    await added(world, 'new');
    await added(world, 'urgent', { priority: 9 });
    const order: unknown[] = [];
    for (let n = 0; n < 3; n += 1) order.push((await claim(world.as(1), { another: true }))?.title);
    expect(order).toEqual(['urgent', 'old', 'new']);
  });

  test('law 1: of two claimers one gets the task, and the other is told that nothing is ready', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'only');
    expect(await claim(world.as(1), {})).toMatchObject({
      id: 't1',
      state: 'running',
      generation: 1,
      holderName: 'ada',
    });
    expect(await refusal(claim(world.as(2), {}))).toMatchObject({
      code: 'NOTHING_TO_DO',
      message: 'nothing ready: 1 running',
    });
  });

  test('repeated, gives the task already held; --another one more', async () => {
    const world = await worldOf('ada');
    await added(world, 'one');
    await added(world, 'two');
    expect((await claim(world.as(1), {}))?.id).toBe('t1');
    expect((await claim(world.as(1), {}))?.id).toBe('t1');
    expect((await claim(world.as(1), { another: true }))?.id).toBe('t2');
  });

  test('an empty claim names what blocks, and who holds that', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'base');
    await added(world, 'mid', { dependsOn: ['t1'] });
    await added(world, 'top', { after: ['mid'] });
    await claim(world.as(1), {});
    const { message } = await refusal(claim(world.as(2), {}));
    expect(message).toBe('nothing ready: 2 blocked by t1 (running, ada); 1 running');
  });

  test('needs, roles and reservations keep a task from others', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'gpu work', { needs: ['gpu'] });
    await added(world, 'for bob', { assignee: 'Bob' });
    expect((await refusal(claim(world.as(1), {}))).message).toContain('2 ready, but not for you');
    expect((await refusal(claim(world.as(1), { id: 't1' }))).code).toBe('NOT_ALLOWED');
    expect((await claim(world.as(2), {}))?.title).toBe('for bob');
  });

  test('law 4: waits for a task that is freed, and does not time out before it', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'base');
    await added(world, 'next', { dependsOn: ['t1'] });
    await claim(world.as(1), {});
    const waiting = claim(world.as(2), { waitMs: minute });
    await done(world.as(1), {});
    expect((await waiting)?.title).toBe('next');
  });

  test('a caller without identity is told to join', async () => {
    const world = await worldOf();
    expect(await refusal(claim(world.nobody(), {}))).toMatchObject({
      code: 'NOT_JOINED',
      hint: expect.stringContaining('shoal join'),
    });
  });

  test('a person at a terminal needs no join, and is one person in all terminals', async () => {
    const world = await worldOf();
    await added(world, 'one');
    expect((await claim(world.person(), {}))?.holderName).toBe('pat');
    expect((await claim(world.person(), {}))?.id).toBe('t1');
  });
});

describe('law 2: a former holder', () => {
  test('cannot finish what another holds now; what it sends is kept and shown', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'work');
    await claim(world.as(1), { leaseMs: minute });
    world.evidence.set(1, 'stopped');
    world.tick(2 * minute);
    expect(await claim(world.as(2), {})).toMatchObject({ id: 't1', generation: 2 });
    world.evidence.set(1, 'alive');
    expect(await refusal(done(world.as(1), { summary: 'my work' }))).toMatchObject({ code: 'STALE' });
    expect((await explain(world.nobody(), { id: 't1' })).late).toMatchObject([
      { byName: 'ada', what: 'done', text: 'my work' },
    ]);
    expect(await show(world.nobody(), { id: 't1' })).toMatchObject({
      state: 'running',
      holderName: 'bob',
      result: null,
    });
    expect(await done(world.as(2), { summary: 'done well' })).toMatchObject({
      state: 'done',
      result: 'done well',
      completedByName: 'bob',
    });
  });

  test('with an old generation changes nothing, even when it holds the task again', async () => {
    const world = await worldOf('ada');
    await added(world, 'work');
    await claim(world.as(1), {});
    await release(world.as(1), {});
    await claim(world.as(1), {});
    expect(await refusal(done(world.as(1), { generation: 1 }))).toMatchObject({ code: 'STALE' });
    expect(await done(world.as(1), { generation: 2 })).toMatchObject({ state: 'done' });
  });
});

describe('law 3: leases', () => {
  test('a dead process frees its task at once, and a death burns an attempt', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'work', { maxAttempts: 2 });
    await claim(world.as(1), {});
    world.evidence.set(1, 'dead');
    expect(await claim(world.as(2), {})).toMatchObject({ id: 't1', attempts: 2 });
    world.evidence.set(2, 'dead');
    expect((await list(world.nobody(), { all: true }))[0]).toMatchObject({ state: 'failed', holder: null });
    await join(world.as(3), { name: 'cat' });
    expect((await refusal(claim(world.as(3), {}))).message).toBe('nothing ready: 1 failed');
  });

  test('a silent agent whose process lives keeps its task; a stopped one loses it at the very end of its lease', async () => {
    const world = await worldOf('ada');
    await added(world, 'work');
    await claim(world.as(1), { leaseMs: minute });
    world.tick(60 * minute);
    expect(await show(world.nobody(), { id: 't1' })).toMatchObject({ state: 'running', holderName: 'ada' });
    world.evidence.set(1, 'stopped');
    expect(await show(world.nobody(), { id: 't1' })).toMatchObject({ state: 'ready', holder: null });
  });

  test('progress renews', async () => {
    const world = await worldOf('ada');
    world.evidence.set(1, 'unknown');
    await added(world, 'work');
    await claim(world.as(1), { leaseMs: 10 * minute });
    for (let n = 0; n < 5; n += 1) {
      world.tick(9 * minute);
      await progress(world.as(1), { text: `step ${n}` });
    }
    expect(await show(world.nobody(), { id: 't1' })).toMatchObject({ state: 'running', progress: 'step 4' });
  });
});

describe('law 6: dependencies', () => {
  test('an unknown one is refused with what there is, and nothing is added', async () => {
    const world = await worldOf('ada');
    await added(world, 'base');
    const refused = await refusal(add(world.nobody(), { title: 'x', dependsOn: ['abc123'] }));
    expect(refused).toMatchObject({ code: 'NOT_FOUND', details: { candidates: ['t1 base'] } });
    expect(await list(world.nobody(), {})).toHaveLength(1);
  });

  test('--after takes the exact title before a longer one, and refuses a guess between several', async () => {
    const world = await worldOf('ada');
    await added(world, 'Build API docs', { priority: 9 });
    await added(world, 'Build API', { priority: 3 });
    expect(await added(world, 'x', { after: ['build api'] })).toMatchObject({ dependsOn: ['t2'] });
    expect(await refusal(add(world.nobody(), { title: 'y', after: ['build'] }))).toMatchObject({
      code: 'AMBIGUOUS',
    });
  });

  test('a cycle is refused and named', async () => {
    const world = await worldOf('ada');
    await added(world, 'a');
    await added(world, 'b', { dependsOn: ['t1'] });
    await added(world, 'c', { dependsOn: ['t2'] });
    expect(await refusal(edit(world.as(1), { id: 't1', dependsOn: ['t3'] }))).toMatchObject({
      code: 'CYCLE',
      details: { cycle: ['t1', 't3', 't2', 't1'] },
    });
  });

  test('a failed dependency is what explain names; its retry frees the dependents', async () => {
    const world = await worldOf('ada');
    await added(world, 'base');
    await added(world, 'top', { dependsOn: ['t1'] });
    await claim(world.as(1), {});
    await fail(world.as(1), { reason: 'no database' });
    expect(await explain(world.nobody(), { id: 't2' })).toMatchObject({
      state: 'blocked',
      blockedBy: ['t1'],
      frees: ['shoal retry t1'],
    });
    await retry(world.as(1), { id: 't1' });
    await claim(world.as(1), {});
    await done(world.as(1), {});
    expect((await claim(world.as(1), {}))?.id).toBe('t2');
  });

  test('thousands of dependents are freed in bounded chunks, and none is forgotten', async () => {
    const world = await worldOf('ada');
    await added(world, 'base');
    const file = Array.from({ length: 1_203 }, (_, n) =>
      JSON.stringify({ title: `n${n}`, dependsOn: ['t1'] }),
    ).join('\n');
    await add(world.nobody(), { file });
    await claim(world.as(1), {});
    await done(world.as(1), {});
    for (let n = 0; n < 5; n += 1) await claim(world.as(1), { another: true });
    expect(await ready(world.nobody(), { limit: 5_000 })).toHaveLength(1_198);
  });

  test('deps draws the tree in both directions', async () => {
    const world = await worldOf('ada');
    await added(world, 'a');
    await added(world, 'b', { dependsOn: ['t1'] });
    await added(world, 'c', { dependsOn: ['t2', 't1'] });
    const rows = (await deps(world.nobody(), { id: 't3' })).map(({ id, depth }) => [id, depth]);
    expect(rows).toEqual([
      ['t3', 0],
      ['t2', 1],
      ['t1', 2],
      ['t1', 1],
    ]);
    const dependents = await deps(world.nobody(), { id: 't1', dependents: true });
    expect(dependents.map(({ id }) => id)).toEqual(['t1', 't2', 't3', 't3']);
  });
});

describe('managing', () => {
  test('the name of a queue is checked where its first task is made, put or read from a file', async () => {
    const world = await worldOf('ada');
    await added(world, 'work', { queue: 'q1' });
    const context = world.as(1);
    for (const queue of ['../x', 'a\nb', '\u001b[2J', 'x'.repeat(65)]) {
      const file = JSON.stringify({ title: 'from a file', queue });
      for (const attempt of [
        () => add(context, { title: 'x', queue }),
        () => add(context, { file }),
        () => edit(context, { id: 't1', queue }),
        () => enqueue(context, { queue, text: 'x' }),
      ])
        expect(await refusal(attempt())).toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await list(world.nobody(), {})).toMatchObject([{ id: 't1', queue: 'q1' }]);
  });

  test('a stolen task has a new generation, its holder is told and can do no harm', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'work');
    await claim(world.as(1), {});
    expect(await steal(world.as(2), { id: 't1', reason: 'stuck' })).toMatchObject({
      holderName: 'bob',
      generation: 2,
    });
    expect(await refusal(done(world.as(1), {}))).toMatchObject({ code: 'STALE' });
    const mail = await world.store.read((view) => view.list('delivery', { where: { agent: 'a1' } }));
    expect(mail).toHaveLength(1);
  });

  test('what blocks a failed task is one sentence, however its reason ended', async () => {
    const world = await worldOf('ada');
    await added(world, 'work');
    await claim(world.as(1), {});
    await fail(world.as(1), { reason: 'no network.' });
    expect((await explain(world.nobody(), { id: 't1' })).reasons).toEqual([
      'It failed after 1 of 3 attempts: no network.',
    ]);
  });

  test('a task is not stolen by an agent that lacks what it needs; it may hand it to one that does not', async () => {
    const world = await worldOf('ada', 'bob');
    await join(world.as(1), { capabilities: ['gpu'] });
    await added(world, 'render', { needs: ['gpu'] });
    await claim(world.as(1), {});
    expect(await refusal(steal(world.as(2), { id: 't1', reason: 'mine' }))).toMatchObject({
      code: 'NOT_ALLOWED',
    });
    expect(await claim(world.as(1), {})).toMatchObject({ id: 't1', generation: 1 });
    expect(await steal(world.as(2), { id: 't1', reason: 'too slow', assignee: 'anyone' })).toMatchObject({
      state: 'ready',
    });
  });

  test('a cancelled task is lost to its holder, and blocks what depends on it until it is retried', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'work');
    await added(world, 'top', { dependsOn: ['t1'] });
    await claim(world.as(1), {});
    expect(await cancel(world.as(2), { id: 't1', reason: 'not needed' })).toMatchObject({
      state: 'cancelled',
      holder: null,
    });
    expect(await refusal(progress(world.as(1), { text: 'x' }))).toMatchObject({ code: 'STALE' });
    expect((await explain(world.nobody(), { id: 't2' })).frees).toEqual(['shoal retry t1']);
  });

  test('a claim of a named task waits until it is free, but not for what will never be', async () => {
    const world = await worldOf('ada', 'bob');
    await added(world, 'one');
    await claim(world.as(1), {});
    const waiting = claim(world.as(2), { id: 't1', waitMs: 60_000 });
    await release(world.as(1), {});
    expect(await waiting).toMatchObject({ id: 't1', holderName: 'bob' });
    await done(world.as(2), {});
    expect(await refusal(claim(world.as(1), { id: 't1', waitMs: 60_000 }))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('an edit that names no change is refused and leaves no event', async () => {
    const world = createWorld();
    await add(world.as(1), { title: 'one' });
    expect((await refusal(edit(world.as(1), { id: 't1' }))).code).toBe('USAGE');
    expect(await world.store.events({ type: 'task.edited' })).toEqual([]);
  });

  test('an edit of the priority changes the order, a lifted dependency frees', async () => {
    const world = await worldOf('ada');
    await added(world, 'a');
    await added(world, 'b', { dependsOn: ['t1'] });
    await edit(world.as(1), { id: 't2', independentOf: ['t1'], priority: 10 });
    expect((await ready(world.nobody(), {})).map(({ id }) => id)).toEqual(['t2', 't1']);
  });

  test('fail --retry waits for the backoff, and is ready from that instant for every reader', async () => {
    const world = await worldOf('ada');
    await added(world, 'work');
    await claim(world.as(1), {});
    expect(await fail(world.as(1), { reason: 'flaky', retry: true })).toMatchObject({
      state: 'waiting',
      error: 'flaky',
    });
    expect((await refusal(claim(world.as(1), {}))).message).toContain('1 waiting');
    world.tick(10_000);
    expect(await show(world.nobody(), { id: 't1' })).toMatchObject({ state: 'ready' });
    expect(await claim(world.as(1), {})).toMatchObject({ id: 't1', attempts: 2 });
  });

  test("notes are anyone's, and assign reserves", async () => {
    const world = await worldOf('ada');
    await added(world, 'work');
    await note(world.nobody(), { id: 't1', text: 'see docs' });
    expect(await assign(world.as(1), { id: '1', assignee: 'bob' })).toMatchObject({
      assignee: 'bob',
      notes: [{ text: 'see docs' }],
    });
    expect((await explain(world.nobody(), { id: 't1' })).reasons[1]).toContain(
      'reserved for bob, who is not here',
    );
  });

  test('the same key adds once', async () => {
    const world = await worldOf();
    expect(await added(world, 'a', { key: 'k' })).toMatchObject({ id: 't1' });
    expect(await added(world, 'a', { key: 'k' })).toMatchObject({ id: 't1' });
    expect(await list(world.nobody(), {})).toHaveLength(1);
  });
});

test('law 9: replaying the log gives the state', async () => {
  const world = await worldOf('ada', 'bob');
  await added(world, 'a');
  await added(world, 'b', { dependsOn: ['t1'] });
  await claim(world.as(1), {});
  await done(world.as(1), { summary: 's' });
  await claim(world.as(2), {});
  const replayed = new Map<string, Record<string, unknown>>();
  for (const event of await world.store.events({ limit: 1_000 })) {
    const key = `${event.kind}/${event.id}`;
    if (event.change === null) replayed.delete(key);
    else replayed.set(key, { ...replayed.get(key), ...event.change });
  }
  const tasks = await world.store.read((view) => view.list('task'));
  expect(tasks.map((one) => replayed.get(`task/${one.id}`))).toEqual(tasks.map((one) => ({ ...one })));
});
