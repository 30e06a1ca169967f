import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Served } from '../support/agents.ts';
import { askForm, askUser, codexProfile, saidBy, startCodex } from '../support/asking.ts';
import { dashboardTests } from '../support/browser.ts';
import { atTerminal } from '../support/person.ts';

const dashboard = dashboardTests();
const world = { profiles: codexProfile };
const card = (page: Page, name: string | RegExp) => page.getByRole('article', { name });
const button = (page: Page, name: string) => page.getByRole('button', { name });
const patch = '@@ -1,2 +1,2 @@\n const a = 1;\n-const b = 2;\n+const b = 3;\n';

/** An agent at work on a task, who asks for itself: nobody runs it. */
async function outsider({ project, me }: Served, name: string) {
  const env = await project.agent(name);
  const { id } = (await project.json(['add', `Work of ${name}`], { env: me })) as { id: string };
  await project.json(['claim', id], { env });
  return (...words: readonly string[]) => project.run(['ask', ...words], { env });
}

dashboard.test(
  'all that waits is there, the riskiest first, and counted wherever one looks',
  { world },
  async (at) => {
    const { page } = at;
    const ask = await outsider(at.world, 'ada');
    await at.open();
    await page.getByText('Nobody needs you.').waitFor();
    await page.getByText('0 need').waitFor({ state: 'detached' });
    await startCodex(at.world, 'cleo', [{ askPatch: 'src/a.ts', diff: patch }]);
    await card(page, /src\/a.ts/)
      .getByText('const b = 3;')
      .waitFor();
    const asking = ask('Redis or `SQLite`?\n\nRedis needs a **server**.', '--to', '@human');
    await card(page, /Redis/).getByText('Gives up in 4m').waitFor();
    await startCodex(at.world, 'cora', [{ askShell: 'rm -rf build' }]);
    await card(page, 'rm -rf build').getByText('high risk: removes for good').waitFor();

    const titles = async () =>
      (await page.getByRole('article').allInnerTexts()).map((text) => text.slice(0, 40));
    expect((await titles()).join()).toMatch(/cleo[^]*ada[^]*cora/);
    await button(page, 'the riskiest first').click();
    expect((await titles()).join()).toMatch(/cora[^]*cleo[^]*ada/);
    await page.reload();
    await card(page, /Redis/).waitFor();
    expect((await titles()).join()).toMatch(/cora[^]*cleo[^]*ada/);

    await page.getByRole('link', { name: '3 need you' }).waitFor();
    await page.getByRole('link', { name: /^Needs you\s*3/ }).waitFor();
    expect(await page.title()).toStartWith('(3) ');
    for (const theme of ['dark', 'light'] as const) {
      await at.setTheme(theme);
      await at.checkAccessibility();
    }
    await button(page, 'Answer').click();
    await page.getByRole('textbox', { name: 'Your answer' }).fill('SQLite');
    await page.keyboard.press('Control+Enter');
    expect((await asking).stdout).toContain('SQLite');
    await page.getByRole('link', { name: '2 need you' }).waitFor();
    expect(await page.title()).toStartWith('(2) ');
  },
);

