import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import type { ShoalClient } from '../../src/client/index.ts';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

const row = (page: Page, id: string) => page.locator(`[data-task="${id}"]`);
const column = (page: Page, state: string) => page.getByRole('grid', { name: `${state} tasks` });
const inspector = (page: Page) => page.getByRole('complementary');
const field = (page: Page, name: string) => page.getByRole('textbox', { name });
const search = (page: Page) => new URL(page.url()).searchParams;

async function addTasks(client: ShoalClient): Promise<void> {
  await client.task.add({ title: 'Build the API', queue: 'api', priority: 9, tags: ['backend'] });
  await client.task.add({
    title: 'Write its tests',
    queue: 'api',
    priority: 5,
    tags: ['tests'],
    dependsOn: ['t1'],
  });
  await client.task.add({ title: 'Draw the page', queue: 'web', priority: 3, tags: ['tests', 'slow'] });
}

/** One that works as an agent of its own. */
async function agentOf(
  world: { project: { agent(name: string): Promise<Readonly<Record<string, string>>> } },
  name: string,
) {
  return { env: await world.project.agent(name) };
}

dashboard.test(
  'tasks stand in columns by state, and move as agents work',
  async ({ open, page, client, world }) => {
    await addTasks(client);
    await open('/board');
    await column(page, 'ready').getByText('Build the API').waitFor();
    await column(page, 'blocked').getByText('after t1').waitFor();
    await page.getByRole('button', { name: 'ready 2' }).waitFor();

    const hopper = await agentOf(world, 'wry-hopper');
    await world.project.json(['claim', 't1'], hopper);
    await column(page, 'running').getByText('wry-hopper').waitFor();
    await page.getByRole('button', { name: 'running 1' }).waitFor();
    await world.project.json(['done', '--summary', 'There it is'], hopper);
    await column(page, 'done').getByText('Build the API').waitFor();
    await column(page, 'ready').getByText('Write its tests').waitFor();
    await client.task.add({ title: 'A new one' });
    await column(page, 'ready').getByText('A new one').waitFor();
  },
);

