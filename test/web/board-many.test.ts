import { expect } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const many = 10_000;
const fileOf = 1_000;

dashboard.test('ten thousand tasks are read, counted, and few of them drawn', async (use) => {
  const { open, page, client, world } = use;
  for (let from = 1; from <= many; from += fileOf) {
    const lines = Array.from({ length: fileOf }, (_, at) =>
      JSON.stringify({ title: `Task number ${from + at}`, priority: ((from + at) % 10) + 1 }),
    );
    const file = join(world.project.dir, 'plan.jsonl');
    writeFileSync(file, lines.join('\n'));
    await world.project.json(['add', '--file', file]);
  }
  await open('/board?q=state:ready');
  await page.getByRole('button', { name: 'ready 10000' }).waitFor();
  const grid = page.getByRole('grid', { name: 'ready tasks' });
  expect(await grid.getAttribute('aria-rowcount')).toBe('10000');
  expect(await page.locator('[data-task]').count()).toBeLessThan(100);

  await grid.getByText('Task number 9', { exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  await page.locator('[data-task="t10000"]:focus').waitFor();
  expect(await page.locator('[data-task]').count()).toBeLessThan(100);

  // While one reads below the top, what is new waits.
  await client.task.add({ title: 'An urgent one', priority: 10 });
  await page.getByRole('button', { name: 'ready 10001' }).waitFor();
  await page.getByRole('button', { name: '1 new' }).waitFor();
  await page.locator('[data-task="t10000"]:focus').waitFor();
  await page.getByRole('button', { name: '1 new' }).click();
  await page.keyboard.press('Home');
  await page.locator('[data-task="t9"]:focus').waitFor();
  await page.getByRole('button', { name: '1 new' }).waitFor({ state: 'detached' });

  await page.keyboard.press('/');
  await page.keyboard.type(' urgent');
  await page.locator('[data-task="t10001"]').waitFor();
  await page.getByRole('button', { name: 'ready 1', exact: true }).waitFor();
});
