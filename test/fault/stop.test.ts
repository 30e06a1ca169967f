import { expect, test } from 'bun:test';
import { ProcessAgent } from './support/process-agent.ts';
import { Workspace } from './support/workspace.ts';

interface Task {
  readonly id: string;
  readonly state: string;
  readonly holder: string | null;
  readonly generation: number;
  readonly result: string | null;
}

test('law 2: the done of a holder that was stopped past its lease harms nobody and is kept', async () => {
  await using workspace = await Workspace.create();
  await using sleeper = await ProcessAgent.start(workspace, 'sleeper');
  const other = await workspace.join('other');
  const { id } = await workspace.ok<Task>(['add', 'build']);
  const first = await sleeper.ok<Task>('claim --lease 1s');
  await sleeper.ok('lock src/a.ts --lease 1s');
  sleeper.stop();

  const second = await workspace.ok<Task>(['claim', '--wait', '30s'], { as: 'other' });
  expect(second).toMatchObject({ id, holder: other, generation: first.generation + 1 });
  const { locks } = await workspace.ok<{ locks: { holder: string }[] }>(['lock', 'src/a.ts'], {
    as: 'other',
  });
  expect(locks.map(({ holder }) => holder)).toEqual([other]);

  sleeper.continue();
  const late = await sleeper.run(`done ${id} --summary "slept on it" --generation ${first.generation}`);
  expect(late).toMatchObject({ code: 4, json: { error: { code: 'STALE' } } });
  const blind = await sleeper.run('progress "still at it"');
  expect(blind).toMatchObject({ code: 4, json: { error: { code: 'STALE' } } });
  expect(await workspace.ok<Task>(['show', id])).toMatchObject({
    state: 'running',
    holder: other,
    generation: second.generation,
  });

  const done = await workspace.ok<Task>(['done', '--summary', 'awake'], { as: 'other' });
  expect(done).toMatchObject({ state: 'done', result: 'awake' });
  const again = await sleeper.run(`done ${id} --summary "me too"`);
  expect(again).toMatchObject({ code: 4, json: { error: { code: 'STALE' } } });
  expect(await workspace.ok<Task>(['show', id])).toMatchObject({ state: 'done', result: 'awake' });
  const { late: kept } = await workspace.ok<{ late: { byName: string; text: string }[] }>(['explain', id]);
  expect(kept.map(({ byName, text }) => `${byName}: ${text}`)).toEqual([
    'sleeper: slept on it',
    'sleeper: still at it',
    'sleeper: me too',
  ]);
}, 60_000);

test('law 3: a lapsed holder is shown as lapsed to everyone at once, before anyone has swept', async () => {
  await using workspace = await Workspace.create();
  await using sleeper = await ProcessAgent.start(workspace, 'sleeper');
  const { id } = await workspace.ok<Task>(['add', 'build']);
  await sleeper.ok('claim --lease 1s');
  sleeper.stop();
  const before = (await workspace.export()).lastSeq;
  let shown = await workspace.ok<Task>(['show', id]);
  while (shown.state === 'running') shown = await workspace.ok<Task>(['show', id]);
  expect(shown).toMatchObject({ state: 'ready', holder: null });
  expect((await workspace.ok<Task[]>(['list'])).map(({ state }) => state)).toEqual(['ready']);
  expect((await workspace.export()).lastSeq).toBe(before);
}, 60_000);

test('a process stopped inside a command makes the others wait at most; none crashes, none is lost', async () => {
  await using workspace = await Workspace.create();
  await workspace.join('one');
  const stopped = Array.from({ length: 12 }, (_, index) =>
    workspace.start(['add', `stopped ${index}`], { as: 'one' }),
  );
  // Each is stopped at its own place between start and end.
  await Promise.all(
    stopped.map(
      (running, index) =>
        new Promise<void>((resolve) => setTimeout(() => (running.kill('SIGSTOP'), resolve()), 3 * index)),
    ),
  );
  const others = Array.from({ length: 8 }, (_, index) => workspace.start(['add', `other ${index}`]));
  const race = Promise.all(others.map(({ result }) => result));
  const isFreed = await Promise.race([
    race.then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), 2_000)),
  ]);
  for (const running of stopped) running.kill('SIGCONT');
  const results = [...(await race), ...(await Promise.all(stopped.map(({ result }) => result)))];
  console.log(`the others ${isFreed ? 'did not wait' : 'waited'} for a stopped writer`);
  expect(results.map(({ code, stdout }) => (code === 0 ? 'ok' : stdout))).toEqual(results.map(() => 'ok'));
  expect((await workspace.ok<Task[]>(['list'])).length).toBe(20);
}, 60_000);
