import { expect, test } from 'bun:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHttpWorld, type SendOptions } from '../../../test/support/http-world.ts';
import { createAssets } from './assets.ts';
import { packed, unpacked, type WebFile } from './pack.ts';

const script = Buffer.from('console.log("a script");'.repeat(20));
const html = '<!doctype html><head><meta name="csp-nonce" nonce="%NONCE%"></head><p>the dashboard';

const files: readonly WebFile[] = [
  {
    path: '/index.html',
    type: 'text/html; charset=utf-8',
    etag: '"page"',
    forms: { identity: Buffer.from(html) },
  },
  {
    path: '/assets/main-1.js',
    type: 'text/javascript; charset=utf-8',
    etag: '"script"',
    forms: { identity: script, gzip: gzipSync(script), br: Buffer.from('as brotli') },
  },
  { path: '/icon.svg', type: 'image/svg+xml', etag: '"icon"', forms: { identity: Buffer.from('<svg/>') } },
];

function served() {
  return createHttpWorld({
    app: { assets: createAssets(() => Promise.resolve({ bytes: packed(files), made: 1 })) },
  });
}

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

test('every file comes out of the pack as it went in', async () => {
  const found = await unpacked(packed(files));
  expect([...found.keys()]).toEqual(files.map(({ path }) => path));
  for (const { path, type, etag, forms } of files) {
    const file = found.get(path);
    expect(file).toMatchObject({ path, type, etag });
    for (const encoding of ['identity', 'gzip', 'br'] as const)
      expect(await file?.forms[encoding]?.text()).toBe(
        forms[encoding] && Buffer.from(forms[encoding]).toString(),
      );
  }
});

test('another pack is served as soon as it is there', async () => {
  let made = 1;
  const [page, ...others] = files;
  const assets = createAssets(() => {
    const now = made === 1 || page === undefined ? files : [{ ...page, etag: '"new"' }, ...others];
    return Promise.resolve({ bytes: packed(now), made });
  });
  expect((await assets.find('/index.html'))?.etag).toBe('"page"');
  made = 2;
  expect((await assets.find('/index.html'))?.etag).toBe('"new"');
});

test('the page is at the root, and wherever a browser goes: also on paths that coordination serves', async () => {
  const http = served();
  const paths = ['/board', '/tasks/t1', '/tasks', '/agents', '/events/a1', '/pipelines/a.b', '/what?ever=1'];
  for (const path of paths) {
    const response = await http.send(path, asBrowser);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('the dashboard');
  }
  expect(await (await http.send('/')).text()).toContain('the dashboard');
});

test('programs get the API on those paths, with a token and without', async () => {
  const http = served();
  const { token } = await http.agent('ada');
  expect(await http.json('/agents', { token, headers: asBrowser.headers })).toMatchObject([{ name: 'ada' }]);
  for (const [path, options] of [
    ['/agents', {}],
    ['/tasks', { method: 'POST', body: {} }],
    ['/v1/tasks', asBrowser],
    ['/v1/web/session', asBrowser],
  ] as const)
    expect((await http.send(path, options)).status).toBe(401);
  expect((await http.send('/health', asBrowser)).headers.get('content-type')).toContain('application/json');
});

test('every page has a strict policy and a nonce of its own', async () => {
  const http = served();
  const seen = new Set<string>();
  for (const [path, options] of [
    ['/', {}],
    ['/board', asBrowser],
    ['/open/wrong', asBrowser],
    ['/', {}],
  ] as const) {
    const { headers, text } = await answered(http.send(path, options));
    const policy = headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]{20,})'/.exec(policy)?.[1] ?? '';
    expect(text).toContain(`nonce="${nonce}"`);
    expect(text).not.toMatch(/%NONCE%|<script(?! type="module" src=)|\sstyle=|\son\w+=/);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy.split('; ')).toContain(directive);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    seen.add(nonce);
  }
  expect(seen.size).toBe(4);
});

test('an asset is compressed as the browser takes it, kept for good, and not sent twice', async () => {
  const http = served();
  const get = async (encodings: string, more: SendOptions['headers'] = {}) =>
    http.send('/assets/main-1.js', { headers: { 'accept-encoding': encodings, ...more } });
  const plain = await get('');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('vary')).toBe('accept-encoding');
  expect(await plain.text()).toBe(script.toString());

  const gzip = await get('br;q=0, gzip');
  expect(gzip.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(script.toString());
  expect((await get('gzip, deflate, br')).headers.get('content-encoding')).toBe('br');
  expect((await get('*')).headers.get('content-encoding')).toBe('br');
  expect((await get('zstd, identity')).headers.get('content-encoding')).toBeNull();

  const etag = gzip.headers.get('etag') ?? '';
  expect(etag).not.toBe(plain.headers.get('etag'));
  const again = await get('gzip', { 'if-none-match': `"other", W/${etag}` });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  expect(again.headers.get('etag')).toBe(etag);
  expect((await get('gzip', { 'if-none-match': '"other"' })).status).toBe(200);
});

test('HEAD says what GET would send, and sends nothing', async () => {
  const http = served();
  for (const [path, length] of [
    ['/', html.length - '%NONCE%'.length + 22],
    ['/assets/main-1.js', script.length],
    ['/icon.svg', 6],
  ] as const) {
    const { headers, text } = await answered(http.send(path, { method: 'HEAD' }));
    expect(headers.get('content-length')).toBe(String(length));
    expect(text).toBe('');
  }
  expect((await http.send('/icon.svg')).headers.get('cache-control')).toBe('no-cache');
});

test('what is not in the pack is not there, however its path is written', async () => {
  const http = served();
  for (const path of [
    '/assets/none.js',
    '/assets/../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fetc/passwd',
    '/assets/main-1.js%00',
    '/assets/',
    '/index.html/../../package.json',
  ])
    expect([401, 404]).toContain((await http.send(path)).status);
});

test('files count for nobody, and calls do', async () => {
  const http = createHttpWorld({
    settings: { httpRequestsPerSecond: 5 },
    app: { assets: createAssets(() => Promise.resolve({ bytes: packed(files), made: 1 })) },
  });
  for (let at = 0; at < 50; at += 1) expect((await http.send('/assets/main-1.js')).status).toBe(200);
  const statuses = [];
  for (let at = 0; at < 50; at += 1) statuses.push((await http.send('/open/wrong')).status);
  expect(statuses[0]).toBe(410);
  expect(statuses).toContain(429);
});

test('without a pack a page says what to do', async () => {
  const { status, text } = await answered(createHttpWorld().send('/'));
  expect(status).toBe(503);
  expect(text).toContain('npm run build');
});

test('a foreign host and a foreign origin are refused, before anything is served', async () => {
  const http = served();
  expect((await http.send('/', { headers: { host: 'rebound.test' } })).status).toBe(403);
  expect((await http.send('/assets/main-1.js', { headers: { host: 'rebound.test:8000' } })).status).toBe(403);
  expect((await http.send('/', { headers: { origin: 'http://evil.test' } })).status).toBe(403);
});

async function answered(sent: Promise<Response>) {
  const response = await sent;
  return { status: response.status, headers: response.headers, text: await response.text() };
}
