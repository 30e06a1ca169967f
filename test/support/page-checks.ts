import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Page, Response } from 'playwright-core';

/** What a person would not see, and no test may leave behind: errors, refused and failed requests, calls to elsewhere. */
export interface Problems {
  /** Of this test it is expected. */
  readonly allow: (pattern: RegExp) => void;
  /** Those that are not, in the order in which they came. */
  readonly found: () => readonly string[];
}

/** Watches every page of the context, also those that it opens later. */
export function watchProblems(context: BrowserContext, origin: string): Problems {
  const allowed: RegExp[] = [];
  const all: string[] = [];
  context.on('console', (message) => {
    // Each failed request is told by itself, with its address.
    const isProblem = message.type() === 'error' || message.type() === 'warning';
    if (isProblem && !message.text().startsWith('Failed to load resource'))
      all.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => all.push(`error in the page: ${String(error.error())}`));
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) all.push(`asked elsewhere: ${url}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What a page asked for that it no longer wants.
    if (why !== 'net::ERR_ABORTED') all.push(`${request.method()} ${request.url()}: ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) all.push(asText(response));
  });
  return {
    allow: (pattern) => void allowed.push(pattern),
    found: () => all.filter((problem) => !allowed.some((pattern) => pattern.test(problem))),
  };
}

function asText(response: Response): string {
  return `${response.request().method()} ${response.url()}: status ${response.status()}`;
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Throws with every violation of WCAG 2.2 AA that a program can find, and where. */
export async function checkAccessibility(page: Page): Promise<void> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  // Nothing is read again: the rules that would need it are not among these.
  const options = { runOnly: rules, resultTypes: ['violations'], preload: false };
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  if (violations.length === 0) return;
  const found = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}\n    ${failureSummary ?? ''}`),
  ]);
  throw new Error(`not accessible:\n${found.join('\n')}`);
}
