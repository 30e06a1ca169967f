/**
 * Tests of the dashboard in a real browser, on the built program: `npm run build` first.
 *
 * ```ts
 * import { expect } from 'bun:test';
 * import { dashboardTests } from '../support/browser.ts';
 *
 * const dashboard = dashboardTests(); // once at the top of a file: one browser for all its tests
 *
 * dashboard.test('a task that is added appears', async ({ open, page, client }) => {
 *   await open('/board'); // signs in by a real one-time link at first
 *   await client.task.add({ title: 'Fix the login' });
 *   await page.getByText('Fix the login').waitFor();
 *   await checkAccessibility();
 * });
 * dashboard.test('on a phone', { viewport: 'phone', theme: 'dark' }, async ({ open, page }) => { … });
 * dashboard.test('with profiles', { world: { profiles: '  mine:\n    harness: acp\n…' } }, async ({ world }) => { … });
 * ```
 *
 * Each test has a workspace, a daemon and a browser context of its own. Tests that only look may share a workspace that is
 * filled once for their file, `dashboardTests({ world, fill })`: there a test has one of its own only when it names a world.
 *
 * `world` is that of test/support/agents.ts: fake agents (`world.start('fake', 'fay', '[[ask]]')`), the store,
 * `world.project.json([…])` for any command, `world.killDaemon()` and `world.serve()`. `client` calls the daemon as the
 * person. `page` is a Page of Playwright: wait with its locators, never for a time.
 *
 * A test fails at its end when a page of it has logged an error or a warning, thrown, violated the Content-Security-Policy (the
 * browser logs it), asked a foreign address, or had a request fail or refused: `allow(/ERR_CONNECTION_REFUSED|status 503/)`
 * names what it provokes on purpose. When it fails, a picture of the page is left in SHOAL_SCREENSHOTS (default:
 * shoal-screenshots among the temporary files), where `screenshot('name')` puts its own.
 *
 * Tests have no types of the DOM: what runs in the page is given as text, `page.evaluate('document.title')`.
 */
import { afterAll, beforeAll, test as bunTest } from 'bun:test';
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createShoalClient, type ShoalClient } from '../../src/client/index.ts';
import { createServed, type Served, type ServedOptions } from './agents.ts';
import { openChromium } from './chromium.ts';
import { checkAccessibility, type Problems, watchProblems } from './page-checks.ts';
import { atTerminal } from './person.ts';
import type { Project } from './program.ts';

const viewports = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
  wide: { width: 2560, height: 1440 },
} as const;

type Theme = 'dark' | 'light';

export interface DashboardOptions {
  /** Default: desktop */
  readonly viewport?: keyof typeof viewports;
  /** What the system prefers. Default: light */
  readonly theme?: Theme;
  readonly world?: ServedOptions;
}

export interface Dashboard {
  readonly world: Served;
  /** Calls the daemon as the person. */
  readonly client: ShoalClient;
  readonly page: Page;
  /** Of the daemon: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Loads a path of the dashboard; signs in first when that has not been done. Default: `/` */
  readonly open: (path?: string) => Promise<void>;
  /** What `shoal web --print` prints: good once. */
  readonly link: () => Promise<string>;
  /** Another tab of the same browser: also signed in. */
  readonly newTab: (path: string) => Promise<Page>;
  /** Problems that this test provokes on purpose; matched with the whole line. */
  readonly allow: Problems['allow'];
  readonly checkAccessibility: () => Promise<void>;
  readonly setTheme: (theme: Theme) => Promise<void>;
  readonly setViewport: (viewport: keyof typeof viewports) => Promise<void>;
  /** Gives the path of the picture. */
  readonly screenshot: (name: string) => Promise<string>;
}

type Body = (dashboard: Dashboard) => Promise<void>;

export interface DashboardTests {
  test(name: string, body: Body): void;
  test(name: string, options: DashboardOptions, body: Body): void;
}

/** One workspace for every test of a file that names none: for tests that only look. */
export interface SharedWorld {
  readonly world: ServedOptions;
  readonly fill: (world: Served, client: ShoalClient) => Promise<void>;
}

const testMs = 120_000;
const waitMs = 30_000;

