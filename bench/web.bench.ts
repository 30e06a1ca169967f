// The dashboard in a real browser, from a daemon with 10,000 tasks and 100,000 events: until it is painted and answers,
// how it scrolls, when an event is seen, and its memory while 50 events come a second. Ten minutes for the last one, one
// with --quick.
import type { Page } from 'playwright-core';
import {
  bareRows,
  heapBytes,
  type Loaded,
  loadedAs,
  loadProbe,
  scrolled,
  seenAt,
  watchFor,
} from './support/page-probes.ts';
import {
  eventCount,
  longUsedWorkspace,
  openBrowser,
  taskCount,
  transcriptEntries,
} from './support/browser.ts';
import { Daemon } from './support/daemon.ts';
import { openHttpClient } from './support/http-client.ts';
import { quantile, report, reportBelow } from './support/report.ts';

const isQuick = process.env['SHOAL_BENCH_QUICK'] === '1';
const loads = 9;
const scrolls = 5;
const framesOfScroll = 180;
const shownEvents = 50;
const perSecond = 50;
const memoryMinutes = isQuick ? 1 : 10;
const warmUpMs = 20_000;

const workspace = await longUsedWorkspace();
using daemon = new Daemon(workspace);
const { url } = daemon.info;
await using browser = await openBrowser(daemon);
/** A connection that has been idle for long is closed: each part of this opens its own. */
const connected = () => openHttpClient(url, daemon.humanToken);

const views = [
  { name: 'the first page', path: '/', shows: 'main h1' },
  { name: 'the board', path: '/board', shows: '[data-task]' },
];
for (const view of views) await measureLoads(view);
await measureScrolls();
await measureEvents('on the board', '/board?q=fresh', /fresh \d+/, ({ title }) => title);
await measureEvents('in the live tail', '/events', /t\d{5,}/, ({ id }) => id);
await measureMemory();

/** Each from a cold profile, in turn with a page that holds a heading and nothing else. */
async function measureLoads({ name, path, shows }: (typeof views)[number]): Promise<void> {
  const own: Loaded[] = [];
  const floor: Loaded[] = [];
  for (let at = 0; at < loads; at++) {
    floor.push(await coldLoad('/open/none', 'h1'));
    own.push(await coldLoad(path, shows));
  }
  const median = (values: readonly Loaded[], of: (one: Loaded) => number) => quantile(values.map(of), 0.5);
  const least = `an empty page of the same daemon: painted after ${median(floor, ({ paintMs }) => paintMs).toFixed(0)} ms, idle after ${median(floor, ({ interactiveMs }) => interactiveMs).toFixed(0)} ms`;
  const what = `${name} of the dashboard, ${taskCount} tasks and ${eventCount} events`;
  reportBelow(
    `${what}, first paint`,
    least,
    median(own, ({ paintMs }) => paintMs),
    1_000,
    'ms',
  );
  reportBelow(
    `${what}, interactive`,
    least,
    median(own, ({ interactiveMs }) => interactiveMs),
    1_500,
    'ms',
  );
  const requests = `${median(own, (one) => one.requests)} requests in all`;
  reportBelow(
    `${what}, script, compressed`,
    requests,
    median(own, ({ scriptBytes }) => scriptBytes) / 1_000,
    350,
    'kB',
  );
}

async function coldLoad(path: string, shows: string): Promise<Loaded> {
  const page = await browser.open(loadProbe(shows));
  await page.goto(`${url}${path}`);
  const loaded = await loadedAs(page);
  await page.context().close();
  return loaded;
}

async function measureScrolls(): Promise<void> {
  const bare = await browser.open();
  await bare.setContent(bareRows);
  const board = await browser.open();
  await board.goto(`${url}/board?q=state:ready`);
  await board.locator('[data-task]').first().waitFor();
  const transcript = await browser.open();
  await transcript.goto(`${url}/agents/s1`);
  await transcript.getByText('the last word').waitFor();
  const frames = new Map<Page, number[]>([bare, board, transcript].map((page) => [page, []]));
  for (let at = 0; at < scrolls; at++)
    for (const [page, took] of frames) {
      await page.bringToFront();
      took.push(...(await scrolled(page, page === transcript ? -1 : 1, framesOfScroll)));
    }
  const of = (page: Page) => figuresOf(frames.get(page) ?? []);
  const floor = of(bare);
  const against = `bare rows: ${wordsOf(floor)}`;
  for (const [name, page] of [
    [`scroll of the board, ${taskCount} tasks`, board],
    [`scroll of a transcript of ${transcriptEntries} entries`, transcript],
  ] as const) {
    const found = of(page);
    report({
      what: name,
      against,
      measured: wordsOf(found),
      reach: 'median at most 1.1×, and at most 3 % more of the frames over 25 ms',
      isReached: found.median <= floor.median * 1.1 && found.late <= floor.late + 0.03,
    });
  }
  for (const page of frames.keys()) await page.context().close();
}

