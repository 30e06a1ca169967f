import { expect, test } from 'bun:test';
import { checkLog } from '../model/history/check-log.ts';
import { ProcessAgent } from './support/process-agent.ts';
import { Workspace } from './support/workspace.ts';

interface Task {
  readonly id: string;
  readonly state: string;
  readonly holder: string | null;
  readonly holderName: string | null;
  readonly attempts: number;
  readonly generation: number;
}

const lapsing = 200;
const living = 20;
const sweepers = 20;
/** Tasks that the living holder finishes while the others sweep. */
const finishing = 5;

test(`laws 1 to 3: ${sweepers} processes sweeping ${lapsing} lapsed leases free each once, and no living holder loses its task`, async () => {
  await using workspace = await Workspace.create();
  await using busy = await ProcessAgent.start(workspace, 'busy');
  await using sleeper = await ProcessAgent.start(workspace, 'sleeper');
  await workspace.join('heir');
  await addTasks(workspace, living + lapsing);
  for (let held = 0; held < living; held += 1) await busy.ok('claim --another --lease 1s');
  for (let held = 0; held < lapsing; held += 1) await sleeper.ok('claim --another --lease 1s');
  sleeper.stop();

  // The first lapse is an event; a lease given in the same second lapses in the next.
  await workspace.ok(['claim', '--wait', '30s'], { as: 'heir' });
  const sweep = async (): Promise<void> => {
    do await workspace.run(['recover']);
    while ((await tasksOf(workspace, 'sleeper')) > 0);
  };
  const finish = async (): Promise<void> => {
    for (let finished = 0; finished < finishing; finished += 1) {
      const [mine] = await workspace.ok<Task[]>(['list', '--holder', 'busy', '-n', '1']);
      await busy.ok(`done ${mine?.id ?? ''} --summary "done in time"`);
    }
  };
  await Promise.all([finish(), ...Array.from({ length: sweepers }, sweep)]);

  const tasks = await workspace.ok<Task[]>(['list', '--all', '-n', '1000']);
  const ofBusy = tasks.filter(({ holderName }) => holderName === 'busy');
  expect(ofBusy.map(({ generation, state }) => `${state} ${generation}`)).toEqual(
    Array<string>(living - finishing).fill('running 1'),
  );
  expect(tasks.filter(({ state }) => state === 'done').length).toBe(finishing);
  const freed = tasks.filter(
    ({ state, generation, attempts }) => state === 'ready' && generation === 1 && attempts === 1,
  );
  expect(freed.length).toBe(lapsing - 1);

  const exported = await workspace.export();
  const lapses = exported.events.filter(({ type }) => type === 'task.lapsed').map(({ id }) => id);
  expect(lapses.length).toBe(lapsing);
  expect(new Set(lapses).size).toBe(lapsing);
  expect(checkLog(exported)).toEqual([]);
}, 120_000);

test('laws 1, 4: 20 processes draining 200 tasks take each once and none is told too early that there is nothing', async () => {
  await using workspace = await Workspace.create();
  await addTasks(workspace, 200);
  const claimed: string[] = [];
  const drain = async (name: string): Promise<void> => {
    await workspace.join(name);
    for (;;) {
      const { code, json, stdout } = await workspace.run(['claim'], { as: name });
      if (code === 3) return;
      expect({ code, stdout }).toMatchObject({ code: 0 });
      const { id } = json as Task;
      claimed.push(id);
      await workspace.ok(['done', id], { as: name });
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => drain(`drainer-${index}`)));
  expect(claimed.length).toBe(200);
  expect(new Set(claimed).size).toBe(200);
  expect(checkLog(await workspace.export())).toEqual([]);
}, 120_000);

async function addTasks(workspace: Workspace, count: number): Promise<void> {
  const file = `${workspace.directory}/tasks.jsonl`;
  await Bun.write(
    file,
    Array.from({ length: count }, (_, index) => JSON.stringify({ title: `task ${index}` })).join('\n'),
  );
  await workspace.ok(['add', '--file', file]);
}

async function tasksOf(workspace: Workspace, holder: string): Promise<number> {
  return (await workspace.ok<Task[]>(['list', '--holder', holder, '-n', '1000'])).filter(
    ({ state }) => state === 'running',
  ).length;
}
