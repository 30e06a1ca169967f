import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

dashboard.test('the log grows at the top, is filtered, and an event opens beside it', async (at) => {
  const { page, client } = at;
  await client.task.add({ title: 'First' });
  await at.open('/events');
  const list = page.getByRole('list', { name: 'Events, the newest first' });
  await list.getByText('task.added').waitFor();
  await page.getByRole('figure', { name: 'Events over time' }).waitFor();
  await client.task.add({ title: 'Second' });
  await list.getByRole('listitem').first().getByText('t2').waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }

  await list.getByRole('button', { name: /task.added.*t1/ }).press('Enter');
  const detail = page.getByRole('complementary');
  await detail.getByRole('heading', { name: 'task.added' }).waitFor();
  await detail.getByText('First').first().waitFor();
  await at.checkAccessibility();
  await page.reload();
  await detail.getByText('First').first().waitFor();
  await detail.getByRole('button', { name: /Close event/ }).click();
  await detail.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: /Of$/ }).click();
  await page.getByRole('option', { name: 'agent', exact: true }).click();
  await list.getByText('task.added').first().waitFor({ state: 'detached' });
  await list.getByText('agent.joined').first().waitFor();
  await client.task.add({ title: 'Third' });
  await page.getByRole('button', { name: 'All events' }).click();
  await page.getByRole('textbox', { name: 'Task' }).fill('t3');
  await page.keyboard.press('Enter');
  await list.getByRole('button', { name: /task.added.*t3/ }).waitFor();
  await list.getByRole('button', { name: /task.added.*t1/ }).waitFor({ state: 'detached' });
  expect(await list.getByRole('listitem').count()).toBe(1);
  await page.getByRole('textbox', { name: 'Task' }).fill('t999');
  at.allow(/log\/(histogram|list): status 404/);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('t999').waitFor();
  await page.getByRole('button', { name: 'All events' }).click();

  await page.getByRole('button', { name: /hour/ }).click();
  await page.getByRole('option', { name: 'day' }).click();
  await page.getByText(/in the last day/).waitFor();
  expect(new URL(page.url()).searchParams.get('span')).toBe('1440');
});

dashboard.test('a long log is read backwards in pages; who reads is not moved by what is new', async (at) => {
  const { page, client, world } = at;
  await world.store.transact((tx) => {
    const [agent] = tx.list('agent');
    for (let n = 0; n < 450; n++)
      tx.update('agent', agent?.id ?? '', { workingOn: `n ${n}` }, { type: 'test.counted', data: { n } });
  });
  await at.open('/events?type=test');
  const list = page.getByRole('list', { name: 'Events, the newest first' });
  await list.getByText('n 449').waitFor();
  const older = page.getByRole('button', { name: 'Read older ones' });
  // What is here stays when no more can be read.
  at.allow(/ERR_FAILED/);
  await page.route('**/v1/log/list', (route) => route.abort(), { times: 1 });
  const failed = page.waitForEvent('requestfailed');
  await older.click();
  await failed;
  await older.click();
  await page.locator('[aria-setsize="400"]').first().waitFor();
  await older.click();
  await older.waitFor({ state: 'detached' });
  await list.getByText('n 449').hover();
  await page.mouse.wheel(0, 3_000);
  await list.getByText('n 449').waitFor({ state: 'detached' });
  const middle = list.getByRole('listitem').nth(15);
  const before = await middle.innerText();
  await client.event.emit({ type: 'test.counted', data: { n: 450 } });
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await middle.innerText()).toBe(before);
  await page.getByRole('button', { name: '1 new' }).click();
  await list.getByRole('listitem').first().getByText('e1').waitFor();
  const first = await world.store.events({ type: 'test.counted', limit: 1 });
  await page.goto(`${at.url}/events?seq=${first[0]?.seq ?? 0}`);
  await page.getByRole('complementary').getByText('"n": 0').waitFor();
});

dashboard.test('of what comes the newest five thousand stay; the others can be read again', async (at) => {
  const { page, world } = at;
  const count = (from: number, to: number) =>
    world.store.transact((tx) => {
      const [agent] = tx.list('agent');
      for (let n = from; n < to; n++)
        tx.update('agent', agent?.id ?? '', { workingOn: `n ${n}` }, { type: 'test.counted', data: { n } });
    });
  await count(0, 1);
  await at.open('/events?type=test');
  const list = page.getByRole('list', { name: 'Events, the newest first' });
  await list.getByText('n 0').waitFor();
  const older = page.getByRole('button', { name: 'Read older ones' });
  expect(await older.count()).toBe(0);
  await count(1, 5_100);
  await list.getByText('n 5099').waitFor();
  await page.locator('[aria-setsize="5001"]').first().waitFor();
  await older.click();
  await page.locator('[aria-setsize="5100"]').first().waitFor();
  await older.waitFor({ state: 'detached' });
});

dashboard.test(
  'on a phone an event is read instead of the list',
  { viewport: 'phone', theme: 'dark' },
  async (at) => {
    const { page } = at;
    await at.client.task.add({ title: 'Small' });
    await at.open('/events');
    await page.getByRole('button', { name: /task.added/ }).waitFor();
    const list = page.getByRole('list', { name: 'Events, the newest first' }).locator('..'); // what it scrolls in
    expect((await list.boundingBox())?.height).toBeGreaterThan(400);
    await page.getByRole('button', { name: /task.added/ }).tap();
    await page.getByRole('complementary').getByText('Small').first().waitFor();
    await at.checkAccessibility();
    await page.goBack();
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await page.goForward();
    await page.getByRole('button', { name: /Back/ }).tap();
    await page.getByRole('button', { name: /task.added/ }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  },
);
