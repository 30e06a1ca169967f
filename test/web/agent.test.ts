import { expect } from 'bun:test';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import * as fake from '../fakes/claude-script.ts';
import { dashboardTests } from '../support/browser.ts';
import { longTranscript } from '../support/long-transcript.ts';

const dashboard = dashboardTests();

/** Once the file below is made: it comes near by the scrolling, has another height than was guessed, and moves the button. */
async function readAll(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Read all of it' });
  await button.scrollIntoViewIfNeeded();
  await page.getByRole('region', { name: 'shoal.yaml' }).getByRole('row').first().waitFor();
  await button.click();
}

/** What is there now is the base that changes are told from. */
function commit(cwd: string, ...files: readonly string[]): void {
  const as = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  for (const words of [
    ['init', '-q'],
    ['add', ...files],
    ['commit', '-qm', 'base'],
  ])
    Bun.spawnSync(['git', ...as, ...words], { cwd });
}

const asking = { yaml: 'policies:\n  - { decision: ask, command: "make" }\n' };

dashboard.test('words appear as they are written, before the turn ends', async ({ open, page, world }) => {
  const id = await world.start('fake', 'fay');
  await open(`/agents/${id}`);
  await page.getByRole('textbox', { name: 'Message to fay' }).fill('look [[hang]]');
  await page.getByRole('button', { name: /Send, next turn/ }).click();
  const log = page.getByRole('log');
  await log.getByText('thinking aloud.').waitFor();
  await page.getByRole('button', { name: /Interrupt/ }).waitFor();
  expect(await log.getByText('turn completed').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await log.getByText('turn interrupted').waitFor();
});

dashboard.test(
  'what it asks is decided beside what it did, and it goes on',
  { world: asking },
  async ({ open, page, world, client, checkAccessibility }) => {
    const id = await world.start('fake', 'fay', 'go [[ask]]');
    await world.untilSession(id, ({ state }) => state === 'waiting');
    await open('/agents/fay');
    const asked = page.getByRole('region', { name: 'Waits for you' });
    await asked.getByRole('button', { name: /Approve/ }).waitFor();
    await checkAccessibility();
    await page.keyboard.press('a');
    await asked.waitFor({ state: 'detached' });
    await page.getByRole('log').getByText('permission selected:once').waitFor();
    const { decidedByName } = await client.request.show({ id: 'q1' });
    await page
      .getByRole('log')
      .getByText(`approved by ${String(decidedByName)}`)
      .waitFor();
  },
);

dashboard.test('who has left, and was never run by Shoal, is still told of', async (at) => {
  const { open, page, world } = at;
  const ada = await world.project.agent('ada');
  await world.project.json(['add', 'Build the login'], { env: ada });
  await world.project.json(['claim', 't1'], { env: ada });
  await world.project.json(['msg', 'The login is half built'], { env: ada });
  const { id } = (await world.project.json(['whoami'], { env: ada })) as { readonly id: string };
  await open(`/agents/${id}`);
  await page.getByRole('heading', { name: 'ada' }).waitFor();
  await world.project.json(['leave'], { env: ada });
  await page.getByRole('link', { name: /t1 Build the login/ }).waitFor();
  await page.getByText('The login is half built').waitFor();
  await at.checkAccessibility();
  await open('/agents/ada');
  await page.getByRole('heading', { name: 'ada' }).waitFor();
  await page.getByRole('link', { name: 'm1' }).click();
  await page.getByRole('heading', { name: 'Thread of m1' }).waitFor();
  at.allow(/404/);
  await open('/agents/nobody');
  await page.getByText('There is no').waitFor();
});

dashboard.test(
  'it is written to now and for its next turn, killed, resumed where it was, and forked',
  async ({ open, page, world, checkAccessibility }) => {
    const id = await world.start('fake', 'fay', 'first');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}`);
    const log = page.getByRole('log');
    await log.getByText('did: first').waitFor();
    const entry = page.getByRole('textbox', { name: 'Message to fay' });
    await page.keyboard.press('m');
    await page.keyboard.type('second');
    await page.keyboard.press('Control+Enter');
    await log.getByText('did: | second').waitFor();
    await entry.fill('third');
    await page.getByRole('button', { name: 'Send now' }).click();
    await log.getByText('did: | third').waitFor();

    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+K');
    const confirm = page.getByRole('alertdialog', { name: 'Kill fay?' });
    await confirm.getByText('What it has changed and not committed stays where it is').waitFor();
    await checkAccessibility();
    await confirm.getByRole('button', { name: 'Kill' }).click();
    await page
      .getByText(/^. ended$/)
      .first()
      .waitFor();
    await world.untilSession(id, ({ state }) => state === 'ended');

    await page.getByRole('button', { name: 'Resume …' }).click();
    const resume = page.getByRole('dialog', { name: 'Resume fay' });
    await resume.getByLabel('Its next turn').fill('fourth');
    await page.keyboard.press('Control+Enter');
    await log.getByText('did: fourth').waitFor();

    await page.getByRole('button', { name: 'More to do with this agent' }).click();
    await page.getByRole('menuitem', { name: /Fork/ }).click();
    const fork = page.getByRole('dialog', { name: 'Fork fay' });
    await fork.getByLabel('Its first turn').fill('the other way');
    await fork.getByLabel('Name').fill('fay-b');
    await fork.getByRole('button', { name: /^Fork/ }).click();
    await page.getByRole('heading', { name: 'fay-b' }).waitFor();
    await log.getByText('did: the other way').waitFor();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByText(`fork of ${id}`).waitFor();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByText('No messages yet.').waitFor();
    await page.getByRole('tab', { name: 'Facts' }).click();
    await page.getByText('process').first().waitFor();
    await page.getByRole('tab', { name: /Locks/ }).click();
    await page.getByText('It holds no lock.').waitFor();
  },
);

const before = 'export function save(user) {\n  return store(user);\n}\n';
const after = before.replace('store(user)', 'store(check(user)) // <img src=x onerror=alert(1)>');
const script: readonly fake.FakeStep[] = [
  fake.awaitUser,
  ...fake.started,
  ...fake.said('m1', 'I look at **it** first: <script>alert(1)</script> [here](javascript:alert(1)) \u202e.'),
  fake.assistant('m2', [
    fake.toolUse('t1', 'TodoWrite', {
      todos: [
        { content: 'Read the handler', status: 'completed', activeForm: 'Reading' },
        { content: 'Check the input', status: 'in_progress', activeForm: 'Checking' },
      ],
    }),
  ]),
  fake.toolResult('t1', 'ok'),
  fake.assistant('m3', [
    fake.toolUse('t2', 'Edit', { file_path: 'src/users.ts', old_string: before, new_string: after }),
  ]),
  fake.toolResult('t2', 'updated', {
    tool_use_result: { filePath: 'src/users.ts', oldString: before, newString: after },
  }),
  fake.assistant('m4', [fake.toolUse('t3', 'Bash', { command: 'npm test' })]),
  fake.toolResult(
    't3',
    '\u001b[31m1 failed\u001b[39m, 4 passed\u001b]8;;http://evil.test\u0007 link\u001b]8;;\u0007',
    {
      is_error: true,
    },
  ),
  ...fake.said('m5', 'It is checked now.'),
  fake.result('It is checked now.'),
  fake.awaitUser,
];
const folder = mkdtempSync(join(tmpdir(), 'shoal-web-agent-'));
writeFileSync(join(folder, 'script.json'), JSON.stringify(script));
const command = [process.execPath, join(import.meta.dir, '../fakes/claude.ts')];
const claude = {
  profiles: `  impl: { harness: claude, command: ${JSON.stringify(command)}, env: [FAKE_SCRIPT] }\n`,
  env: { FAKE_SCRIPT: join(folder, 'script.json') },
  folder,
};

dashboard.test(
  'tools are one line each, edits diffs, terminal output its colours, and nothing of it is more than text',
  { world: claude },
  async ({ open, page, world, checkAccessibility, setTheme }) => {
    const id = await world.start('impl', 'fay', 'check the input');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}`);
    const log = page.getByRole('log');
    await log.getByText('It is checked now.').waitFor();
    await log.getByText('<script>alert(1)</script>').waitFor();
    await log.getByText('⟨202e⟩').waitFor();
    expect(await log.locator('a[href^="javascript"], script, img').count()).toBe(0);
    await log.getByText('<img src=x onerror=alert(1)>').waitFor();
    await log.getByText('+1').first().waitFor();
    await log.getByRole('button', { name: /Bash npm test/ }).click();
    const failed = log.getByText('1 failed', { exact: true });
    await failed.waitFor();
    expect(await failed.getAttribute('data-colour')).toBe('red');
    await log.getByText(', 4 passed link', { exact: true }).waitFor();
    expect(await log.locator('a[href*="evil"]').count()).toBe(0);
    const side = page.getByRole('complementary', { name: 'Plan and figures' });
    await side.getByText('Check the input').waitFor();
    await side.getByText('$0.50').waitFor();
    await checkAccessibility();
    await setTheme('dark');
    await checkAccessibility();

    await page.keyboard.press('/');
    await page.keyboard.type('npm test');
    await page.keyboard.press('Enter');
    await page.waitForURL(/find=npm/);
    await page.getByText('1 with “npm test”').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await log.getByText('It is checked now.').waitFor();
  },
);

