import { expect, test } from 'bun:test';
import type { ByKind } from '../../src/store/port.ts';
import { seeded } from '../model/drive/seeded.ts';
import { killAll, processesOf } from './support/daemon/processes.ts';
import { createPipelineWorld, type PipelineWorld } from './support/pipeline/world.ts';

const seed = Number(process.env['SHOAL_FAULT_SEED'] ?? Date.now() % 1_000_000);
const kills = Number(process.env['SHOAL_FAULT_PIPELINE_KILLS'] ?? 100);
const runsAtOnce = 8;
const lifetimeMs = 350;

/** What a run did, whatever the order in which its branches ended. */
async function storyOf(world: PipelineWorld, id: string): Promise<unknown> {
  const { state, why, stages, calls, chunks, consensus } = await world.run(id);
  const steps = (await world.steps(id)).map(
    ({ node, kind, state: ended, decision, round, retries, arrived }) =>
      [node, kind, ended, decision, round, retries, arrived].join(' '),
  );
  return {
    state,
    why,
    stages,
    calls,
    consensus,
    chunks: chunks.map(({ id: chunk, status }) => [chunk, status]),
    steps: steps.toSorted(),
  };
}

test(`${kills} kill -9 of the daemon in the middle of pipelines: each finished step ran once, the end is the same`, async () => {
  console.log(`SHOAL_FAULT_SEED=${seed}`);
  const random = seeded(seed);
  await using world = await createPipelineWorld();
  const [first = ''] = await world.start(1);
  await world.ended([first]);
  const wanted = await storyOf(world, first);
  expect(wanted).toMatchObject({ state: 'completed', stages: 8, calls: 14 });

  const runs = [first];
  let struck = 0;
  /** What was going on when it was struck, and how often. */
  const struckIn = new Map<string, number>();
  while (struck < kills) {
    if ((await world.run(runs.at(-1) ?? '')).endedAt !== null) runs.push(...(await world.start(runsAtOnce)));
    const starting = world.project.run(['serve', '--detach']).catch(() => undefined);
    if (random() > 0.2) await starting;
    await new Promise((resolve) => setTimeout(resolve, random() * lifetimeMs));
    const now = await goingOn(world);
    for (const one of now) struckIn.set(one, (struckIn.get(one) ?? 0) + 1);
    struck += (await killAll(processesOf(world.project.dir, 'serve'))) > 0 ? 1 : 0;
    await starting;
  }
  await world.project.run(['serve', '--detach']);
  await world.ended(runs);

  for (const id of runs) expect([id, await storyOf(world, id)]).toEqual([id, wanted]);
  const steps = (await Promise.all(runs.map((id) => world.steps(id)))).flat();
  expect(world.ran()).toEqual(programsOf(steps));
  expect(new Set(steps.flatMap(({ task }) => task ?? [])).size).toBe(
    steps.filter(({ kind }) => kind !== 'session').length,
  );
  console.log(JSON.stringify({ struck, runs: runs.length, struckIn: Object.fromEntries(struckIn) }));
  if (kills >= 100) expect([...struckIn.keys()]).toEqual(expect.arrayContaining(parts));
}, 300_000);

/** Steps that have begun and not ended. */
function goingOn({ store }: PipelineWorld): Promise<readonly string[]> {
  return store.read((view) =>
    view
      .list('run', { where: { state: 'running' } })
      .flatMap(({ id }) => view.list('step', { where: { liveIn: id } }))
      .filter(({ state }) => state === 'open')
      .map(({ node, kind }) => (kind === 'stage' && /^f\d$/.test(node) ? 'branch' : kind)),
  );
}

/** Each of them is struck. */
const parts = ['stage', 'gate', 'session', 'turn', 'branch'];

/** How often each program must have run. */
function programsOf(steps: readonly ByKind<'step'>[]): Readonly<Record<string, number>> {
  const names = steps.flatMap(({ kind, node }) =>
    kind === 'session' ? [] : kind !== 'gate' ? [node] : [node === 'end' ? 'check' : 'judge'],
  );
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
