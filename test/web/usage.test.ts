import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { dashboardTests } from '../support/browser.ts';
import { fillWithTurns } from '../support/turns.ts';

const dashboard = dashboardTests();

dashboard.test('what was spent: by day and by whom, as a picture and as the same numbers', async (at) => {
  const { page } = at;
  await at.open('/usage');
  await page.getByText('Nothing was spent in these days.').waitFor();
  await at.checkAccessibility();
  await fillWithTurns(at.world);
  const table = page.getByRole('grid', { name: 'Usage by agent' });
  await table.getByRole('row', { name: /ada/ }).getByText('$7.00').waitFor();
  await page
    .getByRole('figure', { name: 'cost by day and agent' })
    .locator('.recharts-rectangle')
    .first()
    .waitFor();
  await page.locator('dl').getByText('$1.00').first().waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }

  await choose(at.page, 'Split by', 'queue');
  await page.getByRole('grid', { name: 'Usage by queue' }).getByRole('row', { name: /api/ }).waitFor();
  await choose(at.page, 'Show', 'Tokens');
  await page.getByRole('figure', { name: 'tokens by day and queue' }).waitFor();
  await choose(at.page, 'Days', 'last 7');
  expect(new URL(page.url()).search).toBe('?by=queue&show=tokens&days=7');
  await page.reload();
  await page.getByRole('figure', { name: 'tokens by day and queue' }).waitFor();
  await choose(at.page, 'Split by', 'agent');
  await table.getByRole('row', { name: /ada/ }).press('Enter');
  await page.waitForURL(/\/agents\/a/);
});

dashboard.test('a budget is set, changed and removed, and each can be taken back', async (at) => {
  const { page } = at;
  const yaml = () => readFileSync(join(at.world.project.dir, 'shoal.yaml'), 'utf8');
  await fillWithTurns(at.world);
  await at.open('/usage');
  await page.getByText('No budget is set').waitFor();
  await page.keyboard.press('b');
  const field = page.getByRole('textbox', { name: 'Dollars a day' });
  await field.fill('none');
  await page.getByText('A number above 0.').waitFor();
  await field.fill('4');
  await at.checkAccessibility();
  await field.press('Enter');
  const bar = (of: string) => page.getByRole('meter', { name: `Budget of ${of}` });
  await bar('workspace').getByText('$1.00 of $4.00 today (25%)').waitFor();
  await page.getByText('budget $4.00').waitFor();
  expect(yaml()).toMatch(/workspace: 4\b/);

  await page.getByRole('button', { name: 'Budget of workspace' }).click();
  await page.getByRole('menuitem', { name: 'Change …' }).click();
  expect(await field.inputValue()).toBe('4');
  await field.fill('0.5');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('spent: no new work is started for it').waitFor();
  await page
    .getByRole('alertdialog')
    .filter({ hasText: '$0.50' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await bar('workspace').getByText('of $4.00').waitFor();

  await page.getByRole('button', { name: 'Set a budget' }).click();
  await choose(page, 'Of', 'profile echo');
  await field.fill('2');
  await field.press('Enter');
  await bar('profile echo').waitFor();
  await page.getByRole('button', { name: 'Budget of profile echo' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await bar('profile echo').waitFor({ state: 'detached' });
  await page
    .getByRole('alertdialog')
    .filter({ hasText: 'No budget of profile echo' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await bar('profile echo').waitFor();
});

dashboard.test('on a phone', { viewport: 'phone', theme: 'dark' }, async (at) => {
  await fillWithTurns(at.world);
  await at.client.config.set({ key: 'budgets.workspace', value: '4' });
  await at.open('/usage');
  await at.page.getByRole('row', { name: /ada/ }).waitFor();
  await at.page.locator('.recharts-rectangle').first().waitFor();
  await at.checkAccessibility();
  expect(await at.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
