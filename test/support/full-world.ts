import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShoalClient, type ShoalClient } from '../../src/client/index.ts';
import type { Served, ServedOptions } from './agents.ts';
import { agentNames, scriptOf, usersAfter, usersBefore } from './full-world-agents.ts';
import { runProfiles, startRuns } from './full-world-runs.ts';
import { plainWording, type Wording } from './wording.ts';

/*
 * A workspace in which every view of the dashboard has something to show: agents at work, waiting and idle, requests of
 * each kind, tasks in every state, a run at its gate, one that ended, a discussion with chunks, messages, locks,
 * memories, costs over a fortnight, pipelines and a registry. Whoever fills it says how its texts are worded.
 */

/** Options of `createServed` for it. */
export function fullWorldOptions(wording: Wording = plainWording): ServedOptions {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-full-world-'));
  const profiles = agentNames.map((name) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(scriptOf(name, wording)));
    const program = join(import.meta.dir, '../fakes/claude.ts');
    const command = ['sh', '-c', `FAKE_SCRIPT=${file} exec "$@"`, 'sh', process.execPath, program];
    return `  ${name}: { harness: claude, model: claude-sonnet-4-5, command: ${JSON.stringify(command)} }\n`;
  });
  return {
    folder,
    profiles: profiles.join('') + runProfiles(folder, wording),
    yaml: `policies:\n  - { decision: allow, command: 'npm test *' }\n  - { decision: deny, path: '**/.env*', reason: secrets stay where they are }\nbudgets:\n  workspace: 20\n  profiles: { lucid-knuth: 8 }\n`,
  };
}

