import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test('by Ctrl-K one goes anywhere and does anything, without a mouse', async (at) => {
  const { page, client } = at;
  await client.task.add({ title: 'Fix the login' });
  await at.open();
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search or do anything' });
  await palette.getByRole('menuitem', { name: 'Go to Board' }).waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }
  await page.keyboard.type('login');
  await palette.getByRole('menuitem', { name: /Fix the login/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tasks\/t1$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to usage');
  await palette.getByRole('menuitem', { name: 'Go to Usage' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/usage$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('set a budget');
  await palette.getByRole('menuitem', { name: 'Set a budget' }).click();
  await page.getByRole('dialog', { name: 'Set a budget' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('nothing such');
  await palette.getByText('Nothing like that.').waitFor();
  // First what was typed, then the palette.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
});

dashboard.test('keys lead to every view, `?` lists them, and letters in a field are letters', async (at) => {
  const { page } = at;
  await at.open();
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const nav = page.getByRole('navigation', { name: 'Views' });
  for (const [keys, name] of [
    ['gb', 'Board'],
    ['ga', 'Agents'],
    ['gr', 'Runs'],
    ['gp', 'Pipelines'],
    ['gm', 'Messages'],
    ['gl', 'Locks'],
    ['gk', 'Memory'],
    ['ge', 'Events'],
    ['gu', 'Usage'],
    ['gs', 'Settings'],
    ['gn', 'Needs you'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await nav.locator('[aria-current=page]', { hasText: name }).waitFor();
  }
  await page.keyboard.press('Shift+?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Go to Memory').waitFor();
  await at.checkAccessibility();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });

  await page.goto(`${at.url}/memory`);
  await page.getByRole('textbox', { name: 'Search' }).fill('');
  await page.keyboard.type('gbn?');
  expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('gbn?');
  expect(new URL(page.url()).pathname).toBe('/memory');
});

dashboard.test('the theme is changed by keys and stays', async (at) => {
  const { page } = at;
  await at.open();
  const theme = () => page.evaluate<string>('document.documentElement.dataset.theme');
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const light = await background();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('colours');
  await page.getByRole('menuitem', { name: 'Dark colours' }).click();
  expect(await theme()).toBe('dark');
  expect(await background()).not.toBe(light);
  await page.reload();
  expect(await theme()).toBe('dark');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  for (const key of 'gt') await page.keyboard.press(key);
  await page.locator('html[data-theme=light]').waitFor();
  expect(await background()).toBe(light);
});

dashboard.test('there is no such page; on a phone all views are behind More', async (at) => {
  const { page } = at;
  await at.open('/nowhere');
  await page.getByText('There is no such page.').waitFor();
  await at.checkAccessibility();
  await page.getByRole('link', { name: 'To what needs you' }).click();
  await at.setViewport('phone');
  await page.getByRole('button', { name: 'More views' }).click();
  await page.getByRole('menuitem', { name: 'Events' }).click();
  await page.waitForURL(/\/events$/);
  await page.getByRole('heading', { name: 'Events' }).waitFor();
});

dashboard.test('six tabs agree, whichever of them holds the line, and after it is closed', async (at) => {
  const { page, client } = at;
  await at.open('/memory');
  await page.getByText('Nothing is known yet.').waitFor();
  const tabs = [];
  for (let n = 0; n < 5; n++) {
    const tab = await at.newTab('/memory');
    await tab.getByRole('heading', { name: 'Memory' }).waitFor();
    tabs.push(tab);
  }
  await client.memory.remember({ text: 'One fact' });
  for (const tab of [page, ...tabs]) await tab.getByText('One fact').waitFor();
  await page.close();
  await client.memory.remember({ text: 'Another one' });
  for (const tab of tabs) await tab.getByText('Another one').waitFor();
});

dashboard.test(
  'a view that is open while the daemon is away says so, and catches up by itself',
  async (at) => {
    const { page } = at;
    await at.client.memory.remember({ text: 'Known before' });
    await at.open('/memory');
    await page.getByText('Known before').waitFor();
    at.allow(
      /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)|status 503/,
    );
    await at.world.killDaemon();
    await page.getByText('No connection to the daemon').waitFor();
    await page.getByText('Known before').waitFor();
    await at.checkAccessibility();
    await at.world.project.json(['remember', 'Learnt meanwhile'], { env: at.world.me });
    await at.world.serve();
    await page.getByText('Learnt meanwhile').waitFor();
    await page.getByText('No connection to the daemon').waitFor({ state: 'detached' });
  },
);
