import { expect } from 'bun:test';
import { type Dashboard, dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const paths = [
  '/',
  '/board',
  '/tasks/t1',
  '/agents/a1',
  '/runs/r1',
  '/pipelines/x',
  '/settings',
  '/open/used',
];

dashboard.test(
  'each page comes under a policy that lets it load from here alone, and in no frame',
  async ({ url }) => {
    for (const path of paths) {
      const { headers } = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
      const policy = headers.get('content-security-policy') ?? '';
      const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule] as const));
      expect(rules.get('default-src')).toBe("default-src 'none'");
      expect(rules.get('script-src')).toBe("script-src 'self'");
      expect(rules.get('connect-src')).toBe("connect-src 'self'");
      expect(rules.get('frame-ancestors')).toBe("frame-ancestors 'none'");
      expect(rules.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  },
);

/** A page of another origin of this machine, in the browser that is signed in: the cookie goes with what it sends. */
async function onForeignPage(
  use: Dashboard,
  look: (evaluate: (script: string) => Promise<unknown>) => Promise<void>,
) {
  const { open, page, allow } = use;
  await open();
  using other = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () =>
      new Response('<link rel="icon" href="data:,"><h1>elsewhere</h1>', {
        headers: { 'content-type': 'text/html' },
      }),
  });
  allow(/./);
  await page.goto(other.url.href);
  await look((script) => page.evaluate(script));
}

dashboard.test('a page of another origin reads nothing and changes nothing', async (use) => {
  const { url, client } = use;
  await onForeignPage(use, async (evaluate) => {
    const post = (more: string) =>
      `fetch('${url}/v1/tasks/add', { method: 'POST', credentials: 'include', body: '{"title":"by another"}', ${more} })
        .then((response) => response.status + response.type, String)`;
    expect(
      await evaluate(`fetch('${url}/v1/web/session', { credentials: 'include' }).then(String, String)`),
    ).toContain('Failed');
    expect(
      await evaluate(post(`headers: { 'x-shoal-web': '1', 'content-type': 'application/json' }`)),
    ).toContain('Failed');
    expect(await evaluate(post(`mode: 'no-cors', headers: { 'content-type': 'text/plain' }`))).toBe(
      '0opaque',
    );
    await evaluate(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: 'sink', onload: resolve });
      const form = Object.assign(document.createElement('form'), { action: '${url}/v1/tasks/add', method: 'post', target: 'sink' });
      form.append(Object.assign(document.createElement('input'), { name: 'title', value: 'by a form' }));
      document.body.append(frame, form);
      form.submit();
    })`);
    expect(await client.task.list({})).toEqual([]);
  });
});

dashboard.test('a page of another origin cannot hold the dashboard in a frame', async (use) => {
  await onForeignPage(use, async (evaluate) => {
    await evaluate(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: '${use.url}/', onload: resolve });
      document.body.append(frame);
    })`);
    const [, inner] = use.page.frames();
    expect(inner?.url()).toStartWith('chrome-error://');
  });
});

dashboard.test('another name for this machine is answered by nothing', async ({ url }) => {
  const headers = { host: 'attacker.example', accept: 'text/html' };
  for (const path of paths) expect((await fetch(`${url}${path}`, { headers })).status).toBe(403);
});
