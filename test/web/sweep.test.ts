import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { dashboardTests } from '../support/browser.ts';
import { fillWorld, fullWorldAddresses, fullWorldOptions } from '../support/full-world.ts';
import { settled } from '../support/settled.ts';

const dashboard = dashboardTests({ world: fullWorldOptions(), fill: fillWorld });

/** Wider than the window, the page or its main part would have to be moved sideways to be read. */
const sideways = `[document.documentElement, document.querySelector('main')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
  .map(({ tagName, scrollWidth, clientWidth }) => tagName + ' is ' + scrollWidth + ' wide in ' + clientWidth)`;

const themesOf = { desktop: ['light', 'dark'], wide: ['light'], phone: ['dark'] } as const;

for (const [name, addresses] of Object.entries(fullWorldAddresses))
  dashboard.test(`everybody can read ${name}, at every size, in both themes`, async (use) => {
    const { open, page, url, setViewport, setTheme, checkAccessibility } = use;
    await open();
    const found: string[] = [];
    for (const address of addresses) {
      await page.goto(`${url}${address}`);
      for (const viewport of ['desktop', 'wide', 'phone'] as const) {
        await setViewport(viewport);
        await settled(page);
        const wide = await page.evaluate<readonly string[]>(sideways);
        found.push(...wide.map((one) => `${address} on ${viewport}: ${one}`));
        // What is seen depends on the size, its colours on the theme.
        for (const theme of themesOf[viewport]) {
          await setTheme(theme);
          await checkAccessibility().catch((error: unknown) =>
            found.push(`${address} on ${viewport}, ${theme}: ${String(error)}`),
          );
        }
      }
      await setViewport('desktop');
    }
    expect(found).toEqual([]);
  });

interface Focused {
  readonly html: string;
  readonly name: string;
  readonly isSeen: boolean;
  readonly isInView: boolean;
}

const framesMax = 30;
/** Of what has the focus: what it is called, whether one sees that it has it; an editor shows it a moment later. */
const focused = `new Promise((resolve) => {
  const element = document.activeElement;
  if (element === null || element === document.body) return resolve(null);
  const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const name = element.ariaLabel || labelled.trim() || element.labels?.[0]?.textContent || element.textContent || element.title || element.placeholder || '';
  const around = [element, element.parentElement, element.closest('.cm-editor'), element.querySelector('*')].filter((one) => one !== null);
  let frames = 0;
  look();
  function look() {
    const isSeen = around.map((one) => getComputedStyle(one)).some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0);
    if (!isSeen && frames++ < ${framesMax}) return requestAnimationFrame(look);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    resolve({
      html: element.outerHTML.slice(0, 160),
      name: name.trim(),
      isSeen,
      isInView: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    });
  }
})`;

const stopsMax = 400;

/** Goes through the page with Tab until it leaves it, and tells what is wrong on the way. */
async function walk(page: Page, address: string): Promise<readonly string[]> {
  const found: string[] = [];
  await page.evaluate('document.activeElement?.blur()');
  let stops = 0;
  let isInEditor = false;
  for (; stops < stopsMax; stops++) {
    // In an editor Tab indents, until Escape says that it does not.
    if (isInEditor) await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    const at = await page.evaluate<Focused | null>(focused);
    if (at === null) break;
    isInEditor = at.html.includes('cm-content');
    if (at.name === '') found.push(`${address}: without a name: ${at.html}`);
    if (!at.isSeen) found.push(`${address}: the focus is not seen: ${at.html}`);
    if (!at.isInView) found.push(`${address}: out of sight: ${at.html}`);
  }
  if (stops < 3) found.push(`${address}: only ${stops} places can be reached`);
  if (stops === stopsMax) found.push(`${address}: the keyboard is caught, or there are too many places`);
  return found;
}

for (const [name, addresses] of Object.entries(fullWorldAddresses))
  dashboard.test(
    `the keyboard reaches all of ${name}, and one sees where it is`,
    async ({ open, page, url }) => {
      await open();
      const found: string[] = [];
      for (const address of addresses) {
        await page.goto(`${url}${address}`);
        await settled(page);
        found.push(...(await walk(page, address)));
      }
      expect([...new Set(found)]).toEqual([]);
    },
  );

dashboard.test('nothing moves for who wants less motion', async ({ open, page, url }) => {
  await open();
  for (const address of ['/', '/board?task=t2', '/agents/s1', '/runs/r2']) {
    await page.goto(`${url}${address}`);
    await settled(page);
    const moving = await page.evaluate<readonly string[]>(
      `document.getAnimations().map(({ effect }) => effect?.target?.outerHTML.slice(0, 160) ?? '')`,
    );
    expect({ address, moving }).toEqual({ address, moving: [] });
  }
});
