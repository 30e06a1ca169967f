import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test(
  'shoal.yaml is written with its mistakes shown as one types, saved, and taken back',
  async (at) => {
    const { page } = at;
    const yaml = () => readFileSync(join(at.world.project.dir, 'shoal.yaml'), 'utf8');
    await at.open('/settings');
    const editor = page.getByRole('textbox', { name: 'shoal.yaml' });
    await editor.click();
    const save = page.getByRole('button', { name: 'Save' });
    expect(await save.isDisabled()).toBe(true);
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\nbudgets: { workspace: much }\n');
    const problem = page.getByRole('list', { name: 'What is wrong' }).getByRole('button');
    await problem.first().waitFor();
    expect(await save.isDisabled()).toBe(true);
    for (const theme of ['dark', 'light'] as const) {
      await at.setTheme(theme);
      await at.checkAccessibility();
    }
    await page.getByRole('button', { name: 'Throw away' }).click();
    await problem.first().waitFor({ state: 'detached' });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\nbudgets: { workspace: 3 }\n');
    await page.getByRole('tab', { name: 'Limits' }).click();
    await page.getByText('shoal.yaml is not saved.').waitFor();
    await page.getByRole('tab', { name: 'shoal.yaml' }).click();
    await editor.getByText('workspace: 3').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('Saved.', { exact: true }).waitFor();
    expect(yaml()).toContain('workspace: 3');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone.').waitFor();
    expect(yaml()).not.toContain('workspace: 3');
  },
);

dashboard.test('policies are added, taken out, and put back', async (at) => {
  const { page } = at;
  await at.open('/settings?tab=policies');
  await page.getByText('No policy yet.').waitFor();
  await page.getByRole('button', { name: 'Add a policy' }).press('Enter');
  await page.getByRole('textbox', { name: 'Command' }).fill('npm test*');
  await page.getByRole('textbox', { name: 'Reason' }).fill('it only looks');
  await at.checkAccessibility();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row', { name: /npm test/ });
  await row.getByText('allow').waitFor();
  await at.checkAccessibility();
  await row.getByRole('button', { name: 'Take out policy 1' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await row.getByText('it only looks').waitFor();
});

dashboard.test(
  'limits are found, set, and set back; what is not in force yet says so until it is',
  async (at) => {
    const { page, client } = at;
    let isInForce = false;
    await page.route('**/v1/config/limits', async (route) => {
      const response = await route.fetch();
      const limits = (await response.json()) as Awaited<ReturnType<typeof client.config.limits>>;
      const json = isInForce ? limits : limits.map((limit) => ({ ...limit, inForce: limit.default }));
      await route.fulfill({ response, json });
    });
    await at.open('/settings?tab=limits');
    await page.getByRole('textbox', { name: 'Find' }).fill('attempts');
    const field = page.getByRole('textbox', { name: 'maxAttempts' });
    await field.fill('7');
    await field.press('Enter');
    await page.getByText('maxAttempts is changed.').waitFor();
    await page.getByText(/Not in force yet.* now it is 3\./).waitFor();
    expect((await client.config.limits()).find(({ name }) => name === 'maxAttempts')?.value).toBe(7);
    for (const theme of ['dark', 'light'] as const) {
      await at.setTheme(theme);
      await at.checkAccessibility();
    }
    isInForce = true;
    await page.getByText('Not in force yet').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'maxAttempts back to Default: 3' }).click();
    await page.getByRole('button', { name: 'maxAttempts back to Default: 3' }).waitFor({ state: 'detached' });
    await field.fill('many');
    at.allow(/config\/limit: status 4\d\d/);
    await field.press('Enter');
    await page.getByRole('alertdialog').filter({ hasText: 'many' }).first().waitFor();
  },
);

dashboard.test('a limit of time is shown and taken with its units', async (at) => {
  const { page, client } = at;
  await at.open('/settings?tab=limits');
  const field = page.getByRole('textbox', { name: 'taskLeaseMs', exact: true });
  expect(await field.inputValue()).toBe('30m');
  await field.fill('1h30m');
  await field.press('Enter');
  await page.getByText('taskLeaseMs is changed.').waitFor();
  expect((await client.config.limits()).find(({ name }) => name === 'taskLeaseMs')?.value).toBe(5_400_000);
  await page.getByRole('button', { name: 'taskLeaseMs back to Default: 30m' }).waitFor();
  expect(await field.inputValue()).toBe('1h30m');
});

dashboard.test('harnesses, and what holds for this browser alone', async (at) => {
  const { page } = at;
  await at.open('/settings?tab=harnesses');
  await page
    .getByRole('row', { name: /claude/ })
    .getByText('never')
    .waitFor();
  await at.checkAccessibility();
  await page.getByRole('tab', { name: 'This page' }).click();
  await page.getByRole('radio', { name: 'Dark' }).click({ force: true });
  expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark');
  await page.reload();
  expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark');
  await page.getByRole('radio', { name: 'As the system' }).click({ force: true });
  expect(await page.evaluate<string | undefined>('document.documentElement.dataset.theme')).toBeUndefined();
  await page.getByText('Signed in as').waitFor();
  await at.checkAccessibility();
});

dashboard.test('on a phone', { viewport: 'phone', theme: 'dark' }, async (at) => {
  await at.open('/settings?tab=limits');
  for (const tab of ['limits', 'policies', 'harnesses', 'page', 'file']) {
    await at.page.goto(`${at.url}/settings?tab=${tab}`);
    await at.page.getByRole('tabpanel').waitFor();
    await at.checkAccessibility();
    expect(await at.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  }
});