dashboard.test(
  'what it changed is shown file by file, side by side or in one column, and walked by keys',
  async ({ open, page, world, checkAccessibility, setTheme }) => {
    const { dir } = world.project;
    mkdirSync(join(dir, 'src'));
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at}\n`);
    const files = Array.from({ length: 300 }, (_, at) =>
      join(dir, 'src', `file-${String(at).padStart(3, '0')}.ts`),
    );
    for (const file of files) writeFileSync(file, lines.join(''));
    writeFileSync(join(dir, 'picture.bin'), new Uint8Array([0, 1, 2]));
    commit(dir, 'src', 'picture.bin');
    for (const file of files) writeFileSync(file, lines.join('').replace('line 20', 'line <b>twenty</b>'));
    writeFileSync(join(dir, 'picture.bin'), new Uint8Array([0, 1, 3]));
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}`);
    await page.getByRole('tab', { name: 'Changes' }).click();
    const first = page.getByRole('region', { name: 'src/file-000.ts' });
    await first.getByText('line <b>twenty</b>').waitFor();
    expect(await page.locator('[data-path] table').count()).toBeLessThan(60);
    await page.getByRole('radio', { name: 'Unified' }).click();
    await page.waitForURL(/diff=unified/);
    await checkAccessibility();
    await setTheme('dark');
    await checkAccessibility();
    await page
      .getByRole('navigation', { name: 'Files' })
      .getByRole('button', { name: /file-250/ })
      .click();
    await page.waitForURL(/file=src%2Ffile-250/);
    const later = page.getByRole('region', { name: 'src/file-250.ts' });
    await later.getByText('line <b>twenty</b>').waitFor();
    await page.keyboard.press('n');
    await page.waitForURL(/file=src%2Ffile-251/);
    await page.keyboard.press('p');
    await page.waitForURL(/file=src%2Ffile-250/);
    await page
      .getByRole('navigation', { name: 'Files' })
      .getByRole('button', { name: /picture/ })
      .click();
    await page.getByText('Not text: its content is not shown.').waitFor();

    // One step back, however often it was chosen.
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.goBack();
    await page.getByRole('tab', { name: 'Transcript', selected: true }).waitFor();
    await page.goForward();
    await later.waitFor({ state: 'attached' });
  },
);

