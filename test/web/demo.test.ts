import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openChromium } from '../support/chromium.ts';
import { runOnTerminal } from '../support/screen.ts';

const limitMs = 120_000;
let browser: Browser;
let home: string;

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-demo-web-')));
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});

test(
  'whoever opens the demo in a browser sees who waits, decides, and the demo goes on with it',
  async () => {
    await using demo = runOnTerminal(['demo', '--web'], {
      cwd: home,
      env: { TMPDIR: home },
      columns: 120,
      rows: 60,
      isPerson: true,
    });
    const link = /http:\/\/\S+\/open\/\S+/;
    const [url = ''] = link.exec(await demo.until((text) => link.test(text))) ?? [];
    const page = await browser.newPage();
    await page.goto(url);
    const erin = page.getByRole('article', { name: 'May I hang the aquarium' });
    await erin.getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/^q\d+ approved/).waitFor();
    const last = page.getByRole('article', { name: 'May the tide table hang in the harbour?' });
    await last.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nobody needs you.').waitFor();
    const story = await demo.until((text) => /release.*approved/i.test(text));
    expect(story).toContain('ada');
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('row').filter({ hasText: 'completed' }).waitFor();
    await page.close();
    demo.type('\u0003');
    expect(await demo.exited).toBe(130);
    expect(readdirSync(home)).toEqual([]);
  },
  limitMs,
);