export function dashboardTests(shared?: SharedWorld): DashboardTests {
  let browser: Browser | undefined;
  let filled: Served | undefined;
  beforeAll(async () => {
    browser = await openChromium();
    if (shared === undefined) return;
    filled = await createServed(shared.world);
    await filled.serve();
    await shared.fill(filled, clientOf(filled));
  }, testMs);
  afterAll(async () => {
    await browser?.close();
    await filled?.[Symbol.asyncDispose]();
  }, testMs);

  return {
    test(name: string, ...rest: [Body] | [DashboardOptions, Body]) {
      const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
      bunTest(
        name,
        async () => {
          if (browser === undefined) throw new Error('there is no browser');
          if (filled !== undefined && options.world === undefined)
            return runTest(browser, filled, name, options, body);
          await using world = await createServed(options.world);
          await world.serve();
          await runTest(browser, world, name, options, body);
        },
        testMs,
      );
    },
  };
}

async function runTest(
  browser: Browser,
  world: Served,
  name: string,
  options: DashboardOptions,
  body: Body,
): Promise<void> {
  const url = urlOf(world);
  await using context = await browser.newContext(contextOptions(options));
  const problems = watchProblems(context, url);
  const dashboard = createDashboard({ world, url, page: await context.newPage(), problems });
  try {
    await body(dashboard);
  } catch (error) {
    const picture = await dashboard.screenshot(name.replaceAll(/[^\w-]+/g, '-').slice(0, 80)).catch(String);
    const found = problems.found().map((problem) => `\n  ${problem}`);
    throw new Error(`${String(error)}\nThe page: ${picture}${found.join('')}`, { cause: error });
  }
  const found = problems.found();
  if (found.length > 0) throw new Error(`the page had problems:\n${found.join('\n')}`);
}

function contextOptions({ viewport = 'desktop', theme = 'light' }: DashboardOptions): BrowserContextOptions {
  return {
    viewport: viewports[viewport],
    hasTouch: viewport === 'phone',
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  };
}

interface Parts {
  readonly world: Served;
  readonly url: string;
  readonly page: Page;
  readonly problems: Problems;
}

function createDashboard({ world, url, page, problems }: Parts): Dashboard {
  page.setDefaultTimeout(waitMs);
  let isSignedIn = false;
  const link = () => printedLink(world.project);
  return {
    world,
    url,
    page,
    link,
    client: clientOf(world),
    allow: problems.allow,
    checkAccessibility: () => checkAccessibility(page),
    async open(path = '/') {
      if (!isSignedIn) await page.goto(await link());
      isSignedIn = true;
      if (new URL(page.url()).pathname !== path) await page.goto(`${url}${path}`);
    },
    async newTab(path) {
      const tab = await page.context().newPage();
      tab.setDefaultTimeout(waitMs);
      await tab.goto(`${url}${path}`);
      return tab;
    },
    setTheme: (theme) => page.emulateMedia({ colorScheme: theme }),
    setViewport: (viewport) => page.setViewportSize(viewports[viewport]),
    screenshot: (name) => pictureOf(page, name),
  };
}

/** What `shoal web --print` prints there: good once. */
export async function printedLink(project: Project): Promise<string> {
  const { code, stdout } = await atTerminal(['web', '--print', '--json'], { cwd: project.dir });
  if (code !== 0) throw new Error(`shoal web --print: exit ${code}\n${stdout}`);
  const { urls } = JSON.parse(stdout) as { urls: readonly string[] }; // what it prints
  return urls[0] ?? '';
}

/** Calls as the person. */
function clientOf(world: Served): ShoalClient {
  const token = readFileSync(join(world.project.dir, '.shoal/human-token'), 'utf8').trim();
  return createShoalClient({ url: urlOf(world), token });
}

function urlOf({ project }: Served): string {
  const info = JSON.parse(readFileSync(join(project.dir, '.shoal/serve.json'), 'utf8')) as { url: string };
  return info.url;
}

async function pictureOf(page: Page, name: string): Promise<string> {
  const folder = process.env['SHOAL_SCREENSHOTS'] ?? join(tmpdir(), 'shoal-screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