dashboard.test(
  'with type of twice the size what it says, what it asks and what one answers all have room',
  { world: asking },
  async ({ open, page, world }) => {
    await page.setViewportSize({ width: 640, height: 400 });
    const id = await world.start('fake', 'fay', 'go [[ask]]');
    await world.untilSession(id, ({ state }) => state === 'waiting');
    await open(`/agents/${id}`);
    await page.getByRole('region', { name: 'Waits for you' }).waitFor();
    const log = page.getByRole('log');
    await log.scrollIntoViewIfNeeded();
    expect((await log.boundingBox())?.height).toBeGreaterThan(150);
    await page.getByRole('textbox', { name: 'Message to fay' }).fill('wait');
    await page.getByRole('button', { name: /Approve/ }).click();
    await log.getByText('permission selected:once').waitFor();
  },
);

dashboard.test(
  'lines of what it changed are commented on, and it is told of all of them at once',
  async ({ open, page, world, checkAccessibility }) => {
    const { dir } = world.project;
    writeFileSync(join(dir, 'save.ts'), 'one\ntwo\nthree\n');
    commit(dir, 'save.ts');
    writeFileSync(join(dir, 'save.ts'), 'one\nzwei <b>\nthree\nfour\n');
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}?tab=changes&diff=unified&file=save.ts`);
    const file = page.getByRole('region', { name: 'save.ts' });
    await file.getByText('zwei').waitFor();

    await page.keyboard.press('Shift+C');
    await page.getByRole('textbox', { name: 'Comment on line 2 as it was' }).waitFor();
    await page.keyboard.type('Why so?');
    await page.getByRole('button', { name: 'Line below' }).press('Enter');
    await page.getByRole('textbox', { name: 'Comment on line 2', exact: true }).press('Control+Enter');
    await file.getByRole('note', { name: 'Comment on save.ts, line 2' }).getByText('Why so?').waitFor();
    await file.getByRole('row', { name: /four/ }).locator('td').nth(1).click();
    await page.getByRole('textbox', { name: 'Comment on line 4' }).fill('Not needed');
    await checkAccessibility();
    await page.getByRole('button', { name: /^Keep/ }).click();
    await page.reload();
    await page.getByRole('note').filter({ hasText: 'Not needed' }).waitFor();

    writeFileSync(join(dir, 'save.ts'), 'zero\none\nzwei <b>\nthree\nfive\n');
    await page.getByRole('button', { name: /Read again/ }).click();
    await file.getByText('zero').waitFor();
    await page.getByRole('button', { name: 'Send 2 comments to fay' }).click();
    await page.getByRole('alertdialog', { name: /was sent to fay/ }).waitFor();
    await page.getByRole('note').first().waitFor({ state: 'detached' });
    const told = await world.until((view) =>
      view.list('message').find(({ body }) => body.includes('Why so?')),
    );
    expect(told.body).toBe(
      '2 comments on your changes:\n\nsave.ts:3\n> zwei <b>\nWhy so?\n\nsave.ts:4 (this line has changed since)\n> four\nNot needed',
    );
  },
);

dashboard.test(
  'a line of a diff that was cut is commented on where it stands, also after a reload',
  async ({ open, page, world }) => {
    const { dir } = world.project;
    writeFileSync(join(dir, 'long.ts'), 'one\n');
    commit(dir, 'long.ts');
    const lines = Array.from({ length: 300 }, (_, at) => `line ${at + 1} ${'x'.repeat(500)}`);
    writeFileSync(join(dir, 'long.ts'), `${lines.join('\n')}\nthe end\n`);
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}?tab=changes&diff=unified`);
    const last = page.getByRole('row', { name: /the end/ });
    for (const text of ['At once', 'After a reload']) {
      await readAll(page);
      await last.locator('td').nth(1).click();
      await page.getByRole('textbox', { name: 'Comment on line 301' }).fill(text);
      await page.getByRole('button', { name: /^Keep/ }).click();
      if (text === 'After a reload') {
        await page.reload();
        await page.getByRole('button', { name: 'Read all of it' }).waitFor();
      }
      await page.getByRole('button', { name: 'Send the comment to fay' }).click();
      const told = await world.until((view) => view.list('message').find(({ body }) => body.includes(text)));
      expect(told.body).toBe(`A comment on your changes:\n\nlong.ts:301\n> the end\n${text}`);
      await page.getByRole('note').waitFor({ state: 'detached' });
      await page.reload();
    }
  },
);

