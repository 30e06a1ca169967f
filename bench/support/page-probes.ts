import type { Page } from 'playwright-core';

/*
 * What runs in the page is given as text: benchmarks have no types of the DOM. Where the page forbids what a probe would
 * need (it allows no eval), the probe uses none.
 */

/** Run before the page: notes when it painted, when `selector` was there, and when nothing kept the page busy any more. */
export const loadProbe = (selector: string): string => `
  window.probe = { paintMs: 0, shownMs: 0, busyUntilMs: 0 };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') probe.paintMs = startTime;
  }).observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.busyUntilMs = Math.max(probe.busyUntilMs, startTime + duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (probe.shownMs > 0 || document.querySelector(${JSON.stringify(selector)}) === null) return;
    // Painted, and the next task has its turn: what one presses now is answered.
    probe.shownMs = performance.now();
    requestAnimationFrame(() => setTimeout(() => (probe.shownMs = performance.now())));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
`;

export interface Loaded {
  readonly paintMs: number;
  /** The view is there, and no task of 50 ms or more keeps it from answering. */
  readonly interactiveMs: number;
  /** Of scripts, as they came over the wire. */
  readonly scriptBytes: number;
  readonly requests: number;
}

/** Until a second has passed without a long task. */
export async function loadedAs(page: Page): Promise<Loaded> {
  return page.evaluate<Loaded>(`new Promise((resolve) => {
    const poll = setInterval(() => {
      const { paintMs, shownMs, busyUntilMs } = probe;
      if (shownMs === 0 || performance.now() < Math.max(shownMs, busyUntilMs) + 1_000) return;
      clearInterval(poll);
      const resources = performance.getEntriesByType('resource');
      const scripts = resources.filter(({ name }) => new URL(name).pathname.endsWith('.js'));
      resolve({
        paintMs,
        interactiveMs: Math.max(shownMs, busyUntilMs),
        scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
        requests: resources.length + 1,
      });
    }, 50);
  })`);
}

/** Scrolls what can be scrolled most by so many pixels a frame, and gives the time of each frame in ms. */
export async function scrolled(page: Page, direction: 1 | -1, frames: number): Promise<readonly number[]> {
  return page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const room = (one) => one.scrollHeight - one.clientHeight;
    const [scroller] = [...document.querySelectorAll('*')]
      .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY))
      .sort((a, b) => room(b) - room(a));
    scroller.scrollTop = ${direction} > 0 ? 0 : room(scroller);
    const took = [];
    let last = 0;
    const step = (now) => {
      if (last > 0) took.push(now - last);
      last = now;
      scroller.scrollTop += ${direction} * 60;
      if (took.length < ${frames}) requestAnimationFrame(step);
      else resolve(took);
    };
    requestAnimationFrame(step);
  })`);
}

/** What scrolling costs where there is nothing but rows. */
export const bareRows = `<!doctype html><body style="margin:0"><div style="height:100vh;overflow:auto">${Array.from(
  { length: 2_000 },
  (_, at) => `<div style="height:28px">row ${at}</div>`,
).join('')}</div>`;

/** Notes when texts that begin with \`mark\` appear on the page, in epoch ms by the text. */
export async function watchFor(page: Page, mark: RegExp): Promise<void> {
  await page.evaluate(`void (() => {
    window.seen = {};
    const look = (node) => {
      const texts = node.nodeType === 3 ? [node.data] : [node.textContent ?? ''];
      for (const text of texts)
        for (const [found] of text.matchAll(${mark.toString()}g)) seen[found] ??= performance.timeOrigin + performance.now();
    };
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes)
        if (type === 'characterData') look(target);
        else for (const node of addedNodes) look(node);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  })()`);
}

export async function seenAt(page: Page, text: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const endsAt = performance.now() + 10_000;
    const poll = setInterval(() => {
      const at = seen[${JSON.stringify(text)}];
      if (at === undefined && performance.now() < endsAt) return;
      clearInterval(poll);
      if (at === undefined) reject(new Error('it has not appeared'));
      else resolve(at);
    }, 20);
  })`);
}

/** Bytes of the page's own heap, with nothing in it that could be collected. */
export async function heapBytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}
