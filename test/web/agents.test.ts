import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const asking = { yaml: 'policies:\n  - { decision: ask, command: "make" }\n' };

dashboard.test(
  'where nobody is, it says how agents come, and one is started from there',
  async ({ open, page, world, checkAccessibility }) => {
    await world.project.json(['leave'], { env: world.me });
    await open('/');
    await page.getByRole('link', { name: 'start an agent' }).click();
    await page.getByRole('dialog', { name: 'Start an agent' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('No agent is here.').waitFor();
    await page.getByText('shoal join -n my-bot').waitFor();
    await checkAccessibility();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Start an agent' });
    await dialog.getByLabel('First turn').fill('say hello');
    await dialog.getByRole('button', { name: /Profile/ }).click();
    await page.getByRole('option', { name: 'fake (acp)' }).click();
    await dialog.getByLabel('Name').fill('fay');
    await checkAccessibility();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**/agents/s*');
    await page.getByRole('heading', { name: 'fay' }).waitFor();
    await page.getByRole('log').getByText('did: say hello').waitFor();
  },
);

dashboard.test(
  'each agent has its state in a word, and the table is filtered, sorted and walked by keys',
  { world: asking },
  async ({ open, page, world, checkAccessibility }) => {
    const fay = await world.start('fake', 'fay', 'work [[hang]]');
    const gil = await world.start('fake', 'gil', 'work [[limit]]');
    const hal = await world.start('fake', 'hal', 'work [[ask]]');
    await world.untilSession(fay, ({ state }) => state === 'working');
    await world.untilSession(gil, ({ state }) => state === 'parked');
    await world.untilSession(hal, ({ state }) => state === 'waiting');
    await open('/agents');
    const list = page.getByRole('list', { name: 'Agents' });
    const row = (name: string) => list.getByRole('listitem').filter({ hasText: name });
    await row('fay').getByText('working').waitFor();
    await row('gil')
      .getByText(/parked until \d\d:\d\d/)
      .waitFor();
    await row('hal').getByText('needs you').waitFor();
    await row('fay').getByText('alive').waitFor();
    await checkAccessibility();

    await page.keyboard.press('j');
    await page.waitForURL('**/agents?at=*');
    await page.keyboard.press('k');
    await page.keyboard.press('/');
    await page.keyboard.type('state:working');
    await row('gil').waitFor({ state: 'detached' });
    await page.waitForURL(/filter=state%3Aworking/);
    expect(await list.getByRole('listitem').count()).toBe(1);
    await page.reload();
    await row('fay').waitFor();
    expect(await list.getByRole('listitem').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('nobody-is-called-so');
    await page.getByText('No agent fits this filter.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('group', { name: 'Sort by' }).getByRole('button', { name: 'Name' }).click();
    await page.waitForURL(/sort=name/);
    const names = await list.getByRole('listitem').locator('a').allTextContents();
    const own = names.filter((name) => ['fay', 'gil', 'hal', 'me'].includes(name));
    expect(own).toEqual(['fay', 'gil', 'hal', 'me']);

    await page.goto(`${new URL(page.url()).origin}/agents?filter=fay`);
    await row('fay').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'fay' }).waitFor();
  },
);

dashboard.test(
  'agents that are gone are behind a switch, and appear as they go',
  async ({ open, page, world, client }) => {
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open('/agents');
    const fay = page.getByRole('link', { name: 'fay' });
    await fay.waitFor();
    await client.agent.kill({ name: 'fay' });
    await fay.waitFor({ state: 'detached' });
    await page.getByText('1 gone').click();
    await fay.waitFor();
    await page.waitForURL(/gone=1/);
    await page.getByText('ended').waitFor();
    await fay.click();
    await page.waitForURL(`**/agents/${id}`);
  },
);

dashboard.test('claims are paused, that is taken back, and it is said', async ({ open, page, client }) => {
  await open('/agents');
  await page.getByRole('button', { name: /Pause claims/ }).click();
  await page.getByText('Nobody claims a new task; who works goes on.').waitFor();
  expect((await client.workspace.status({})).paused).toBe(true);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /Pause claims/ }).waitFor();
  expect((await client.workspace.status({})).paused).toBe(false);
  await page.keyboard.press('Shift+P');
  await page.getByRole('button', { name: /Resume claims/ }).waitFor();
  await page.keyboard.press('Shift+P');
  await page.getByRole('button', { name: /Pause claims/ }).waitFor();
});

dashboard.test(
  'on a phone an agent is a block as wide as the page, in the dark too',
  { viewport: 'phone', theme: 'dark' },
  async ({ open, page, world, checkAccessibility }) => {
    const id = await world.start('fake', 'fay', 'work [[hang]]');
    await world.untilSession(id, ({ state }) => state === 'working');
    await open('/agents');
    const fay = page.getByRole('listitem').filter({ hasText: 'fay' });
    await fay.getByText('working').waitFor();
    const box = await fay.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await checkAccessibility();
    await fay.tap();
    await page.getByRole('heading', { name: 'fay' }).waitFor();
  },
);