dashboard.test('what was read whole is read whole again', async ({ open, page, world }) => {
  const { dir } = world.project;
  writeFileSync(join(dir, 'long.ts'), 'one\n');
  commit(dir, 'long.ts');
  const long = `${`${'x'.repeat(500)}\n`.repeat(300)}`;
  writeFileSync(join(dir, 'long.ts'), `${long}the end\n`);
  const id = await world.start('fake', 'fay', 'hello');
  await world.untilSession(id, ({ turns }) => turns === 1);
  await open(`/agents/${id}?tab=changes`);
  await readAll(page);
  await page.getByRole('row', { name: /the end/ }).waitFor();
  writeFileSync(join(dir, 'long.ts'), `${long}another end\n`);
  await page.getByRole('button', { name: /Read again/ }).click();
  await page.getByRole('row', { name: /another end/ }).waitFor();
  expect(await page.getByRole('row', { name: /the end/ }).count()).toBe(0);
});

dashboard.test('what one is about to say is kept over a reload, until it is said', async (at) => {
  const { page, world } = at;
  const id = await world.start('fake', 'fay', 'hello');
  await world.untilSession(id, ({ turns }) => turns === 1);
  await at.open(`/agents/${id}`);
  const entry = page.getByRole('textbox', { name: 'Message to fay' });
  await entry.fill('and then');
  await page.reload();
  await entry.waitFor();
  expect(await entry.inputValue()).toBe('and then');
  await entry.press('Control+Enter');
  await page.getByRole('alertdialog', { name: /was sent to fay/ }).waitFor();
  await page.reload();
  await entry.waitFor();
  expect(await entry.inputValue()).toBe('');
});