dashboard.test(
  'by the keyboard alone: move, approve, reject with a reason, answer',
  { world },
  async (at) => {
    const { page } = at;
    const ask = await outsider(at.world, 'ada');
    const risky = await startCodex(at.world, 'cora', [{ askShell: 'rm -rf build' }]);
    await at.world.untilSession(risky, ({ state }) => state === 'waiting');
    const edit = await startCodex(at.world, 'cleo', [{ askPatch: 'src/a.ts', diff: patch }]);
    await at.world.untilSession(edit, ({ state }) => state === 'waiting');
    await at.open();
    await card(page, /src\/a.ts/).waitFor();
    // What is new comes below what is there, in the order in which it comes.
    const approval = ask('Drop the table?', '--approval');
    await card(page, 'Drop the table?').waitFor();
    const asking = ask('Which port?', '--to', '@human');
    await card(page, 'Which port?').waitFor();

    await page.keyboard.press('j');
    await page.locator('article[aria-current]').getByText('src/a.ts').first().waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('a');
    const confirm = page.getByRole('alertdialog', { name: 'Approve q1?' });
    await confirm.getByText('removes for good').waitFor();
    await page.keyboard.press('Escape');
    await confirm.waitFor({ state: 'detached' });
    expect((await at.client.request.show({ id: 'q1' })).state).toBe('open');
    await page.keyboard.press('r');
    await page.getByRole('textbox', { name: 'Why, and what to do instead' }).waitFor();
    await page.keyboard.type('keep it, a build takes an hour');
    await page.keyboard.press('Control+Enter');
    await card(page, 'rm -rf build').waitFor({ state: 'detached' });
    expect(await at.client.request.show({ id: 'q1' })).toMatchObject({
      outcome: 'reject',
      text: 'keep it, a build takes an hour',
    });

    // The next one is selected, and has the focus.
    expect(await page.evaluate<string>('document.activeElement.innerText')).toContain('src/a.ts');
    await page.keyboard.press('a');
    await card(page, /src\/a.ts/).waitFor({ state: 'detached' });
    expect(await at.client.request.show({ id: 'q2' })).toMatchObject({ outcome: 'approve' });

    await page.locator('article[aria-current]', { hasText: 'Drop the table?' }).waitFor();
    await page.keyboard.press('a');
    await page.locator('article[aria-current]', { hasText: 'Which port?' }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: 'Your answer' }).waitFor();
    await page.keyboard.type('8080');
    await page.keyboard.press('Control+Enter');
    expect((await asking).stdout).toContain('8080');
    expect((await approval).code).toBe(0);
    await page.getByText('Nobody needs you.').waitFor();
  },
);

dashboard.test(
  'questions with choices, several of them, numbers and text are answered in place',
  { world },
  async (at) => {
    const { page } = at;
    const colours = [{ label: 'Red', description: 'warm' }, { label: 'Blue' }];
    const curt = await startCodex(at.world, 'curt', [
      askUser([
        { id: 'c', question: 'Which colour?', options: colours },
        { id: 'n', question: 'What is it called?' },
      ]),
    ]);
    await at.open();
    await page.getByText('Red warm').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('radio', { name: 'Blue' }).click({ force: true });
    const send = page.getByRole('button', { name: 'Answer' });
    expect(await send.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'What is it called?' }).fill('Ann');
    await at.checkAccessibility();
    await send.click();
    expect(await saidBy(at.world, at.client, curt)).toMatch(/Blue[^]*Ann/);

    const properties = {
      count: { type: 'integer', title: 'How many workers' },
      sure: { type: 'boolean', title: 'Are you sure' },
      where: { type: 'array', items: { type: 'string', enum: ['here', 'there', 'nowhere'] } },
    };
    const cyd = await startCodex(at.world, 'cyd', [askForm('Set it up', properties)]);
    await card(page, /Set it up/).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: /workers/ }).fill('3');
    await page.getByRole('radio', { name: 'Yes' }).click({ force: true });
    for (const name of ['here', 'there'])
      await page.getByRole('checkbox', { name, exact: true }).click({ force: true });
    await page.keyboard.press('Control+Enter');
    const said = await saidBy(at.world, at.client, cyd);
    expect(said).toMatch(/"count":3[^]*"sure":true[^]*"here","there"/);
  },
);

