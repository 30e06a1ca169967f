import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test('what is known is kept, found, and forgotten', async (at) => {
  const { page, world } = at;
  await at.open('/memory');
  await page.getByText('Nothing is known yet.').waitFor();
  await at.checkAccessibility();
  const env = await world.project.agent('ada');
  await world.project.json(['remember', 'The build needs **Node 20**.', '-t', 'build'], { env });
  const kept = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  await kept('Node 20').getByRole('link', { name: 'ada' }).waitFor();

  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'What to know' }).waitFor();
  await page.keyboard.type('Tests share one database.');
  await page.getByRole('textbox', { name: 'Tags' }).fill('#tests, db');
  await at.checkAccessibility();
  await page.keyboard.press('Control+Enter');
  await kept('one database').getByRole('button', { name: '#db' }).waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }

  await page.getByRole('button', { name: '#build' }).click();
  await kept('one database').waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?tag=build');
  await page.getByRole('button', { name: 'No longer only #build' }).click();
  await page.getByRole('textbox', { name: 'Search' }).fill('database');
  await kept('Node 20').waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Search' }).fill('nothing such');
  await page.getByText('Nothing like that is known.').waitFor();
  await page.getByRole('textbox', { name: 'Search' }).fill('');

  await kept('one database')
    .getByRole('button', { name: /Forget/ })
    .click();
  const asked = page.getByRole('alertdialog', { name: 'Forget this?' });
  await asked.getByText('Nobody finds it again').waitFor();
  await asked.getByRole('button', { name: 'Forget' }).click();
  await kept('one database').waitFor({ state: 'detached' });
  expect((await at.client.memory.list()).memories).toHaveLength(1);
});

dashboard.test(
  'many are read page by page, on a phone too',
  { viewport: 'phone', theme: 'dark' },
  async (at) => {
    const { page, client } = at;
    for (let n = 0; n < 55; n++)
      await client.memory.remember({ text: `Fact number ${n} ${'long'.repeat(40)}` });
    await at.open('/memory');
    await page.getByText('Fact number 54').waitFor();
    await at.checkAccessibility();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.getByText('Fact number 0 ').count()).toBe(0);
    await page.getByRole('button', { name: 'Older ones' }).tap();
    await page.getByText('Fact number 0 ').waitFor();
  },
);
