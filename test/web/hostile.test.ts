import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import type { ShoalClient } from '../../src/client/index.ts';
import type { Served } from '../support/agents.ts';
import { type Dashboard, dashboardTests } from '../support/browser.ts';
import { fillWorld, fullWorldAddresses, fullWorldOptions } from '../support/full-world.ts';
import { hostileWording, literal, longWording, poison, ranMark } from '../support/hostile.ts';
import { settled } from '../support/settled.ts';

const dashboard = dashboardTests({ world: fullWorldOptions(hostileWording), fill: fillHostile });

async function fillHostile(world: Served, client: ShoalClient): Promise<void> {
  await fillWorld(world, client, hostileWording);
  await poison(world.store);
}

/** Where nothing that an agent wrote is shown. */
const wordless: readonly string[] = ['/registry', '/settings', '/pipelines', '/runs'];
const textMax = 1_000_000;

/** What is wrong with the page as it stands: something ran, came alive, hides, or is wider than the window. */
const lookForHarm = `(() => {
  const found = [];
  if (window.${ranMark} !== undefined) found.push('it ran');
  for (const element of document.querySelectorAll('iframe, object, embed, base, form[action], body script, body style:not([nonce]), img[src]:not([src^="data:"])'))
    found.push('an element: ' + element.outerHTML.slice(0, 200));
  for (const element of document.querySelectorAll('[onerror], [onload], [onclick], [srcdoc]'))
    found.push('a handler: ' + element.outerHTML.slice(0, 200));
  for (const { href } of document.querySelectorAll('a[href]'))
    if (!/^(https?|mailto):/.test(href.baseVal ?? href)) found.push('a link: ' + href);
  const marks = /[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]/;
  const where = (element) => element?.outerHTML.replace(/ (id|data-\\w+|tabindex)="[^"]*"/g, '').slice(0, 160);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (marks.test(walker.currentNode.data)) found.push('a hidden mark in ' + where(walker.currentNode.parentElement));
  for (const element of document.querySelectorAll('[title], [aria-label]'))
    if (marks.test((element.title ?? '') + (element.ariaLabel ?? ''))) found.push('a hidden mark in a label of ' + where(element));
  for (const element of [document.documentElement, document.querySelector('main')])
    if (element.scrollWidth > element.clientWidth + 1)
      found.push(element.tagName + ' is ' + element.scrollWidth + ' wide in ' + element.clientWidth + ': ' + widest(element));
  return found;
  function widest(root) {
    const over = [...root.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > root.clientWidth + root.getBoundingClientRect().left + 1);
    return over.slice(0, 3).map((one) => one.outerHTML.slice(0, 160)).join('  ');
  }
})()`;

async function harmIn(page: Page, where: string): Promise<readonly string[]> {
  await settled(page);
  const found = await page.evaluate<readonly string[]>(lookForHarm);
  return [...new Set(found)].slice(0, 5).map((harm) => `${where}: ${harm}`);
}

/** Each tab of the page, as it is opened. */
async function eachTab(page: Page, look: (tab: string) => Promise<void>): Promise<void> {
  await settled(page);
  await look('');
  for (let at = 1; at < (await page.getByRole('tab').count()); at++) {
    const tab = page.getByRole('tab').nth(at);
    await tab.click();
    await look(`, ${(await tab.textContent()) ?? ''}`);
  }
}

async function harmAt(use: Dashboard, addresses: readonly string[]): Promise<readonly string[]> {
  const { open, page, url, setViewport } = use;
  const harm: string[] = [];
  await open();
  for (const address of addresses) {
    await page.goto(`${url}${address}`);
    let text = '';
    await eachTab(page, async (tab) => {
      for (const viewport of ['phone', 'desktop'] as const) {
        await setViewport(viewport);
        harm.push(...(await harmIn(page, `${address}${tab} on a ${viewport}`)));
      }
      text += await page.evaluate<string>('document.body.textContent');
    });
    if (text.length > textMax) harm.push(`${address}: ${text.length} characters are on the page`);
    if (!text.includes(literal) && !wordless.includes(address)) harm.push(`${address}: nothing literal`);
  }
  return harm;
}

for (const [name, addresses] of Object.entries(fullWorldAddresses))
  dashboard.test(`what agents wrote does nothing in ${name}`, async (use) => {
    expect(await harmAt(use, addresses)).toEqual([]);
  });

// The last of those that share the workspace: it decides what the others look at.
dashboard.test(
  'what is said of it in the corner and found in the palette is as harmless',
  async ({ open, page }) => {
    await open('/board');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('searchbox').fill('users');
    expect(await harmIn(page, 'palette')).toEqual([]);
    await page.keyboard.press('Escape');
    await open('/');
    await page
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    await page.getByRole('alertdialog').first().waitFor();
    expect(await harmIn(page, 'corner')).toEqual([]);
  },
);

dashboard.test(
  'lines of a megabyte are cut, and shown whole for the asking',
  { world: fullWorldOptions(longWording) },
  async (use) => {
    await fillWorld(use.world, use.client);
    const harm = await harmAt(use, ['/', '/agents/s1', '/agents/s4', '/runs/r1', '/runs/r2']);
    expect(harm.filter((one) => !one.endsWith('nothing literal'))).toEqual([]);
  },
);
