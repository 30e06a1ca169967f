// Takes docs/images/web/*.webp: every view of the dashboard in both themes, and what a phone shows, in a small project
// that fake agents work in. Usage: npm run screens (after npm run build)
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createShoalClient } from '../src/client/index.ts';
import { createServed, type Served } from '../test/support/agents.ts';
import { openChromium } from '../test/support/chromium.ts';
import { fillWorld, fullWorldOptions } from '../test/support/full-world.ts';
import { atTerminal } from '../test/support/person.ts';
import { settled } from '../test/support/settled.ts';
import { root } from './lib/project.mjs';

const folder = join(root, 'docs/images/web');
const themes = ['dark', 'light'] as const;
const quality = 0.82;
const bytesMax = 150_000;
const allBytesMax = 2_000_000;
const minuteMs = 60_000;

/** By the name of the picture. */
const wide: Readonly<Record<string, string>> = {
  'needs-you': '/',
  board: '/board?task=t2',
  task: '/tasks/t2',
  agents: '/agents',
  agent: '/agents/s2',
  runs: '/runs',
  run: '/runs/r2?step=x4',
  pipeline: '/pipelines/feature',
  messages: '/messages?message=m1',
  locks: '/locks',
  memory: '/memory',
  events: '/events',
  usage: '/usage',
  settings: '/settings?tab=policies',
};
const phone: Readonly<Record<string, string>> = {
  'phone-needs-you': '/',
  'phone-agents': '/agents',
  'phone-agent': '/agents/s2',
  'phone-task': '/tasks/t2',
};

/** The scratch directory has another name each time; in the pictures it is that of a small shop. */
const nameless = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const shown = data.replaceAll(/\\/tmp\\/shoal-e2e-\\w+\\/project/g, '~/shop');
    walker.currentNode.data = parentElement?.closest('header') && shown.trim() === 'project' ? 'shop' : shown;
  }
})()`;

await using world = await createServed(fullWorldOptions());
await world.serve();
const url = ((await world.project.json(['serve', 'status'])) as { url: string }).url;
const token = readFileSync(join(world.project.dir, '.shoal/human-token'), 'utf8').trim();
await fillWorld(world, createShoalClient({ url, token }));
await grownOld(world);
await using browser = await openChromium(['--hide-scrollbars', '--force-color-profile=srgb']);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
let bytes = 0;
for (const theme of themes) {
  bytes += await takeAll(wide, { viewport: { width: 1280, height: 800 }, colorScheme: theme }, theme);
  const handy = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true } as const;
  bytes += await takeAll(phone, { ...handy, colorScheme: theme }, theme);
}
console.log(`${Math.round(bytes / 1_000)} kB in ${folder}`);
if (bytes > allBytesMax) throw new Error(`the pictures are ${bytes} bytes together, at most ${allBytesMax}`);

type Look = Parameters<Browser['newContext']>[0];

async function takeAll(views: Readonly<Record<string, string>>, look: Look, theme: string): Promise<number> {
  const context = await browser.newContext({
    ...look,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  await signIn(context);
  let taken = 0;
  for (const [name, path] of Object.entries(views)) {
    const page = await context.newPage();
    await page.goto(`${url}${path}`);
    await settled(page);
    await page.evaluate(nameless);
    taken += await keep(page, `${name}-${theme}`);
    await page.close();
  }
  await context.close();
  return taken;
}

async function signIn(context: BrowserContext): Promise<void> {
  const { stdout } = await atTerminal(['web', '--print', '--json'], { cwd: world.project.dir });
  const { urls } = JSON.parse(stdout) as { urls: readonly string[] }; // what it prints
  const page = await context.newPage();
  await page.goto(urls[0] ?? '');
  await page.getByRole('navigation').first().waitFor();
  await page.close();
}

async function keep(page: Page, name: string): Promise<number> {
  const png = (await page.screenshot()).toString('base64');
  const webp = await asWebp(png);
  if (webp.length > bytesMax) throw new Error(`${name} is ${webp.length} bytes, at most ${bytesMax}`);
  writeFileSync(join(folder, `${name}.webp`), webp);
  return webp.length;
}

/** The browser itself writes WebP: no other program is needed. */
async function asWebp(png: string): Promise<Buffer> {
  const page = await browser.newPage();
  const data = await page.evaluate<string>(`new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onerror = reject;
    picture.onload = () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
      canvas.getContext('2d').drawImage(picture, 0, 0);
      resolve(canvas.toDataURL('image/webp', ${quality}));
    };
    picture.src = 'data:image/png;base64,${png}';
  })`);
  await page.close();
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

/** All of it was made in seconds: in the pictures it is as old as it would be. */
async function grownOld({ store }: Served): Promise<void> {
  await store.transact((tx) => {
    const older = <T extends { readonly createdAt: number }>(one: T, minutes: number) => ({
      createdAt: one.createdAt - minutes * minuteMs,
    });
    tx.list('request').forEach((one, at) =>
      tx.update('request', one.id, older(one, 3 + at * 7), { type: 'request.updated' }),
    );
    tx.list('task').forEach((one, at) =>
      tx.update('task', one.id, older(one, 26 * 60 - at * 47), { type: 'task.updated' }),
    );
    tx.list('message').forEach((one, at) =>
      tx.update('message', one.id, older(one, 90 - at * 19), { type: 'message.updated' }),
    );
    tx.list('memory').forEach((one, at) =>
      tx.update('memory', one.id, older(one, 500 + at * 900), { type: 'memory.updated' }),
    );
    tx.list('session').forEach((one, at) =>
      tx.update('session', one.id, older(one, 40 + at * 12), { type: 'session.updated' }),
    );
  });
}
