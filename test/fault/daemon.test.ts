import { expect, test } from 'bun:test';
import { seeded } from '../model/drive/seeded.ts';
import { createServed, type Served } from '../support/agents.ts';

const kills = Number(process.env['SHOAL_DAEMON_KILLS'] ?? 25);
const names = ['ann', 'bob', 'cyd'] as const;

const yaml = `queues:
  review: { profile: echo, maxParallel: 2 }
policies:
  - { decision: allow, command: make }
`;

/** Laws 3, 8 and 12 under load: messages, permissions, turns and dispatched tasks while the daemon is killed all the time. */
test(`the daemon is killed ${kills} times at any instant: no message, turn, decision or callback is lost or done twice`, async () => {
  await using served = await createServed({ yaml });
  const random = seeded(Number(process.env['SHOAL_SEED'] ?? 4_711));
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const sessions: string[] = [];
  for (const name of names) sessions.push(await served.start('fake', name));
  const sent: string[] = [];
  const tasks: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const { lastSeq } = await served.store.read((view) => ({ lastSeq: view.lastSeq }));
    for (let more = 0; more <= upTo(3); more += 1)
      sent.push(
        await served.tell(
          names[upTo(names.length)] ?? 'ann',
          `thing ${sent.length} ${upTo(2) === 0 ? '[[ask]]' : ''}.`,
        ),
      );
    if (kill % 3 === 0) tasks.push(await enqueue(served, `task of kill ${kill}`));
    await reachesOrRests(served, lastSeq + 1 + upTo(25));
    await served.killDaemon();
    await served.serve();
  }
  for (const message of sent) await served.untilSeen(message);
  await served.until((view) => tasks.every((id) => view.get('task', id)?.state === 'done'));
  await served.until((view) => sessions.every((id) => view.get('session', id)?.state === 'idle'));

  const given = served.prompts().flatMap(({ text }) => [...text.matchAll(/^\[shoal\] message (m\d+) /gm)]);
  const ids = given.map(([, id]) => id ?? '');
  expect(ids.toSorted(byNumber)).toEqual(sent.toSorted(byNumber));
  const state = await served.store.read((view) => ({
    sessions: sessions.map((id) => view.get('session', id)),
    turns: view.list('turn'),
    requests: view.list('request'),
    callbacks: view.list('message').filter(({ from }) => from.startsWith('queue:')),
  }));
  for (const session of state.sessions) {
    expect(session).toMatchObject({ starts: 1, crashes: 0 });
    const own = state.turns.filter((turn) => turn.session === session?.id);
    expect(own.map(({ reason }) => reason)).toEqual(own.map(() => 'completed'));
    expect(own).toHaveLength(session?.turns ?? -1);
  }
  expect(state.requests.every(({ decision }) => decision?.outcome === 'approve')).toBe(true);
  expect(state.callbacks.map(({ task }) => task ?? '').toSorted(byNumber)).toEqual(tasks.toSorted(byNumber));
}, 300_000);

async function enqueue(served: Served, text: string): Promise<string> {
  const answer = await served.project.json(['enqueue', 'review', text, '--callback'], { env: served.me });
  return (answer as { id: string }).id;
}

/** Until the log is so long, or until nothing happens any more that would make it longer. */
async function reachesOrRests(served: Served, seq: number): Promise<void> {
  await served.until(
    (view) =>
      view.lastSeq >= seq ||
      (view.list('session').every(({ state }) => state === 'idle' || state === 'ended') &&
        view
          .list('delivery')
          .every(({ agent, unreadBy }) => unreadBy === null || view.get('agent', agent)?.name === 'me') &&
        view.list('task').every(({ state }) => state === 'done')),
  );
}

function byNumber(one: string, other: string): number {
  return Number(one.slice(1)) - Number(other.slice(1));
}
