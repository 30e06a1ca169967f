import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../../../src/store/port.ts';
import { type Crew, createCrew } from './crew.ts';
import { judge } from './judge.ts';
import { type KillOptions, killLoop, type Struck } from './kill-loop.ts';
import { Load } from './load.ts';

export interface SweepReport {
  readonly problems: readonly string[];
  readonly struck: Struck;
  readonly counts: Readonly<Record<'messages' | 'tasks' | 'requests' | 'turns', number>>;
}

/** The daemon or the keeper dies under load so many times; then everything that was begun comes to its end. */
export async function daemonSweep(options: KillOptions): Promise<SweepReport> {
  await using crew = await createCrew();
  const load = new Load(crew, options.random);
  const loading = load.run();
  const deciding = load.decide();
  const struck = await killLoop(crew, options);
  load.end();
  await loading;
  try {
    await crew.served.until((view) => isQuiet(view, crew));
  } catch (error) {
    throw new Error((await restless(crew)).join('\n'), { cause: error });
  } finally {
    load.over();
    await deciding;
  }
  const problems = await judge(crew, load, { agentsDied: options.role !== 'serve' });
  const counts = await crew.served.store.read((view) => ({
    messages: view.list('message').length,
    tasks: view.list('task').length,
    requests: view.list('request').length,
    turns: view.list('turn').length,
  }));
  return { problems, struck, counts };
}

/** What has not come to its end, with the last of its transcript. */
function restless({ served, sessions, root }: Crew): Promise<readonly string[]> {
  const ours = Object.values(sessions);
  return served.store.read((view) => [
    ...view
      .list('session')
      .filter(
        ({ id, state, agent }) =>
          state !== (ours.includes(id) ? 'idle' : 'ended') ||
          view.list('delivery', { where: { unreadBy: agent } }).length > 0,
      )
      .map(({ id, state, why, turns }) => `${id} is ${state} (${why}, ${turns} turns):\n${tail(root, id)}`),
    ...view
      .list('task')
      .filter(({ state }) => state !== 'done')
      .map(({ id, state, holder }) => `${id} is ${state}, held by ${holder}`),
    ...view
      .list('delivery')
      .filter(({ unreadBy }) => unreadBy !== null)
      .map(({ id, state }) => `${id} is ${state}`),
  ]);
}

const tailLines = 40;

function tail(root: string, session: string): string {
  const lines = readFileSync(join(root, '.shoal/transcripts', `${session}.jsonl`), 'utf8').split('\n');
  return lines
    .slice(-tailLines)
    .map((line) => line.slice(0, 300))
    .join('\n');
}

function isQuiet(view: View, { sessions }: Crew): boolean {
  const ours = Object.values(sessions);
  const agents = ours.map((id) => view.get('session', id)?.agent ?? '');
  return (
    view.list('session').every(({ id, state }) => state === (ours.includes(id) ? 'idle' : 'ended')) &&
    view.list('task').every(({ state }) => state === 'done' || state === 'failed') &&
    agents.every((agent) => view.list('delivery', { where: { unreadBy: agent } }).length === 0)
  );
}
