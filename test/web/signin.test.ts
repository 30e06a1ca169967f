import { expect } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createServed } from '../support/agents.ts';
import { dashboardTests, printedLink } from '../support/browser.ts';

const dashboard = dashboardTests();

const grounds = [
  ['dark', 'rgb(16, 16, 15)'],
  ['light', 'rgb(250, 249, 246)'],
] as const;

dashboard.test('a link of `shoal web` signs in once; used, it says so', async (at) => {
  const link = await at.link();
  await at.page.goto(link);
  await at.page.getByRole('navigation').first().waitFor();
  expect(at.page.url()).toBe(`${at.url}/`);
  await at.page.getByRole('heading', { level: 1 }).waitFor(); // of the page itself, which comes after its frame
  await at.checkAccessibility();

  at.allow(/\/open\/[\w-]+: status 410$/);
  await at.page.goto(link);
  await at.page.getByRole('heading', { name: 'This link is over' }).waitFor();
  for (const [theme, ground] of grounds) {
    await at.setTheme(theme);
    expect(await at.page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe(ground);
    await at.checkAccessibility();
  }
  await at.page.getByRole('link', { name: 'go to the dashboard' }).click();
  await at.page.getByRole('navigation').first().waitFor();
});

dashboard.test('who is not signed in is told how, and nothing else', async (at) => {
  at.allow(/\/v1\/web\/session: status 401$/);
  await at.page.goto(`${at.url}/board`);
  await at.page.getByText('shoal web', { exact: true }).waitFor();
  expect(await at.page.getByRole('navigation').count()).toBe(0);
  await at.checkAccessibility();
});

dashboard.test('a path that coordination serves, too, is a page in a browser', async (at) => {
  await at.open('/agents');
  await at.page.getByRole('navigation').first().waitFor();
  await at.page.reload();
  await at.page.getByRole('navigation').first().waitFor();
  expect(new URL(at.page.url()).pathname).toBe('/agents');
});

dashboard.test('to sign out is to be asked for a link again', async (at) => {
  await at.open('/settings?tab=page');
  at.allow(/: status 401$/);
  await at.page.getByRole('button', { name: 'Sign out of this browser' }).click();
  await at.page.getByText('shoal web', { exact: true }).waitFor();
  expect(await at.page.context().cookies()).toEqual([]);
  await at.page.reload();
  await at.page.getByText('shoal web', { exact: true }).waitFor();
});

dashboard.test('the cookie is not to be read by a script, and alone it opens nothing', async (at) => {
  await at.open();
  expect(await at.page.evaluate<string>('document.cookie')).toBe('');
  const [cookie] = await at.page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  at.allow(/: status 401$/);
  expect(await at.page.evaluate<number>(`fetch('/v1/web/session').then(({ status }) => status)`)).toBe(401);
});

dashboard.test('another port of the machine is sent the cookie, and can do nothing with it', async (at) => {
  await at.open();
  let stolen = '';
  using other = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      stolen ||= request.headers.get('cookie') ?? '';
      const page = `<link rel="icon" href="data:,"><script>key = localStorage.getItem('shoal-page-key')</script>`;
      return new Response(page, { headers: { 'content-type': 'text/html' } });
    },
  });
  at.allow(/^asked elsewhere: /);
  await at.page.goto(other.url.href);
  expect(stolen).toStartWith('shoal_');
  expect(await at.page.evaluate<unknown>('key')).toBeNull();
  for (const key of ['', '1', stolen]) {
    const headers = { cookie: stolen, 'x-shoal-web': key };
    expect((await fetch(`${at.url}/v1/web/session`, { headers })).status).toBe(401);
  }
});

dashboard.test('two workspaces of one machine are open in one browser', async (at) => {
  await at.open();
  await using world = await createServed();
  await world.serve();
  const { url } = (await world.project.json(['serve', 'status'])) as { url: string };
  at.allow(/^asked elsewhere: /);
  const tab = await at.page.context().newPage();
  await tab.goto(await printedLink(world.project));
  await tab.getByRole('navigation').first().waitFor();
  expect(tab.url()).toBe(`${url}/`);
  for (const page of [at.page, tab]) {
    await page.reload();
    await page.getByRole('navigation').first().waitFor();
  }
});

dashboard.test('the daemon dies and comes back: the page says so, and goes on by itself', async (at) => {
  await at.open('/locks');
  await at.page.getByRole('navigation').first().waitFor();
  at.allow(/ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)|status 503/);
  await at.world.killDaemon();
  await at.page.getByText('No connection to the daemon').waitFor();
  await at.world.serve();
  await at.page.getByText('No connection to the daemon').waitFor({ state: 'detached' });
  await at.page.getByRole('link', { name: /^Agents\D*1/ }).waitFor();
  await at.world.project.agent('late');
  await at.page.getByRole('link', { name: /^Agents\D*2/ }).waitFor();
});

dashboard.test('a new token of the person signs everybody out', async (at) => {
  await at.open();
  await at.world.killDaemon();
  rmSync(join(at.world.project.dir, '.shoal/human-token'));
  at.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_CONNECTION_RESET|status 401/);
  await at.world.serve();
  await at.page.getByText('shoal web', { exact: true }).waitFor();
});
