import type { Page } from 'playwright-core';

const quietMs = 250;
const readingMaxMs = 30_000;

/** Resolves when a view has read what it shows: nothing is being read, and nothing of it has changed for a moment. Rejects when that takes too long. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main').first().waitFor();
  await page.evaluate(`new Promise((resolve, reject) => {
    let timer = setTimeout(end, ${quietMs});
    const endsAt = performance.now() + ${readingMaxMs};
    const observer = new MutationObserver(later);
    observer.observe(document.body, { subtree: true, childList: true });
    function later() {
      clearTimeout(timer);
      timer = setTimeout(end, ${quietMs});
    }
    function end() {
      const isReading = [...document.querySelectorAll("main [role=status]")].some(({ innerText }) => innerText.endsWith("…"));
      if (isReading && performance.now() < endsAt) return later();
      observer.disconnect();
      if (isReading) reject(new Error('it is still reading: ' + location.pathname));
      else resolve();
    }
  })`);
}
