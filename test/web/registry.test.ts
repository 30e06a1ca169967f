import { expect } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Dashboard, dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();

const team = (word: string) => `description: Says ${word}
agents:
  - id: speaker
    runtime: claude
    model: some-model
    system_prompt: "Say ${word}: {{ input }}"
    mcp: [{ server: db, command: node, args: [./mcp-server.js], env: { DATABASE_URL: "postgres://x" } }]
    gate: { type: command, command: [npm, test] }
`;

type World = Dashboard['world'];

const fileOf = (world: World, name: string) => join(world.project.dir, '.shoal/pipelines', `${name}.yaml`);
const inspector = (page: Page) => page.getByRole('complementary');

function write(world: World, name: string, text: string): void {
  mkdirSync(join(world.project.dir, '.shoal/pipelines'), { recursive: true });
  writeFileSync(fileOf(world, name), text);
}

/** A registry with two versions of `team`, and no such pipeline here. */
async function published({ world, client }: Pick<Dashboard, 'world' | 'client'>): Promise<string> {
  const repo = join(world.project.dir, '../registry');
  mkdirSync(repo);
  for (const version of ['1.0.0', '1.1.0']) {
    write(world, 'team', team(version));
    await client.pipeline.publish({ pipeline: 'team', version, repo });
  }
  rmSync(fileOf(world, 'team'));
  return repo;
}

dashboard.test(
  'one is found, looked at with all that it would run, and pulled; it runs only once a person agrees',
  async ({ open, page, world, client, checkAccessibility, setTheme }) => {
    const repo = await published({ world, client });
    await open('/registry');
    await page.getByText('This registry is empty.').waitFor();
    await checkAccessibility();
    await page.getByRole('textbox', { name: 'Registry' }).fill(repo);
    await page.getByRole('searchbox', { name: 'Search' }).fill('says');
    await page.getByRole('row').filter({ hasText: 'Says 1.1.0' }).click();
    await inspector(page).getByText('speaker: its gate runs npm test').waitFor();
    await inspector(page).getByText('MCP server db runs node ./mcp-server.js').waitFor();
    await checkAccessibility();
    await setTheme('dark');
    await checkAccessibility();
    expect(existsSync(fileOf(world, 'team'))).toBe(false);

    await inspector(page)
      .getByRole('button', { name: /Version/ })
      .click();
    await page.getByRole('option', { name: '1.0.0' }).click();
    await inspector(page).getByText('Its text').click();
    await inspector(page).getByText('description: Says 1.0.0').waitFor();
    expect(new URL(page.url()).searchParams.get('pipeline')).toBe('team@1.0.0');
    await page.reload();
    await inspector(page).getByRole('button', { name: 'Only pull' }).click();

    await page.getByRole('heading', { name: 'Pipelines / team' }).waitFor();
    expect(readFileSync(fileOf(world, 'team'), 'utf8')).toBe(team('1.0.0'));
    const wouldRun = page.getByRole('region', { name: 'What it would run' });
    await wouldRun.getByText('speaker: its gate runs npm test').waitFor();
    await checkAccessibility();
    expect(await client.pipeline.show({ pipeline: 'team' })).toMatchObject({ isAccepted: false });
    await wouldRun.getByRole('button', { name: 'Let it run here' }).click();
    await wouldRun.waitFor({ state: 'detached' });
    expect(await client.pipeline.show({ pipeline: 'team' })).toMatchObject({ isAccepted: true });

    await page.getByRole('link', { name: 'Pipelines' }).last().click();
    const row = page.getByRole('row').filter({ hasText: 'pulled 1.0.0' });
    await row.getByText('yes').waitFor();
  },
);

dashboard.test(
  'what was written here is replaced only when one says so; what is newer may run at once',
  async ({ open, page, world, client }) => {
    const repo = await published({ world, client });
    write(world, 'team', team('mine'));
    await open(`/registry?repo=${encodeURIComponent(repo)}&pipeline=team`);
    await inspector(page).getByText('written or changed here').waitFor();
    await inspector(page).getByRole('button', { name: 'Pull, and let it run' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(readFileSync(fileOf(world, 'team'), 'utf8')).toBe(team('mine'));
    await inspector(page).getByRole('button', { name: 'Pull, and let it run' }).click();
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('heading', { name: 'Pipelines / team' }).waitFor();
    expect(readFileSync(fileOf(world, 'team'), 'utf8')).toBe(team('1.1.0'));
    expect(await client.pipeline.show({ pipeline: 'team' })).toMatchObject({ isAccepted: true });
  },
);

dashboard.test(
  'one is published, with a word on what others will see in it; offline there are only own copies',
  { viewport: 'phone' },
  async ({ open, page, world, client, checkAccessibility }) => {
    const repo = join(world.project.dir, '../registry');
    mkdirSync(repo);
    write(world, 'team', team('hello'));
    await open(`/registry?repo=${encodeURIComponent(repo)}&publish=team`);
    const dialog = page.getByRole('dialog', { name: 'Publish a pipeline' });
    await dialog.getByRole('textbox', { name: 'What it is for' }).fill('For greetings');
    await dialog.getByRole('textbox', { name: 'Version' }).fill('2.0.0');
    await checkAccessibility();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByText('the value of DATABASE_URL').waitFor();
    await checkAccessibility();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row').filter({ hasText: 'For greetings' }).waitFor();
    expect(await client.pipeline.search({ repo })).toMatchObject([{ name: 'team', latest: '2.0.0' }]);

    await page.getByText('Offline: only my own copies').click();
    await page.getByText('This registry is empty.').waitFor();
    expect(new URL(page.url()).searchParams.get('offline')).toBe('1');
    await page.getByRole('button', { name: 'Publish one' }).click();
    await dialog.getByText('Only for myself, on this machine').click();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByText('is published').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row').filter({ hasText: '1.0.0' }).waitFor();
    await checkAccessibility();
  },
);

dashboard.test('a registry that cannot be asked says why, and what to do', async ({ open, page, allow }) => {
  allow(/pipelines\/search: status 4\d\d/);
  await open('/registry?repo=/nowhere/at/all');
  const alert = page.getByRole('main').getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toContain('/nowhere/at/all');
  await alert.getByRole('button', { name: 'Try again' }).waitFor();
});
