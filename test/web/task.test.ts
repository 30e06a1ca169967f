import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

const said = (page: Page, text: string) => page.getByRole('alertdialog', { name: text });
const field = (page: Page, name: string) => page.getByRole('textbox', { name });
const more = async (page: Page, id: string, item: string) => {
  await page.getByRole('button', { name: `More to do with ${id}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

dashboard.test('a task tells its story, why it stands where it does, and what it waits for', async (use) => {
  const { open, page, client, world, checkAccessibility } = use;
  await client.task.add({ title: 'Design the schema' });
  await client.task.add({ title: 'Build the API', description: 'With **care**.', dependsOn: ['t1'] });
  await client.task.add({ title: 'Test it', dependsOn: ['t2'] });
  await open('/tasks/t2');
  await page.getByRole('heading', { level: 1, name: /^Build the API/ }).waitFor();
  await page.locator('strong', { hasText: 'care' }).waitFor();
  await page.getByRole('region', { name: 'Why' }).getByText('It waits for').waitFor();
  const dependencies = page.getByRole('region', { name: 'Dependencies' });
  await dependencies.getByRole('link', { name: 't1 Design the schema' }).waitFor();
  await dependencies.getByRole('link', { name: 't3 Test it' }).waitFor();
  await page.getByText('Nobody has begun it.').waitFor();
  await checkAccessibility();

  const hopper = { env: await world.project.agent('wry-hopper') };
  await world.project.json(['claim', 't1'], hopper);
  await world.project.json(['done', '-s', 'Three tables'], hopper);
  await world.project.json(['claim', 't2'], hopper);
  await world.project.json(['lock', 'api.ts'], hopper);
  await world.project.json(['progress', 'Half of it'], hopper);
  await page.getByRole('region', { name: 'Progress' }).getByText('Half of it').waitFor();
  await page.getByRole('complementary', { name: 'Facts' }).getByText('api.ts').waitFor();
  await page.getByRole('region', { name: 'Timeline' }).getByText('claimed by').waitFor();
  await page.getByRole('region', { name: 'Attempt 1' }).getByText('There is no transcript.').waitFor();
  await checkAccessibility();
  await dependencies.getByRole('link', { name: 't3 Test it' }).click();
  await page.getByRole('heading', { level: 1, name: /^Test it/ }).waitFor();
});

dashboard.test('what a task is can be changed where it stands, and back', async ({ open, page, client }) => {
  await client.task.add({ title: 'Build the API', priority: 5 });
  await client.task.add({ title: 'Design the schema' });
  await open('/tasks/t1');
  await page.getByRole('button', { name: 'Build the API (edit title)' }).press('Enter');
  await field(page, 'title').fill('Build the whole API');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /^Build the whole API/ }).waitFor();
  await said(page, 't1 is changed.').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { level: 1, name: /^Build the API/ }).waitFor();

  const change = async (name: RegExp, label: RegExp, value: string) => {
    await page.getByRole('button', { name }).click();
    await page.getByRole('textbox', { name: label }).fill(value);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: label }).waitFor({ state: 'detached' });
  };
  await change(/edit queue\)$/, /^queue$/, 'api');
  await change(/edit priority/, /^priority/, '9');
  await change(/edit tags\)$/, /^tags$/, 'tests slow');
  await change(/edit who may take it\)$/, /^who may/, '@tester');
  await change(/edit what it depends on\)$/, /^what it depends on$/, 't2');
  await page.getByRole('link', { name: 't2 Design the schema' }).waitFor();
  expect(await client.task.show({ id: 't1' })).toMatchObject({
    queue: 'api',
    priority: 9,
    tags: ['tests', 'slow'],
    assignee: '@tester',
    dependsOn: ['t2'],
  });
  await page.getByRole('button', { name: 'Describe it' }).click();
  await field(page, 'description').fill('Every route of it.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: 'Description' }).getByText('Every route of it.').waitFor();
  await page.getByRole('button', { name: 'Edit the description' }).click();
  await field(page, 'description').fill('Nothing of the kind');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Description' }).getByText('Every route of it.').waitFor();
});

dashboard.test('its holder is written to, loses it, and another may take it', async (use) => {
  const { open, page, client, world } = use;
  await client.task.add({ title: 'Build the API' });
  const hopper = { env: await world.project.agent('wry-hopper') };
  await world.project.json(['claim', 't1'], hopper);
  await open('/tasks/t1');
  await page.getByRole('link', { name: 'wry-hopper' }).first().waitFor();
  await page.keyboard.press('m');
  await field(page, 'Message').fill('Mind the limits');
  await page.getByRole('button', { name: 'Send' }).click();
  await said(page, 'Sent to wry-hopper.').waitFor();
  const inbox = (await world.project.json(['inbox', '--unread'], hopper)) as readonly { body: string }[];
  expect(inbox.map(({ body }) => body)).toEqual(['Mind the limits']);
  await page.keyboard.press('c');
  await field(page, 'Note').fill('See docs/api.md');
  await page.getByRole('button', { name: 'Note it' }).click();
  await page.getByRole('region', { name: 'Notes' }).getByText('See docs/api.md').waitFor();

  await more(page, 't1', 'Take it from wry-hopper…');
  await page.getByText('wry-hopper loses it and its locks').waitFor();
  await field(page, 'Why').fill('No progress');
  await page.getByRole('button', { name: 'Take it', exact: true }).click();
  await said(page, 't1 is taken from wry-hopper; another can claim it.').waitFor();
  expect((await client.task.show({ id: 't1' })).state).toBe('ready');
  await more(page, 't1', 'Take it yourself');
  await said(page, 't1 is yours.').waitFor();
  await more(page, 't1', 'Done…');
  await field(page, 'What was done').fill('All of it');
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('region', { name: 'Result' }).getByText('All of it').waitFor();
  const attempts = page.getByRole('grid', { name: 'Attempts' });
  await attempts.getByText('stolen').waitFor();
  expect(await attempts.getByRole('row').count()).toBe(3);
  await page.getByRole('button', { name: 'Show attempt 1 beside' }).click();
  const first = await page.getByRole('region', { name: 'Attempt 1' }).boundingBox();
  const second = await page.getByRole('region', { name: 'Attempt 2' }).boundingBox();
  expect(first?.y).toBe(second?.y ?? 0); // side by side, at the size of a small laptop, too
  expect(Math.min(first?.width ?? 0, second?.width ?? 0)).toBeGreaterThan(400);
});

dashboard.test('cancelling says what is lost, and what failed is tried again', async (use) => {
  const { open, page, client, world } = use;
  await client.task.add({ title: 'Build the API' });
  await client.task.add({ title: 'Write its tests' });
  const hopper = { env: await world.project.agent('wry-hopper') };
  await world.project.json(['claim', 't1'], hopper);
  await open('/tasks/t1');
  await more(page, 't1', 'Cancel it');
  await page.getByText('What it has not committed may be lost.').waitFor();
  await field(page, 'Why').fill('Not needed');
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await said(page, 't1 is cancelled.').waitFor();
  await page.getByRole('region', { name: 'Error' }).getByText('Not needed').waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await said(page, 't1 can be claimed again.').waitFor();

  await open('/tasks/t2');
  await more(page, 't2', 'Cancel it');
  await said(page, 't2 is cancelled.').getByRole('button', { name: 'Undo' }).click();
  await said(page, 'Undone.').waitFor();
  expect((await client.task.show({ id: 't2' })).state).toBe('ready');
  await page.keyboard.press('a');
  await field(page, 'Title').fill('What follows');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'blocked tasks' }).getByText('What follows').waitFor();
});

dashboard.test(
  'an attempt that Shoal runs is read as it happens',
  { world: { yaml: 'queues:\n  jobs: { profile: fake }\n' } },
  async ({ open, page, client, world, allow, checkAccessibility }) => {
    allow(/sessions\/changes: status 409/); // its directory is no checkout
    await client.queue.enqueue({ queue: 'jobs', text: 'Say hello [[hang]]' });
    await world.until((view) => (view.get('task', 't1')?.generation ?? 0) > 0);
    await open('/tasks/t1');
    await page.getByRole('region', { name: 'Transcript' }).getByText('Say hello').first().waitFor();
    await page.getByRole('tab', { name: 'Changes' }).click();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('changes');
    await page.getByRole('tabpanel', { name: 'Changes' }).waitFor();
    await checkAccessibility();
  },
);

for (const [viewport, theme] of [
  ['phone', 'light'],
  ['desktop', 'dark'],
  ['wide', 'light'],
] as const)
  dashboard.test(`everybody can read a task: ${viewport}, ${theme}`, { viewport, theme }, async (use) => {
    const { open, page, client, checkAccessibility } = use;
    await client.task.add({
      title: 'A title without end '.repeat(20),
      description: '# What\n\n- this\n- that',
    });
    await open('/tasks/t1');
    await page.getByRole('heading', { name: 'What', exact: true }).waitFor();
    await checkAccessibility();
    const [inner, scroll] = await page.evaluate<[number, number]>(
      '[window.innerWidth, document.documentElement.scrollWidth]',
    );
    expect(scroll).toBe(inner);
  });

dashboard.test('what many tasks lead to is drawn so that one can read it', async (use) => {
  const { open, page, client } = use;
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) await client.task.add({ title });
  await client.task.add({ title: 'All of it', dependsOn: ['t1', 't2', 't3', 't4', 't5'] });
  await open('/tasks/t6');
  const graph = page.getByRole('group', { name: 'What t6 waits for' });
  const node = graph.getByText('t3', { exact: true });
  await node.scrollIntoViewIfNeeded();
  const height = (await node.boundingBox())?.height ?? 0;
  expect(height).toBeGreaterThanOrEqual(11); // of a line of text: 13 px as it is written
});

dashboard.test('a task that is not there says so', async ({ open, page, allow }) => {
  allow(/status 404/);
  await open('/tasks/t99');
  await page.getByRole('alert').getByText('t99').waitFor();
  await page.getByRole('link', { name: 'All tasks' }).click();
  await page.getByText('There are no tasks.').waitFor();
});