dashboard.test(
  'always: the policy is read before it is written, and what cannot be says why',
  { world },
  async (at) => {
    const { page } = at;
    const yaml = () => readFileSync(join(at.world.project.dir, 'shoal.yaml'), 'utf8');
    await startCodex(at.world, 'cora', [{ askShell: 'npm run lint' }]);
    await at.open();
    await card(page, 'npm run lint').waitFor();
    await page.keyboard.press('Shift+A');
    const dialog = page.getByRole('dialog', { name: 'Always for this' });
    await dialog.getByText('For this task: not possible').waitFor();
    await dialog.getByRole('radio', { name: /For every agent of its profile/ }).click({ force: true });
    await dialog.locator('pre', { hasText: 'npm run lint' }).waitFor();
    await at.checkAccessibility();
    expect(yaml()).not.toContain('npm run lint');
    await dialog.getByRole('button', { name: 'Always approve' }).click();
    await card(page, 'npm run lint').waitFor({ state: 'detached' });
    expect(yaml()).toContain('npm run lint');

    const again = await startCodex(at.world, 'cleo', [{ askShell: 'npm run lint' }, { askShell: 'make' }]);
    await card(page, 'make').waitFor();
    await button(page, 'Always …').click();
    await dialog.getByRole('radio', { name: 'Reject the like of it' }).click({ force: true });
    await dialog.getByRole('textbox').fill('use npm');
    await dialog.getByRole('button', { name: 'Always reject' }).click();
    await at.world.untilSession(again, ({ state }) => state === 'idle');
    await button(page, 'What was decided').click();
    await page.getByText('rejected').first().waitFor();
  },
);

dashboard.test(
  'decided elsewhere, it is gone at once, and what is typed for another stays',
  { world },
  async (at) => {
    const { page } = at;
    const asks = [
      await outsider(at.world, 'ada'),
      await outsider(at.world, 'bob'),
      await outsider(at.world, 'cyd'),
    ];
    await at.open();
    const answers = [];
    for (const [n, ask] of asks.entries()) {
      answers.push(ask(`Number ${n}?`, '--approval'));
      await card(page, `Number ${n}?`).waitFor();
    }
    const tab = await at.newTab('/?request=q2');
    await card(tab, 'Number 1?').waitFor();
    await tab.keyboard.press('r');
    await tab.getByRole('textbox').fill('half a rea');
    await button(page, 'Approve').first().click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await card(tab, 'Number 0?').waitFor({ state: 'detached' });
    expect(await tab.getByRole('textbox').inputValue()).toBe('half a rea');
    expect(await tab.evaluate<string>('document.activeElement.tagName')).toBe('TEXTAREA');
    await page.locator('article[aria-current]').getByText('Number 1?').waitFor();
    await atTerminal(['reject', 'q2', '-r', 'no'], { cwd: at.world.project.dir });
    for (const one of [page, tab]) {
      await card(one, 'Number 1?').waitFor({ state: 'detached' });
      await one.locator('article[aria-current]').getByText('Number 2?').waitFor();
    }
    await atTerminal(['approve', 'q3'], { cwd: at.world.project.dir });
    for (const one of [page, tab]) await one.getByText('Nobody needs you.').waitFor();
    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual([0, 6, 0]);
  },
);

dashboard.test(
  'a reason is kept as one writes it over a reload, until it is cancelled or sent',
  { world },
  async (at) => {
    const { page } = at;
    await startCodex(at.world, 'cleo', [{ askPatch: 'src/a.ts', diff: patch }]);
    await at.open();
    const why = page.getByRole('textbox', { name: /Why/ });
    const begin = async () => {
      await page.reload();
      await button(page, 'Reject …').click();
      await why.waitFor();
      return why.inputValue();
    };
    expect(await begin()).toBe('');
    await why.fill('Not so');
    expect(await begin()).toBe('Not so');
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'detached' });
    expect(await begin()).toBe('');
    await why.fill('Not like this');
    await page.keyboard.press('Control+Enter');
    await card(page, /src\/a.ts/).waitFor({ state: 'detached' });
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
  },
);