/** Every address of it, by what one does there: lists, details, what is selected beside them. */
export const fullWorldAddresses = {
  'what needs you, and messages': [
    '/',
    '/?decided=1',
    '/messages',
    '/messages?message=m1',
    '/memory',
    '/locks',
  ],
  tasks: ['/board', '/board?group=queue&task=t2', '/tasks/t1', '/tasks/t2', '/tasks/t8', '/tasks/t12'],
  agents: ['/agents', '/agents/s1', '/agents/s3', '/agents/s4', '/agents/keen-lovelace'],
  runs: ['/runs', '/runs/r1', '/runs/r2', '/pipelines', '/pipelines/feature', '/registry'],
  'events, usage and settings': ['/events', '/events?q=task', '/usage', '/usage?by=task', '/settings'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Fills what was made with `fullWorldOptions` and is served. */
export async function fillWorld(
  world: Served,
  person: ShoalClient,
  wording: Wording = plainWording,
): Promise<void> {
  await commitFiles(world);
  await addTasks(person, wording);
  await startAgents(world);
  await workAsAgents(world, wording);
  await addCosts(world);
  await startRuns(world, person, wording);
  writeFileSync(join(world.project.dir, 'src/api/users.ts'), wording.block(usersAfter));
}

async function commitFiles({ project: { dir } }: Served): Promise<void> {
  mkdirSync(join(dir, 'src/api'), { recursive: true });
  writeFileSync(join(dir, 'src/api/users.ts'), usersBefore);
  for (const words of [
    ['init', '-q'],
    ['add', 'src'],
    ['commit', '-qm', 'Begin'],
  ])
    await Bun.spawn(['git', '-c', 'user.name=pat', '-c', 'user.email=pat@example.test', ...words], {
      cwd: dir,
    }).exited;
}

async function addTasks(person: ShoalClient, { line, block }: Wording): Promise<void> {
  const titles = [
    ['Write the data models', 9, ['backend'], 'api'],
    ['Build the /users endpoints', 8, ['backend'], 'api'],
    ['Page the list of users', 7, ['backend', 'users'], 'api'],
    ['Write API tests', 7, ['tests'], 'default'],
    ['Describe how to run it', 3, ['docs'], 'default'],
    ['Sign in with a passkey', 6, ['backend', 'auth'], 'api'],
    ['Move the build to two stages', 4, ['build'], 'default'],
    ['Draw the page of a user', 5, ['frontend'], 'web'],
    ['Say who changed what, and when', 2, ['frontend', 'users'], 'web'],
    ['Try the old browser', 1, ['frontend'], 'web'],
    ['Measure the first page', 5, ['tests', 'frontend'], 'web'],
    ['Release 0.2', 10, ['docs'], 'default'],
  ] as const;
  for (const [title, priority, tags, queue] of titles)
    await person.task.add({
      title: line(title),
      description: block(`${title}: as the others do it.\n\n- small steps\n- tests with it\n`),
      priority,
      tags: [...tags],
      queue,
    });
  await person.task.edit({ id: 't3', dependsOn: ['t2'] });
  await person.task.edit({ id: 't4', dependsOn: ['t2'] });
  await person.task.edit({ id: 't12', dependsOn: ['t3', 't4', 't5', 't8'] });
  await person.task.note({ id: 't2', text: block('The store pages already: see `page`.') });
  await person.task.cancel({ id: 't10', reason: line('nobody has it any more') });
}

async function startAgents(world: Served): Promise<void> {
  const sessions: string[] = [];
  for (const name of agentNames) sessions.push(await world.start(name, name, 'Work on your task.'));
  const [, hopper = '', curie = '', noether = ''] = sessions;
  await world.untilSession(hopper, ({ state }) => state === 'waiting');
  await world.untilSession(curie, ({ state }) => state === 'waiting');
  await world.untilSession(noether, ({ turns }) => turns === 1);
}

/** Two who are at terminals of their own, and write with the others. */
async function workAsAgents(world: Served, { line, block }: Wording): Promise<void> {
  const [ada, bell] = [await joined(world, 'keen-lovelace'), await joined(world, 'spry-bell')];
  await ada.task.claim({ id: 't1' });
  await ada.task.done({ id: 't1', summary: block('Models of users and teams, with their tests.') });
  await ada.task.claim({ id: 't2' });
  await ada.task.progress({ id: 't2', text: line('three of five routes') });
  await ada.lock.take({ paths: ['src/api/users.ts', 'src/api/teams/'], intent: line('the routes of users') });
  await bell.task.claim({ id: 't8' });
  await bell.task.fail({ id: 't8', reason: line('the drawing is not there'), retry: false });
  await bell.task.claim({ id: 't11' });
  await bell.lock.take({ paths: ['web/**'], shared: true, intent: line('measuring') });
  await ada.message.send({
    to: ['spry-bell'],
    text: block('The routes are there until noon. Do you need more than `page`?'),
  });
  await bell.message.reply({ id: 'm1', text: block('Only the total, in a header.') });
  await ada.message.send({ to: ['#api'], text: line('Answers are paged from now on.') });
  const waiting = [
    bell.lock.take({ paths: ['src/api/users.ts'], waitMs: 600_000 }),
    bell.message.ask({
      to: ['@human'],
      text: block('Shall the first page be measured on a slow line, too?'),
    }),
    bell.request.ask({ text: line('May I upgrade the browser that tests use?') }),
  ];
  for (const one of waiting) one.catch(() => undefined); // until the daemon ends
  await world.until((view) => view.list('lockWait').length > 0);
  await world.until((view) => view.list('message').some(({ kind }) => kind === 'question'));
  await world.until((view) => view.list('request').some(({ kind }) => kind === 'approval'));
  await ada.memory.remember({
    text: block('The store of the tests is emptied between files, not between tests.'),
    tags: ['tests'],
  });
  await bell.memory.remember({ text: line('The build needs Node 20.'), tags: ['build'] });
  await ada.event.emit({ type: 'deploy.done', data: { note: line('staging') } });
}

async function joined(world: Served, name: string): Promise<ShoalClient> {
  const env = { CODEX_THREAD_ID: `session-of-${name}` };
  const { token } = (await world.project.json(['join', '-n', name], { env })) as { token: string };
  const { url } = (await world.project.json(['serve', 'status'])) as { url: string };
  return createShoalClient({ url, token });
}

const dayMs = 86_400_000;

/** Turns of a fortnight, as if the agents had worked on them. */
async function addCosts({ store }: Served): Promise<void> {
  await store.transact((tx) => {
    const [model] = tx.list('turn');
    if (model === undefined) return;
    const agents = tx.list('session');
    for (let day = 1; day < 14; day++)
      agents.forEach(({ id, agent }, at) => {
        const endedAt = tx.now - day * dayMs;
        const share = 1 + ((day * 7 + at * 5) % 11);
        tx.create(
          'turn',
          {
            ...model,
            id: tx.nextId('turn'),
            session: id,
            agent,
            task: `t${1 + ((day + at) % 9)}`,
            queue: at % 2 === 0 ? 'api' : 'web',
            day: new Date(endedAt).toISOString().slice(0, 10),
            startedAt: endedAt - 600_000,
            endedAt,
            inputTokens: 41_000 * share,
            cachedTokens: 30_000 * share,
            outputTokens: 1_900 * share,
            costUsd: 0.21 * share,
            costIs: 'exact',
          },
          { type: 'turn.ended' },
        );
      });
  });
}
