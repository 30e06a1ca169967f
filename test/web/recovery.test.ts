import { expect } from 'bun:test';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { newRequest } from '../../src/domain/request.ts';
import type { Served } from '../support/agents.ts';
import { dashboardTests } from '../support/browser.ts';
import { settled } from '../support/settled.ts';

const dashboard = dashboardTests();

interface Case {
  readonly path: string;
  /** What happens while there is no daemon. */
  readonly meanwhile: (world: Served) => Promise<unknown>;
  /** What the page shows of it, without being asked. */
  readonly shows: string | RegExp;
}

const run = (world: Served, ...words: readonly string[]) => world.project.json(words, { env: world.me });
const rename = (world: Served, kind: 'run' | 'task', id: string, title: string) =>
  world.store.transact((tx) => tx.update(kind, id, { title }, { type: `${kind}.edited` }));

const cases: readonly Case[] = [
  { path: '/', meanwhile: (world) => ask(world, 'May I go on, asked meanwhile?'), shows: /asked meanwhile/ },
  {
    path: '/board',
    meanwhile: (world) => run(world, 'add', 'Came to the board'),
    shows: 'Came to the board',
  },
  { path: '/tasks/t1', meanwhile: (world) => rename(world, 'task', 't1', 'Named anew'), shows: 'Named anew' },
  { path: '/agents', meanwhile: (world) => world.project.agent('late-turing'), shows: 'late-turing' },
  {
    path: '/runs',
    meanwhile: (world) => rename(world, 'run', 'r1', 'Run named anew'),
    shows: 'Run named anew',
  },
  { path: '/runs/r1', meanwhile: async () => undefined, shows: 'Run named anew' },
  { path: '/pipelines', meanwhile: (world) => writePipeline(world, 'arrived'), shows: 'arrived' },
  { path: '/pipelines/short', meanwhile: async () => undefined, shows: 'short' },
  {
    path: '/messages',
    meanwhile: (world) => run(world, 'msg', 'posted meanwhile', '--to', '#board'),
    shows: 'posted meanwhile',
  },
  { path: '/locks', meanwhile: (world) => run(world, 'lock', 'src/late.ts'), shows: 'src/late.ts' },
  {
    path: '/memory',
    meanwhile: (world) => run(world, 'remember', 'learned meanwhile'),
    shows: 'learned meanwhile',
  },
  { path: '/events', meanwhile: (world) => run(world, 'emit', 'deploy.meanwhile'), shows: /meanwhile/ },
  { path: '/usage', meanwhile: async () => undefined, shows: 'Usage' },
  { path: '/settings', meanwhile: async () => undefined, shows: 'Settings' },
  // The last: it wakes the daemon.
  {
    path: '/agents/fay',
    meanwhile: (world) => world.tell('fay', 'said meanwhile'),
    shows: /did: .*said meanwhile/,
  },
];

dashboard.test(
  'every view says that the daemon is gone, and shows what happened meanwhile when it is back',
  async ({ open, page, newTab, world, client, allow }) => {
    await client.task.add({ title: 'The first' });
    await world.project.run(['allow', 'spawn']);
    const fay = await world.start('fake', 'fay', 'hello');
    await world.untilSession(fay, ({ turns }) => turns === 1);
    await writePipeline(world, 'short');
    const { id } = await client.run.start({ text: 'A short one', pipeline: 'short' });
    await world.until((view) => view.get('run', id)?.state === 'completed');
    await open('/');
    const tabs: Page[] = [page];
    for (const { path } of cases.slice(1)) tabs.push(await newTab(path));
    for (const tab of tabs) await settled(tab);

    allow(
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status 50\d/,
    );
    await world.killDaemon();
    for (const tab of tabs) await tab.getByText('No connection to the daemon since').waitFor();
    for (const { path, meanwhile } of cases) {
      expect([path, (await world.project.run(['serve', 'status'])).code]).toEqual([path, 3]);
      await meanwhile(world);
    }
    await world.serve();
    for (const [at, { path, shows }] of cases.entries()) {
      const tab = tabs[at] ?? page;
      await tab.bringToFront();
      await tab.getByText('No connection to the daemon since').waitFor({ state: 'detached' });
      await tab.getByText(shows).first().waitFor();
      expect(new URL(tab.url()).pathname).toBe(path);
    }
  },
);

dashboard.test(
  'a task that changes while all are read again is shown as it is',
  async ({ open, page, world, client, allow }) => {
    await client.task.add({ title: 'As it was' });
    await open('/board');
    await page.getByText('As it was').waitFor();
    const asked = Promise.withResolvers<void>();
    const isShown = Promise.withResolvers<void>();
    allow(/ERR_|status 50\d/);
    await world.killDaemon();
    await page.getByText('No connection to the daemon since').waitFor();
    await page.route('**/v1/tasks/board', async (route) => {
      const response = await route.fetch();
      if (route.request().postData()?.includes('newestFirst') === true) {
        asked.resolve();
        await isShown.promise;
      }
      await route.fulfill({ response });
    });
    await world.serve();
    await asked.promise;
    await client.task.edit({ id: 't1', title: 'As it is' });
    await client.task.add({ title: 'Another' });
    // Events come in their order: one after that of the first task has been heard.
    await page.getByRole('link', { name: 'Board 2' }).waitFor();
    isShown.resolve();
    await page.getByText('Another').waitFor();
    await page.getByText('As it is').waitFor();
  },
);

function ask({ store }: Served, title: string): Promise<void> {
  return store.transact((tx) => {
    const [agent] = tx.list('agent');
    const fields = { id: tx.nextId('request'), kind: 'approval', agent: agent?.id ?? '', title } as const;
    tx.create('request', newRequest({ ...fields, createdAt: tx.now, dueAt: null }), {
      type: 'request.opened',
    });
  });
}

async function writePipeline(world: Served, name: string): Promise<void> {
  const text = `agents:\n  - { id: one, runtime: echo, system_prompt: "{{ input }}" }\n`;
  await Bun.write(join(world.project.dir, `.shoal/pipelines/${name}.yaml`), text);
}
