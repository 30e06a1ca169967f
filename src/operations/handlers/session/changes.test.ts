import { expect, test } from 'bun:test';
import { createWorld } from '../../../../test/support/world.ts';
import { newProfile } from '../../../domain/profile.ts';
import { newSession } from '../../../domain/session.ts';
import type { Context } from '../../context.ts';
import type { WorkTrees } from '../../ports.ts';
import { join } from '../agent/join.ts';
import { changes } from '../session.ts';
import { add, claim, done, fail } from '../task.ts';

const file = { from: null, removed: 1, binary: false, diff: '', cut: false } as const;

/** What is told of a directory names it: so it shows which one was asked about. */
const workTrees: WorkTrees = {
  changes: ({ directory, only }) =>
    Promise.resolve({
      directory,
      base: 'c0ffee',
      shared: false,
      files: [
        { ...file, path: only ?? 'a.ts', status: 'changed', added: 2 },
        { ...file, path: 'b.ts', status: 'added', added: 3 },
      ],
      moreFiles: 0,
      cut: false,
    }),
};

test('changes are those of the session, or of whoever works on a task, or did so last', async () => {
  const world = createWorld();
  const nobody: Context = { ...world.nobody(), workTrees: () => Promise.resolve(workTrees) };
  for (const [pid, name] of [
    [1, 'ada'],
    [2, 'bob'],
  ] as const)
    await join(world.as(pid), { name });
  const profile = newProfile({ name: 'impl', harness: 'claude' });
  await world.store.transact((tx) => {
    const session = newSession({ id: 's1', agent: 'a1', profile, directory: '/w-ada', createdAt: tx.now });
    tx.create('session', session, { type: 'session.started' });
  });
  await add(world.nobody(), { title: 'one' });
  expect(changes(nobody, { task: 't1' })).rejects.toThrow('Nobody has worked on t1 yet.');
  expect(changes(nobody, {})).rejects.toThrow('Neither a session nor a task is named.');
  await claim(world.as(2), {});
  expect(await changes(nobody, { task: 't1' })).toMatchObject({
    session: null,
    agentName: 'bob',
    directory: '/w',
  });
  await fail(world.as(2), { reason: 'x', retry: true });
  world.tick(3_600_000);
  await claim(world.as(1), {});
  await done(world.as(1), {});
  const ofAda = { session: 's1', agentName: 'ada', directory: '/w-ada', added: 5, removed: 2 };
  expect(await changes(nobody, { task: 't1' })).toMatchObject({ ...ofAda, task: 't1' });
  expect(await changes(nobody, { session: 'ada', path: 'x.ts' })).toMatchObject({
    ...ofAda,
    files: [{ path: 'x.ts' }, { path: 'b.ts' }],
  });
});
