import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test('who holds what, for what, who waits; a person ends one with a reason', async (at) => {
  const { page, world } = at;
  await at.open('/locks');
  await page.getByText('Nothing is locked.').waitFor();
  await at.checkAccessibility();
  const ada = await world.project.agent('ada');
  const bob = await world.project.agent('bob');
  await world.project.json(['add', 'Build the login'], { env: ada });
  await world.project.json(['claim', 't1'], { env: ada });
  await world.project.json(['lock', 'src/a.ts', 'src/b.ts'], { env: ada });
  await world.project.json(['lock', 'docs/**', '--shared', '--intent', 'reading it'], { env: bob });
  const waiting = world.project.run(['lock', 'src/a.ts', '--wait', '600'], { env: bob });
  const row = (path: string) => page.getByRole('row', { name: new RegExp(path) });
  await row('src/a.ts').getByRole('link', { name: 'bob' }).waitFor();
  await row('src/a.ts')
    .getByRole('link', { name: /t1 Build the login/ })
    .waitFor();
  await row('docs').getByText('(shared)').waitFor();
  await row('docs').getByText('reading it').waitFor();
  await row('src/b.ts').getByText('in 29m').waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }

  await page.getByRole('textbox', { name: 'Path or holder' }).fill('bob');
  await row('src/b.ts').waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Path or holder' }).fill('nobody');
  await page.getByText('No lock like that.').waitFor();
  await page.getByRole('textbox', { name: 'Path or holder' }).fill('');
  await row('src/b.ts').waitFor();

  await row('src/a.ts').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'End this lock?' });
  await dialog.getByText('ada may be in the middle of an edit').waitFor();
  expect(await dialog.getByRole('button', { name: 'End the lock' }).isDisabled()).toBe(true);
  await page.keyboard.type('it is stuck');
  await at.checkAccessibility();
  await page.keyboard.press('Control+Enter');
  await dialog.waitFor({ state: 'detached' });
  expect((await waiting).code).toBe(0);
  await row('src/a.ts').getByRole('link', { name: 'bob' }).waitFor();
  expect((await world.project.run(['inbox'], { env: ada })).stdout).toContain('it is stuck');
});

dashboard.test('a lock for a task says what for, too', async ({ open, page, client, world }) => {
  await client.task.add({ title: 'Build the API' });
  const ada = { env: await world.project.agent('ada') };
  await world.project.json(['claim', 't1'], ada);
  await world.project.json(['lock', 'src/a.ts', '--intent', 'new routes'], ada);
  await open('/locks');
  const row = page.getByRole('row', { name: /src\/a.ts/ });
  await row.getByRole('link', { name: 't1 Build the API' }).waitFor();
  await row.getByText('new routes').waitFor();
});

dashboard.test('on a phone', { viewport: 'phone', theme: 'dark' }, async (at) => {
  await at.world.project.json(['lock', 'src/a.ts', `src/${'deep/'.repeat(20)}b.ts`], { env: at.world.me });
  await at.open('/locks');
  await at.page.getByRole('row', { name: /src\/a.ts/ }).waitFor();
  await at.checkAccessibility();
  expect(await at.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});
