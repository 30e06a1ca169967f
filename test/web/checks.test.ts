import { expect } from 'bun:test';
import { dashboardTests } from '../support/browser.ts';
import { checkAccessibility, watchProblems } from '../support/page-checks.ts';

const dashboard = dashboardTests();

dashboard.test('what no test may leave behind is seen', async ({ open, page, url, allow }) => {
  await open();
  allow(/./);
  const { found } = watchProblems(page.context(), url);
  const logged = async (script: string) => {
    const line = page.waitForEvent('console');
    await page.evaluate(script);
    await line;
  };
  await logged(`console.error('said so')`);
  await logged(
    `void document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.test/x.png' }))`,
  );
  await logged(`void document.body.insertAdjacentHTML('beforeend', '<i style="color: red"></i>')`).catch(
    String,
  );
  const thrown = page.waitForEvent('pageerror');
  await page.evaluate(`void setTimeout(() => { throw new Error('thrown') })`);
  await thrown;
  await page.evaluate(`fetch('/assets/none.js').then(() => undefined)`);
  await page.goto('http://127.0.0.1:1/').catch(String);
  const all = found().join('\n');
  expect(all).toContain('console error: said so');
  expect(all).toContain('http://elsewhere.test/x.png');
  expect(all).toContain('TrustedHTML');
  expect(all).toContain('Error: thrown');
  expect(all).toContain('/assets/none.js: status 404');
  expect(all).toContain('asked elsewhere: http://127.0.0.1:1/');
  expect(all).toMatch(/127\.0\.0\.1:1\/: net::ERR_/);
});

dashboard.test('what is not accessible is found', async ({ open, page }) => {
  await open();
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(`void document.body.append(document.createElement('button'))`);
  expect(await checkAccessibility(page).catch(String)).toContain('button-name');
});