dashboard.test('the filter is text in the address, and menus write it', async ({ open, page, client }) => {
  await addTasks(client);
  await open('/board?q=tag:tests');
  await row(page, 't3').waitFor();
  expect(await row(page, 't1').count()).toBe(0);

  await page.keyboard.press('/');
  await page.keyboard.type('queue:web -tag:backend draw');
  await row(page, 't2').waitFor({ state: 'detached' });
  expect(search(page).get('q')).toBe('queue:web -tag:backend draw');
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox', { name: 'Filter' }).fill('nothing is like this');
  await page.getByText('No task is like that.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();

  await page.getByRole('button', { name: 'Queue: filter by it' }).click();
  await page.getByRole('menuitem', { name: 'api 2' }).click();
  await row(page, 't3').waitFor({ state: 'detached' });
  expect(search(page).get('q')).toBe('queue:api');
  await page.reload();
  await row(page, 't1').waitFor();
  expect(await row(page, 't3').count()).toBe(0);
  await page.getByRole('button', { name: 'ready 1' }).click();
  await row(page, 't2').waitFor({ state: 'detached' });
  expect(search(page).get('q')).toBe('queue:api state:ready');
});

dashboard.test(
  'keys move over the board, open what is there and its page',
  async ({ open, page, client }) => {
    await addTasks(client);
    await open('/board');
    await row(page, 't3').waitFor();
    for (const [key, id] of [
      ['j', 't2'],
      ['l', 't1'],
      ['j', 't3'],
      ['j', 't3'],
      ['k', 't1'],
      ['ArrowDown', 't3'],
      ['h', 't2'],
      ['ArrowRight', 't1'],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator(`[data-task="${id}"]:focus`).waitFor();
    }
    await page.keyboard.press('Enter');
    await inspector(page)
      .getByRole('heading', { name: /^Build the API/ })
      .waitFor();
    await page.keyboard.press('j');
    await inspector(page)
      .getByRole('heading', { name: /^Draw the page/ })
      .waitFor();
    expect(search(page).get('task')).toBe('t3');
    await page.getByRole('button', { name: 'Close Task t3' }).click();
    await inspector(page).waitFor({ state: 'detached' });
    await row(page, 't3').focus();
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: /^Draw the page/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/tasks/t3');
    await page.goBack();
    await row(page, 't3').waitFor();
  },
);

dashboard.test(
  'n adds a task, stays for the next, and undo takes it back',
  async ({ open, page, client }) => {
    await client.task.add({ title: 'The first' });
    await open('/board');
    await row(page, 't1').waitFor();
    await page.keyboard.press('n');
    await field(page, 'Title').fill('From the page');
    await field(page, 'Queue').fill('web');
    await field(page, 'Priority').fill('8');
    await field(page, 'Tags').fill('tests slow');
    await field(page, 'Depends on').fill('t1');
    await page.keyboard.press('Enter');
    await column(page, 'blocked').getByText('From the page').waitFor();
    const { tasks } = { tasks: await client.task.list({}) };
    expect(tasks[1]).toMatchObject({ queue: 'web', priority: 8, tags: ['tests', 'slow'], dependsOn: ['t1'] });

    await field(page, 'Title').and(page.locator(':focus')).fill('The next');
    await page.keyboard.press('Enter');
    await column(page, 'blocked').getByText('The next').waitFor();
    await page.getByRole('list', { name: 'Added just now' }).getByText('From the page').waitFor();
    await page
      .getByRole('alertdialog', { name: 't3 is there.' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await column(page, 'blocked').getByText('The next').waitFor({ state: 'detached' });
  },
);

dashboard.test('a new task is kept as one writes it over a reload, until it is closed', async (at) => {
  const { page } = at;
  await at.open('/board?task=new');
  await field(page, 'Title').fill('Half a thought');
  await field(page, 'Tags').fill('tests');
  await page.reload();
  await field(page, 'Title').waitFor();
  expect(await field(page, 'Title').inputValue()).toBe('Half a thought');
  expect(await field(page, 'Tags').inputValue()).toBe('tests');
  await page.getByRole('button', { name: 'Close New task' }).click();
  await page.goto(`${at.url}/board?task=new`);
  await field(page, 'Title').waitFor();
  expect(await field(page, 'Title').inputValue()).toBe('');
});

dashboard.test('a board without tasks says how they come', async ({ open, page, checkAccessibility }) => {
  await open('/board');
  await page.getByText('There are no tasks.').waitFor();
  await checkAccessibility();
  await page.getByRole('main').getByRole('button', { name: 'New task' }).last().click();
  await field(page, 'Title').fill('The very first');
  await page.keyboard.press('Enter');
  await column(page, 'ready').getByText('The very first').waitFor();
});

dashboard.test(
  'a task is dragged into another queue by keyboard, and back by undo',
  async ({ open, page, client }) => {
    await addTasks(client);
    await open('/board?group=queue');
    await row(page, 't3').waitFor();
    await row(page, 't3').focus();
    await page.keyboard.press('h');
    await page.keyboard.press('l');
    await page.keyboard.press('j');
    await page.locator('[data-task="t3"]:focus').waitFor();
    await page.keyboard.press('v');
    const target = page
      .getByRole('group', { name: 'Where to move it' })
      .getByRole('button', { name: 'queue api' });
    await target.waitFor();
    for (let at = 0; at < 20 && !(await target.evaluate('node => node === document.activeElement')); at += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const said = page.getByRole('alertdialog', { name: '1 task in the queue api.' });
    await said.waitFor();
    expect((await client.task.show({ id: 't3' })).queue).toBe('api');
    await said.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('alertdialog', { name: 'Undone.' }).waitFor();
    expect((await client.task.show({ id: 't3' })).queue).toBe('web');
  },
);

dashboard.test('a task is dragged to another priority by the pointer', async ({ open, page, client }) => {
  await addTasks(client);
  await open('/board');
  await row(page, 't3').waitFor();
  await row(page, 't3').dragTo(page.getByRole('heading', { name: 'ready' }), {
    noWaitAfter: true,
    trial: true,
  });
  await row(page, 't3').hover();
  await page.mouse.down();
  await page.mouse.move(600, 400, { steps: 4 });
  const target = page
    .getByRole('group', { name: 'Where to move it' })
    .getByRole('button', { name: 'priority 10' });
  await target.hover();
  await page.mouse.up();
  await page.getByRole('alertdialog', { name: '1 task with priority 10.' }).waitFor();
  expect((await client.task.show({ id: 't3' })).priority).toBe(10);
  await page.locator('[data-index="0"] > [data-task="t3"]').waitFor();
});

dashboard.test('what is selected is changed together, and back', async ({ open, page, client }) => {
  await addTasks(client);
  await open('/board');
  await row(page, 't1').waitFor();
  await page.keyboard.press('Shift+X');
  await page.getByText('3 selected').waitFor();
  await page.getByRole('button', { name: 'Priority of what is selected' }).click();
  await page.getByRole('menuitem', { name: '8 high' }).click();
  await page.getByRole('alertdialog', { name: '3 tasks with priority 8.' }).waitFor();
  const priorities = async () => (await client.task.list({})).map(({ priority }) => priority);
  expect(await priorities()).toEqual([8, 8, 8]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('alertdialog', { name: 'Undone.' }).waitFor();
  expect(await priorities()).toEqual([9, 5, 3]);

  await page.getByRole('button', { name: 'Tags…' }).click();
  await page.getByRole('textbox', { name: 'Tags' }).fill('urgent -slow');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: '3 tasks tagged urgent -slow.' }).waitFor();
  expect((await client.task.show({ id: 't3' })).tags).toEqual(['tests', 'urgent']);
  await page.getByRole('button', { name: 'Assign…' }).click();
  await page.getByRole('textbox', { name: 'Agent' }).fill('@tester');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: '3 tasks for @tester.' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('3 selected').waitFor({ state: 'detached' });
});

dashboard.test(
  'cancelling many says what is lost, and retrying brings them back',
  async ({ open, page, client, world }) => {
    await addTasks(client);
    await world.project.json(['claim', 't1'], await agentOf(world, 'wry-hopper'));
    await open('/board');
    await row(page, 't3').getByRole('checkbox').check();
    await row(page, 't1').click({ modifiers: ['Shift'] });
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByText('1 of them runs').waitFor();
    await page.getByRole('button', { name: 'Cancel them' }).click();
    await page.getByRole('alertdialog', { name: '2 tasks cancelled.' }).waitFor();
    await row(page, 't3').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'cancelled 2' }).click();
    await column(page, 'cancelled').getByText('Build the API').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('alertdialog', { name: '2 tasks to be tried again.' }).waitFor();
    await column(page, 'cancelled').waitFor({ state: 'detached' });
    expect((await client.task.show({ id: 't1' })).state).toBe('ready');
  },
);

dashboard.test(
  'on a phone one state is shown at a time',
  { viewport: 'phone', theme: 'dark' },
  async (use) => {
    const { open, page, client, checkAccessibility } = use;
    await addTasks(client);
    for (let at = 0; at < 10; at++) await client.task.add({ title: `More ${at}` });
    await open('/board');
    await row(page, 't3').waitFor();
    expect(await row(page, 't2').count()).toBe(0);
    await checkAccessibility();
    const cut = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('main button, nav a')].filter((one) => one.scrollWidth > one.clientWidth + 1 || one.offsetHeight > 60).map((one) => one.textContent)`,
    );
    expect(cut).toEqual([]);
    await page.getByRole('button', { name: 'blocked 1' }).tap();
    await row(page, 't2').tap();
    await inspector(page)
      .getByRole('heading', { name: /^Write its tests/ })
      .waitFor();
    await checkAccessibility();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('button', { name: '‹ Back Close Task t2' }).tap();
    await row(page, 't2').waitFor();
  },
);

for (const theme of ['light', 'dark'] as const)
  dashboard.test(`everybody can read the board: ${theme}`, { theme }, async (use) => {
    const { open, page, client, checkAccessibility, setViewport } = use;
    await addTasks(client);
    await open('/board?group=queue&task=t1');
    await inspector(page)
      .getByRole('heading', { name: /^Build the API/ })
      .waitFor();
    await checkAccessibility();
    await setViewport('wide');
    await row(page, 't3').getByRole('checkbox').check();
    await page.getByText('1 selected').waitFor();
    await checkAccessibility();
  });
