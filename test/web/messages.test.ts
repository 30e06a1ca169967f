import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test(
  'messages are written, read as threads, answered, and show how far they have come',
  async (at) => {
    const { page, world } = at;
    await at.open('/messages');
    await page.getByText('Nobody has written anything yet.').waitFor();
    await at.checkAccessibility();
    const ada = await world.project.agent('ada');
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await page.keyboard.type('Use **SQLite**, please.');
    await page.getByRole('textbox', { name: 'To', exact: true }).fill('ada');
    await page.getByRole('radio', { name: /Now/ }).click({ force: true });
    await at.checkAccessibility();
    await page.keyboard.press('Control+Enter');
    const line = (text: string) => page.getByRole('listitem').filter({ hasText: text });
    await line('SQLite').getByText('queued').waitFor();
    expect((await at.client.message.list()).messages[0]).toMatchObject({ to: 'ada', priority: 'now' });

    await world.project.json(['inbox'], { env: ada });
    await line('SQLite').getByText('seen').waitFor();
    await world.project.json(['reply', 'm1', 'Which version?'], { env: ada });
    await line('SQLite').getByRole('button').press('Enter');
    const thread = page.getByRole('complementary');
    await thread.getByText('Which version?').waitFor();
    await thread.locator('strong', { hasText: 'SQLite' }).waitFor();
    for (const theme of ['dark', 'light'] as const) {
      await at.setTheme(theme);
      await at.checkAccessibility();
    }
    await thread.getByRole('textbox', { name: 'Reply to ada' }).fill('The newest.');
    await page.keyboard.press('Control+Enter');
    await thread.getByText('The newest.').waitFor();
    await thread.locator('button[disabled]', { hasText: 'Send' }).waitFor();
    await page.goBack();
    await thread.waitFor({ state: 'detached' });
  },
);

dashboard.test('they are found by words, agent, topic and whether they arrived', async (at) => {
  const { page, world } = at;
  const ada = await world.project.agent('ada');
  const bob = await world.project.agent('bob');
  await world.project.json(['msg', 'hello bob', '--to', 'bob'], { env: ada });
  await world.project.json(['msg', 'we page now', '--to', '#api'], { env: ada });
  await world.project.json(['msg', 'to everyone'], { env: bob });
  await world.project.json(['inbox'], { env: bob });
  await at.open('/messages');
  const lines = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  await lines.nth(2).waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill('page');
  await lines.nth(1).waitFor({ state: 'detached' });
  await lines.getByText('we page now').waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill('nothing such');
  await page.getByText('No message like that.').waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill('');
  await page.getByRole('textbox', { name: 'Topic' }).fill('#api');
  await lines.nth(1).waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Topic' }).fill('');
  await page.getByRole('textbox', { name: 'Agent' }).fill('bob');
  await lines.nth(1).waitFor();
  await page.getByRole('button', { name: 'Only undelivered' }).click();
  await lines.getByText('to everyone').waitFor();
  await lines.nth(1).waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?agent=bob&undelivered=1');
  await page.getByRole('button', { name: 'Delivered ones, too' }).click();
  await lines.getByText('hello bob').waitFor();
});

dashboard.test(
  'on a phone a thread is read instead of the list',
  { viewport: 'phone', theme: 'dark' },
  async (at) => {
    const { page } = at;
    await at.world.project.json(['msg', `look ${'far'.repeat(100)}`], {
      env: await at.world.project.agent('ada'),
    });
    await at.open('/messages');
    await page.getByRole('listitem').getByRole('button').tap();
    await page.getByRole('textbox', { name: 'Reply to ada' }).waitFor();
    await at.checkAccessibility();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: /Back/ }).tap();
    await page.getByRole('listitem').waitFor();
  },
);
