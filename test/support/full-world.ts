import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShoalClient, type ShoalClient } from '../../src/client/index.ts';
import * as fake from '../fakes/claude-script.ts';
import type { Served, ServedOptions } from './agents.ts';

/*
 * A workspace in which every view of the dashboard has something to show: agents at work, waiting and idle, requests of
 * each kind, tasks in every state, a run at its gate, one that ended, a discussion with chunks, messages, locks,
 * memories, costs over a fortnight, pipelines and a registry. Whoever fills it says how its texts are worded.
 */

/** What becomes of the texts that people and agents write. */
export interface Wording {
  /** One line: a title, an intent, a reason. */
  readonly line: (text: string) => string;
  /** Many lines: a description, an output, a diff. */
  readonly block: (text: string) => string;
}

export const plainWording: Wording = { line: (text) => text, block: (text) => text };

export const agentNames = ['lucid-knuth', 'wry-hopper', 'brisk-curie', 'calm-noether'] as const;
type AgentName = (typeof agentNames)[number];

const before = `export async function listUsers(request: Request): Promise<Response> {
  const users = await store.all('user');
  return Response.json(users);
}
`;
const after = `export async function listUsers(request: Request): Promise<Response> {
  const { page, size } = pageOf(request.url);
  const users = await store.page('user', { page, size });
  return Response.json(users, { headers: { 'x-total': String(users.total) } });
}
`;

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
  const output = join(folder, 'output.md');
  writeFileSync(output, wording.block('## Plan\n\n1. Read the handlers\n2. Page the answer\n'));
  const speak = (text: string) => `[sh, -c, 'cat > /dev/null; cat ${output}; echo; ${text}']`;
  return {
    profiles: [
      ...profiles,
      `  planner: { harness: command, command: ${speak('echo planned')}, permission: full }\n`,
      `  agreeing: { harness: command, command: ${speak('echo "VOTE: AGREE"')}, permission: full }\n`,
    ].join(''),
    yaml: `budgets:\n  workspace: 20\n  profiles: { lucid-knuth: 8 }\n`,
  };
}

function scriptOf(name: AgentName, { line, block }: Wording): readonly fake.FakeStep[] {
  const edit = { file_path: 'src/api/users.ts', old_string: block(before), new_string: block(after) };
  const said = fake.said(
    'm1',
    block(
      'The handler answers with every user at once. I read how the **other routes** page, then do the same:\n\n- `pageOf` takes both numbers from the address\n- the store knows `page` already\n',
    ),
  );
  const worked = [
    fake.awaitUser,
    ...fake.started,
    ...said,
    fake.assistant('m2', [
      fake.toolUse('p1', 'TodoWrite', {
        todos: [
          { content: line('Read the handlers'), status: 'completed', activeForm: 'Reading' },
          { content: line('Page the answer'), status: 'in_progress', activeForm: 'Paging' },
          { content: line('Write the tests'), status: 'pending', activeForm: 'Testing' },
        ],
      }),
    ]),
    fake.toolResult('p1', 'ok'),
    fake.assistant('m3', [fake.toolUse('c1', 'Read', { file_path: 'src/api/users.ts' })]),
    fake.toolResult('c1', block(before)),
    fake.assistant('m4', [fake.toolUse('c2', 'Edit', edit)]),
    fake.toolResult('c2', 'updated', {
      tool_use_result: {
        filePath: 'src/api/users.ts',
        oldString: edit.old_string,
        newString: edit.new_string,
      },
    }),
    fake.assistant('m5', [fake.toolUse('c3', 'Bash', { command: line('npm test -- users') })]),
    fake.toolResult(
      'c3',
      block('\u001b[32m✓\u001b[39m 11 passed\n\u001b[31m✕ 1 failed\u001b[39m  users › the last page\n'),
      { is_error: true },
    ),
  ];
  switch (name) {
    case 'lucid-knuth':
      return [
        ...worked,
        ...fake.said('m6', block('The last page counts from one. I correct it and run the tests again.')),
        fake.awaitInterrupt,
      ];
    case 'wry-hopper':
      return [...worked, fake.askTool('q1', 'Edit', edit), fake.awaitInterrupt];
    case 'brisk-curie':
      return [
        ...worked,
        fake.askTool('q2', 'Bash', {
          command: line('rm -rf build/ && npm run build'),
          description: line('Build from nothing'),
        }),
        fake.awaitInterrupt,
      ];
    case 'calm-noether':
      return [...worked, fake.result(block('The tests of /users pass.')), fake.awaitUser];
  }
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
  writeFileSync(join(world.project.dir, 'src/api/users.ts'), wording.block(after));
}

async function commitFiles({ project: { dir } }: Served): Promise<void> {
  mkdirSync(join(dir, 'src/api'), { recursive: true });
  writeFileSync(join(dir, 'src/api/users.ts'), before);
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

async function startRuns(world: Served, person: ShoalClient, { line, block }: Wording): Promise<void> {
  const folder = join(world.project.dir, '.shoal/pipelines');
  mkdirSync(folder, { recursive: true });
  const quoted = (text: string) => JSON.stringify(text.slice(0, 4_000));
  const prompt = quoted(
    block('Plan this task, and change nothing yourself.\n\n{{ input }}'.replace('{{ input }}', '')),
  );
  writeFileSync(
    join(folder, 'feature.yaml'),
    `# From a wish to what was agreed on
agents:
  - id: plan
    runtime: planner
    system_prompt: ${prompt}
    handoffs: [{ to: discuss, task: ${quoted(line('discuss it'))} }]
  - id: discuss
    type: session
    participants: [critic, author]
    max_rounds: 3
    chunks: { initial: [${quoted(line('Read what is there'))}, ${quoted(line('Page the answer'))}, ${quoted(line('Try it'))}] }
    handoffs: [{ to: build }]
  - { id: critic, runtime: agreeing, system_prompt: ${prompt} }
  - { id: author, runtime: agreeing, system_prompt: ${prompt} }
  - id: build
    runtime: planner
    system_prompt: ${prompt}
    gate: { type: human, prompt: ${quoted(line('Shall it go out?'))} }
    handoffs: [{ to: build, condition: on_reject }]
`,
  );
  writeFileSync(
    join(folder, 'review.yaml'),
    `agents:
  - { id: read, runtime: planner, system_prompt: ${prompt}, handoffs: [{ to: report }] }
  - { id: report, runtime: planner, system_prompt: ${prompt} }
`,
  );
  const ended = await person.run.start({ text: block('Review the routes of users'), pipeline: 'review' });
  await untilRun(world, ended.id, 'completed');
  const waiting = await person.run.start({
    text: block('Page every list that can be long'),
    pipeline: 'feature',
  });
  await untilRun(world, waiting.id, 'waiting');
  await person.pipeline.publish({
    pipeline: 'review',
    name: 'team-review',
    description: line('Two who read, one report'),
    local: true,
  });
}

function untilRun(world: Served, id: string, state: string): Promise<unknown> {
  return world.until((view) => view.get('run', id)?.state === state);
}