dashboard.test(
  'a transcript of five thousand entries is read page by page, and stays where one reads',
  async ({ open, page, world, checkAccessibility }) => {
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    const file = join(world.project.dir, '.shoal/transcripts', `${id}.jsonl`);
    await world.project.json(['serve', 'stop']);
    writeFileSync(file, longTranscript(5_000));
    await world.serve();
    await open(`/agents/${id}`);
    const log = page.getByRole('log');
    await log.getByText('the last word').waitFor();
    expect(await log.locator('[data-index]').count()).toBeLessThan(60);
    await checkAccessibility();
    await log.focus();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await page.getByRole('button', { name: /To the end/ }).waitFor();
    await page.evaluate(scrolledToTheFirst);
    await log.getByText('the first word').waitFor();
    await page.getByRole('button', { name: /To the end/ }).click();
    await log.getByText('the last word').waitFor();
    await page.getByRole('searchbox', { name: 'Search the transcript' }).fill('the first word');
    await page.keyboard.press('Enter');
    await page.getByText('1 with “the first word”').waitFor();
    await log.getByRole('link').first().click();
    await page.waitForURL(/\?n=2$/);
    await log.getByText('look at module 1', { exact: true }).waitFor();
    await page.goto(`${page.url().replace(/n=2$/, 'n=2503')}`);
    await log.getByText('look at module 417', { exact: true }).waitFor();
  },
);

/** Up again and again, as one who wants to see how it began. */
const scrolledToTheFirst = `(async () => {
  const log = document.querySelector('[role=log]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (log.scrollTop > 0 || !log.textContent.includes('the first word')) {
    log.scrollTop = 0;
    await frame();
    await frame();
  }
})()`;

dashboard.test(
  'who reads further up stays there while more is said, and a daemon that dies and returns is followed again',
  async ({ open, page, world, allow }) => {
    const id = await world.start('fake', 'fay', 'turn 0');
    for (let turn = 1; turn < 9; turn++) {
      await world.untilSession(id, ({ turns }) => turns === turn);
      await world.tell('fay', `turn ${turn}`);
    }
    await world.untilSession(id, ({ turns }) => turns === 9);
    await open(`/agents/${id}`);
    const log = page.getByRole('log');
    await log.getByText('did: | turn 8').waitFor();
    await log.focus();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await log.getByText('did: turn 0').waitFor();
    await world.tell('fay', 'turn 9');
    await page.getByRole('button', { name: 'New below: to the end' }).waitFor();
    expect(await log.getByText('did: turn 0').isVisible()).toBe(true);
    await page.keyboard.press('Shift+G');
    await log.getByText('did: | turn 9').waitFor();

    allow(/ERR_|status 50\d|Failed to fetch|network error/);
    await world.killDaemon();
    await page.getByText(/No connection to the daemon/).waitFor();
    await world.serve();
    await world.tell('fay', 'turn 10');
    await log.getByText('did: | turn 10').waitFor();
    await page.getByText(/No connection to the daemon/).waitFor({ state: 'detached' });
  },
);

dashboard.test(
  'on a phone it is read, and written to, in the dark too',
  { viewport: 'phone', theme: 'dark' },
  async ({ open, page, world, checkAccessibility }) => {
    const id = await world.start('fake', 'fay', 'hello');
    await world.untilSession(id, ({ turns }) => turns === 1);
    await open(`/agents/${id}`);
    await page.getByRole('log').getByText('did: hello').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await checkAccessibility();
    await page.getByRole('button', { name: /Plan and figures/ }).tap();
    await page.getByRole('heading', { name: 'So far' }).waitFor();
    const send = page.getByRole('button', { name: /Send, next turn/ });
    expect((await send.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await page.getByRole('textbox', { name: 'Message to fay' }).fill('and now');
    await send.tap();
    await page.getByRole('log').getByText('did: | and now').waitFor();
    await checkAccessibility();
  },
);