dashboard.test(
  'what is pressed as the list moves decides nothing: it was meant for what stood there',
  { world },
  async (at) => {
    const { page } = at;
    const asks = [await outsider(at.world, 'ada'), await outsider(at.world, 'bob')];
    const answers = [];
    await at.open();
    for (const [n, ask] of asks.entries()) {
      answers.push(ask(`Number ${n}?`, '--approval'));
      await card(page, `Number ${n}?`).waitFor();
    }
    const decisions: string[] = [];
    page.on('request', (sent) => {
      if (/approve/.test(sent.url())) decisions.push(sent.postData() ?? '');
    });
    // Time stands still where nobody moves it on.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    const first = button(page, 'Approve').first();
    const place = await first.boundingBox();
    if (place === null) throw new Error('no button');
    const press = () => page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
    await press();
    while ((await card(page, 'Number 0?').count()) > 0) await page.clock.runFor(1);
    expect((await first.boundingBox())?.y).toBe(place.y);
    await press();
    await page.clock.runFor(300);
    expect(decisions).toHaveLength(1);
    await page.clock.runFor(100);
    await press();
    await page.clock.resume();
    await page.getByText('Nobody needs you.').waitFor();
    expect(decisions).toHaveLength(2);
    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual([0, 0]);
  },
);

dashboard.test(
  'on a phone everything is thumb-sized, and nothing is wider than it',
  { world, viewport: 'phone', theme: 'dark' },
  async (at) => {
    const { page } = at;
    await startCodex(at.world, 'cleo', [
      { askPatch: `src/${'long'.repeat(30)}.ts`, diff: `@@ -1 +1 @@\n-a\n+${'b'.repeat(300)}\n` },
    ]);
    await at.open();
    await button(page, 'Approve').waitFor();
    await page.getByText('bbbb').first().waitFor();
    for (const one of await page.locator('article').getByRole('button').all())
      if ((await one.innerText()).match(/Approve|Reject|Always/) !== null)
        expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await at.checkAccessibility();
    await button(page, 'Reject …').tap();
    await page.getByRole('textbox').fill('shorter names');
    await button(page, 'Reject').tap();
    await page.getByText('Nobody needs you.').waitFor();
  },
);

dashboard.test(
  'who wants it is notified once of what comes while the page is hidden',
  { world },
  async (at) => {
    const { page } = at;
    await page.context().grantPermissions(['notifications'], { origin: at.url });
    await page.addInitScript(`
    window.told = [];
    window.Notification = class extends EventTarget {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      constructor(title, { body, tag }) { super(); window.note = this; window.told.push([title, body, tag].join(' | ')); console.info('told'); }
    };
    Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });
  `);
    const told = () => page.evaluate<string[]>('window.told');
    const ask = await outsider(at.world, 'ada');
    await at.open();
    await button(page, 'Notify me').click();
    await button(page, 'Notifications on').waitFor();
    const first = ask('Seen?', '--approval');
    await card(page, 'Seen?').waitFor();
    expect(await told()).toEqual([]);
    await page.evaluate('window.isAway = true');
    const other = await outsider(at.world, 'bob');
    const isTold = page.waitForEvent('console', (line) => line.text() === 'told');
    const second = other('Unseen?', '--to', '@human');
    await isTold;
    expect(await told()).toEqual(['bob needs you | Unseen? | shoal-m1']);
    await at.client.message.reply({ id: 'm1', text: 'yes' });
    await at.client.request.approve({ id: 'q1' });
    await Promise.all([first, second]);
    await page.getByText('Nobody needs you.').waitFor();
    expect(await told()).toHaveLength(1);
    await page.evaluate(`window.note.dispatchEvent(new Event('click'))`);
    await page.waitForURL('**/?request=m1');
    expect(await told()).toHaveLength(1); // the page was not loaded anew
  },
);

dashboard.test('where nothing is yet, it says how to begin', async ({ open, page }) => {
  await open();
  await page.getByText('Nobody needs you.').waitFor();
  await page.getByRole('link', { name: /start an agent|start a run/i }).waitFor();
  await page.getByRole('link', { name: 'Add a task' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('The first');
});
