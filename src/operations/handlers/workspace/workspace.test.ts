import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../context.ts';
import type { FileReport } from '../../ports.ts';
import { join } from '../agent.ts';
import { add, cancel, claim, fail } from '../task.ts';
import { doctor, pause, resume, status } from '../workspace.ts';

const minute = 60_000;
const sound: FileReport = {
  storeFile: '/w/.shoal/shoal.db',
  exists: true,
  bytes: 1,
  walBytes: 0,
  mode: 0o700,
  ignoresItself: true,
  sqliteVersion: '3.54.1',
  hookFailOpens: 0,
};

function examined(context: Context, report: Partial<FileReport> = {}): Context {
  const files = {
    find: () => context.place,
    enter: async () => context,
    inspect: () => ({ ...sound, ...report }),
    repair: () => [],
  };
  const harnesses = {
    found: () => [],
    has: () => false,
    report: async () => [],
    setUp: async () => [],
    plan: async () => [],
    apply: async () => {},
    ask: unused,
  };
  return {
    ...context,
    files: { ...files, create: async () => context.place, readLines: unused, writeLines: unused },
    harnesses,
  };
}

function unused(): never {
  throw new Error('not used by the doctor');
}

async function problems(world: World, report?: Partial<FileReport>): Promise<readonly string[]> {
  return (await doctor(examined(world.nobody(), report), {})).problems.map(({ check }) => check);
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no refusal',
    (error: ShoalError) => error.code,
  );
}

describe('pause', () => {
  test('what a person paused only a person resumes; a person overrules an agent', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    expect(await pause(world.as(1), { reason: 'mine' })).toMatchObject({
      changed: true,
      pausedByHuman: false,
    });
    expect(await pause(world.person(), { reason: 'everyone' })).toMatchObject({
      changed: true,
      pausedByHuman: true,
    });
    expect(await pause(world.as(1), {})).toMatchObject({ changed: false, reason: 'everyone' });
    expect(await refusal(resume(world.as(1), {}))).toBe('NOT_ALLOWED');
    expect(await resume(world.person(), {})).toMatchObject({ paused: false, changed: true });
    expect(await resume(world.person(), {})).toMatchObject({ changed: false });
  });

  test("an agent ends its own pause, another's only as leader", async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await join(world.as(2), {});
    await pause(world.as(1), {});
    expect(await refusal(resume(world.as(2), {}))).toBe('STALE');
    await resume(world.as(1), {});
    await pause(world.as(2), {});
    expect(await resume(world.as(1), {})).toMatchObject({ changed: true });
  });
});

describe('status', () => {
  test('counts what time has changed without anyone sweeping', async () => {
    const world = createWorld();
    world.evidence.set(1, 'unknown');
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await add(world.as(1), { title: 'later', notBefore: world.clock.now + minute });
    await claim(world.as(1), {});
    expect((await status(world.nobody(), {})).tasks).toMatchObject({ running: 1, waiting: 1, ready: 0 });
    world.tick(40 * minute);
    expect(await status(world.nobody(), {})).toMatchObject({
      tasks: { running: 0, waiting: 0, ready: 2 },
      leader: null,
      agents: [{ state: 'gone', task: null }],
    });
  });
});

describe('doctor', () => {
  test('finds nothing in a sound workspace', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    expect(await problems(world)).toEqual([]);
  });

  test('says what is wrong with the files', async () => {
    const world = createWorld();
    expect(
      await problems(world, {
        mode: 0o755,
        ignoresItself: false,
        walBytes: 2 ** 30,
        sqliteVersion: '3.51.2',
        hookFailOpens: 2,
      }),
    ).toEqual(['sqlite', 'permissions', 'git', 'wal', 'hooks']);
  });

  test('shows what a sweep would free, and frees it with fix', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    world.evidence.set(1, 'dead');
    expect(await problems(world)).toEqual(['agents', 'leases']);
    const report = await doctor(examined(world.nobody()), { fix: true });
    expect(report).toMatchObject({ healthy: true, problems: [] });
    expect(report.fixed).toHaveLength(1);
    expect((await status(world.nobody(), {})).tasks).toMatchObject({ ready: 1, running: 0 });
  });

  test('names what can never run and what has failed for good', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await add(world.as(1), { title: 'two', dependsOn: ['t1'] });
    await add(world.as(1), { title: 'three', dependsOn: ['t2'] });
    await claim(world.as(1), {});
    await fail(world.as(1), { reason: 'no' });
    const { problems: found } = await doctor(examined(world.nobody()), {});
    expect(found).toMatchObject([
      {
        check: 'dependencies',
        message: expect.stringContaining('t3 (waits for t1)'),
        fix: expect.stringContaining('shoal retry t1'),
      },
      { check: 'failed', message: expect.stringContaining('t1') },
    ]);
    await cancel(world.as(1), { id: 't3' });
    await cancel(world.as(1), { id: 't2' });
    expect(await problems(world)).toEqual(['failed']);
  });

  test('corrects a wrong counter of open dependencies', async () => {
    const world = createWorld();
    await add(world.person(), { title: 'one' });
    await world.store.transact((tx) =>
      tx.update(
        'task',
        't1',
        { openDependencies: 3, state: 'blocked', readyBucket: null },
        { type: 'task.edited' },
      ),
    );
    expect(await problems(world)).toEqual(['counters']);
    expect(await doctor(examined(world.nobody()), { fix: true })).toMatchObject({ healthy: true });
    expect((await status(world.nobody(), {})).tasks.ready).toBe(1);
  });
});