interface Frames {
  readonly median: number;
  readonly p95: number;
  /** Share of those over 25 ms. */
  readonly late: number;
}

function figuresOf(took: readonly number[]): Frames {
  return {
    median: quantile(took, 0.5),
    p95: quantile(took, 0.95),
    late: took.filter((ms) => ms > 25).length / took.length,
  };
}

function wordsOf({ median, p95, late }: Frames): string {
  return `${median.toFixed(1)} ms a frame, p95 ${p95.toFixed(1)} ms, ${(100 * late).toFixed(1)} % over 25 ms`;
}

interface Added {
  readonly id: string;
  readonly title: string;
}

/** From before the call that adds a task, so that its commit counts too, to the text that tells of it in the page. */
async function measureEvents(
  where: string,
  path: string,
  mark: RegExp,
  markOf: (added: Added) => string,
): Promise<void> {
  using client = await connected();
  const page = await browser.open();
  await page.goto(`${url}${path}`);
  await page.getByRole('main').waitFor();
  await page.waitForTimeout(2_000);
  await watchFor(page, mark);
  const took: number[] = [];
  for (let at = 0; at < shownEvents; at++) {
    const startedAt = performance.timeOrigin + performance.now();
    const answer = await client.post('/v1/tasks/add', { title: `fresh ${at}`, priority: 10 });
    const added = JSON.parse(answer) as Added; // the answer of task.add
    took.push((await seenAt(page, markOf(added))) - startedAt);
    // Below what is seen nothing is drawn: each makes room for the next.
    await client.post('/v1/tasks/cancel', { id: added.id });
    await page.waitForTimeout(300);
  }
  await page.context().close();
  const against = `from the call that makes it to its text in the page; median ${quantile(took, 0.5).toFixed(0)} ms`;
  reportBelow(`an event is shown ${where}, p95 of ${shownEvents}`, against, quantile(took, 0.95), 100, 'ms');
}

/** The heap of the page, collected, after a warm-up, in the middle and at the end. */
async function measureMemory(): Promise<void> {
  const pages = await Promise.all(
    ['/board', '/events'].map(async (path) => {
      const page = await browser.open();
      await page.goto(`${url}${path}`);
      await page.getByRole('main').waitFor();
      return { path, page, heaps: [] as number[] };
    }),
  );
  const measure = async () => {
    for (const { page, heaps } of pages) heaps.push((await heapBytes(page)) / 2 ** 20);
  };
  await editFor(warmUpMs);
  await measure();
  const rates: number[] = [];
  for (let part = 0; part < 2; part++) {
    rates.push(await editFor((memoryMinutes * 60_000) / 2));
    await measure();
  }
  const rate = rates.reduce((sum, one) => sum + one, 0) / rates.length;
  for (const { path, heaps } of pages) {
    const [start = 0, , end = Number.NaN] = heaps;
    report({
      what: `memory of ${path} over ${memoryMinutes} min`,
      against: `${Math.round(rate)} events/s; heap after collection at the start, in the middle, at the end`,
      measured: heaps.map((heap) => `${heap.toFixed(1)} MB`).join(', '),
      reach: 'at the end at most 1.1× and 3 MB of the start',
      isReached: end <= start * 1.1 + 3,
    });
  }
  for (const { page } of pages) await page.context().close();
}

/** Edits tasks at the rate; gives the rate that came of it. */
async function editFor(ms: number): Promise<number> {
  using client = await connected();
  const startedAt = performance.now();
  let made = 0;
  while (performance.now() - startedAt < ms) {
    if (made >= ((performance.now() - startedAt) * perSecond) / 1_000) await Bun.sleep(5);
    else {
      made += 1;
      const id = `t${taskCount - (made % 2_000)}`;
      await client.post('/v1/tasks/edit', { id, priority: 1 + (made % 10) });
    }
  }
  return (made * 1_000) / (performance.now() - startedAt);
}
