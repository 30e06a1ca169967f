import { expect, test } from 'bun:test';
import { createHttpWorld, type HttpWorld } from '../../../test/support/http-world.ts';
import { createLinks } from './links.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Over the socket, as `shoal web` asks. */
function askForLink(http: HttpWorld, token: string | undefined): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const request = new Request('http://localhost/v1/web/links', { method: 'POST', headers });
  return http.app.fetch(request, { viaSocket: true, remoteAddress: null });
}

async function link(http: HttpWorld): Promise<string> {
  const { path } = (await (await askForLink(http, http.humanToken)).json()) as { path: string };
  return path;
}

interface Signed {
  /** `name=value` */
  readonly cookie: string;
  /** The page key. */
  readonly 'x-shoal-web': string;
}

/** What a link gives, as the page sends it. */
async function signIn(http: HttpWorld): Promise<Signed & Record<string, string>> {
  const response = await http.send(await link(http));
  expect(response.status).toBe(303);
  const [, key = ''] = /^\/#key=([\w-]{43})$/.exec(response.headers.get('location') ?? '') ?? [];
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-shoal-web': key };
}

async function statusWith(http: HttpWorld, headers: Record<string, string>) {
  return (await http.send('/v1/web/session', { headers })).status;
}

/** A world whose clock of sign-ins the test sets. */
function timed(more: { readonly humanToken?: string; readonly root?: string } = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const http = createHttpWorld({ app: { now: () => clock.now, ...more } });
  return { clock, http: { ...http, humanToken: more.humanToken ?? http.humanToken } };
}

test('a link opens the dashboard: a cookie that no script reads and no other site sends', async () => {
  const { http } = timed({ root: '/home/pat/my-repo' });
  const response = await http.send(await link(http));
  expect(response.headers.get('cache-control')).toBe('no-store');
  const set = response.headers.get('set-cookie') ?? '';
  expect(set.split('; ').slice(1)).toEqual(['Max-Age=2592000', 'Path=/', 'HttpOnly', 'SameSite=Strict']);
  const headers = await signIn(http);
  expect(await http.json('/v1/web/session', { headers })).toEqual({
    user: 'pat',
    workspace: { root: '/home/pat/my-repo', name: 'my-repo' },
    version: '1.2.3',
  });
});

test('who has signed in acts as the person', async () => {
  const { http } = timed();
  const headers = { ...(await signIn(http)), origin: 'http://127.0.0.1:8000' };
  const body = { title: 'From the browser' };
  expect(await http.json('/v1/tasks', { body, headers })).toMatchObject({ id: 't1', ...body });
  expect(await http.json('/v1/tasks/t1/cancel', { body: {}, headers })).toMatchObject({ state: 'cancelled' });
});

test('a link is good once', async () => {
  const { http } = timed();
  const path = await link(http);
  expect((await http.send(path)).status).toBe(303);
  const again = await http.send(path);
  expect(again.status).toBe(410);
  expect(again.headers.get('set-cookie')).toBeNull();
  expect(await again.text()).toContain('shoal web');
});

test('a link is good for two minutes', async () => {
  const { http, clock } = timed();
  const [soon, late] = [await link(http), await link(http)];
  clock.now += 2 * minuteMs - 1;
  expect((await http.send(soon)).status).toBe(303);
  clock.now += 1;
  expect((await http.send(late)).status).toBe(410);
});

test('a wrong link, a look ahead and a HEAD sign nobody in, and use nothing up', async () => {
  const { http } = timed();
  const path = await link(http);
  for (const wrong of ['/open/x', `${path}x`, path.slice(0, -1), '/open/%00', '/open/..']) {
    const response = await http.send(wrong, { headers: { accept: 'text/html' } });
    expect(response.headers.get('set-cookie')).toBeNull();
  }
  expect((await http.send(path, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(503);
  expect((await http.send(path, { method: 'HEAD' })).status).toBe(405);
  expect((await http.send(path)).status).toBe(303);
});

test('links are bounded: the oldest gives way', () => {
  const links = createLinks(() => 0);
  const codes = Array.from({ length: 101 }, () => links.make().code);
  expect(links.use(codes[0] ?? '')).toBe(false);
  expect(links.use(codes[1] ?? '')).toBe(true);
  expect(links.use(codes[100] ?? '')).toBe(true);
});

test('only the person gets a link, and only over the socket', async () => {
  const { http } = timed();
  const { token } = await http.agent('ada');
  expect((await askForLink(http, token)).status).toBe(403);
  expect((await askForLink(http, undefined)).status).toBe(401);
  expect((await askForLink(http, 'guessed')).status).toBe(401);
  expect((await http.send('/v1/web/links', { token: http.humanToken, body: {} })).status).toBe(403);
  const headers = await signIn(http);
  expect((await http.send('/v1/web/links', { body: {}, headers })).status).toBe(403);
});

test('an agent has no session, and cannot end one', async () => {
  const { http } = timed();
  const { token } = await http.agent('ada');
  expect((await http.send('/v1/web/session', { token })).status).toBe(403);
  expect((await http.send('/v1/web/sign-out', { token, body: {} })).status).toBe(403);
});

test('a cookie that was made up or changed is nobody', async () => {
  const { http, clock } = timed();
  const signed = await signIn(http);
  const { cookie } = signed;
  const [name = '', value = ''] = cookie.split('=');
  const [expiresAt = '', signature = ''] = value.split('.');
  const later = String(clock.now + 365 * dayMs);
  for (const wrong of [
    `${name}=`,
    `${name}=${expiresAt}`,
    `${name}=${expiresAt}.`,
    `${name}=${later}.${signature}`,
    `${name}=${expiresAt}.${signature.toUpperCase()}`,
    `${name}=${expiresAt}.${signature}x`,
    `${name}=${http.humanToken}`,
    `other_${cookie}`,
    `shoal=${value}`,
  ])
    expect(await statusWith(http, { ...signed, cookie: wrong })).toBe(401);
  expect(await statusWith(http, { ...signed, cookie: `theme=dark; ${name}=junk; ${cookie}` })).toBe(200);
});

test('a cookie is good for 30 days', async () => {
  const { http, clock } = timed();
  const signed = await signIn(http);
  clock.now += 30 * dayMs - 1;
  expect(await statusWith(http, signed)).toBe(200);
  clock.now += 1;
  expect(await statusWith(http, signed)).toBe(401);
});

test('a cookie is of one workspace, outlives the daemon, and ends with the token of the person', async () => {
  const root = '/home/pat/one';
  const one = await signIn(timed({ root }).http);
  expect(await statusWith(timed({ root }).http, one)).toBe(200);
  expect(await statusWith(timed({ root, humanToken: 'a new one' }).http, one)).toBe(401);
  const http = timed({ root: '/home/pat/two' }).http;
  const other = await signIn(http);
  expect(await statusWith(http, one)).toBe(401);
  expect(await statusWith(http, { ...one, cookie: other.cookie })).toBe(401);
  const renamed = `${other.cookie.split('=')[0]}=${one.cookie.split('=')[1]}`;
  expect(await statusWith(http, { ...other, cookie: renamed })).toBe(401);
  expect(await statusWith(http, { ...other, cookie: `${one.cookie}; ${other.cookie}` })).toBe(200);
});

test('neither the cookie nor the page key is enough', async () => {
  const { http } = timed();
  const { cookie, 'x-shoal-web': key } = await signIn(http);
  const body = { title: 'forged' };
  // Whoever listens on another port of this machine is sent the cookie, and can make up the rest.
  for (const wrong of ['', '1', key.toLowerCase(), `${key}x`, key.slice(1), cookie, http.humanToken])
    expect((await http.send('/v1/tasks', { body, headers: { cookie, 'x-shoal-web': wrong } })).status).toBe(
      401,
    );
  expect((await http.send('/v1/tasks', { body, headers: { cookie } })).status).toBe(401);
  expect((await http.send('/v1/tasks', { body, headers: { 'x-shoal-web': key } })).status).toBe(401);
});

test('a page of another origin is not told that it may send the header', async () => {
  const { headers } = await timed().http.send('/v1/tasks', {
    method: 'OPTIONS',
    headers: { 'access-control-request-headers': 'x-shoal-web', 'access-control-request-method': 'POST' },
  });
  expect(headers.get('access-control-allow-headers')).toBeNull();
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('a foreign origin and a rebound host are refused', async () => {
  const { http } = timed();
  const signed = await signIn(http);
  for (const origin of ['http://evil.test', 'http://127.0.0.1:3000', 'http://localhost:8000', 'null'])
    expect(await statusWith(http, { ...signed, origin })).toBe(403);
  expect(await statusWith(http, { ...signed, host: 'rebound.test:8000' })).toBe(403);
});

test('the cookie is for the API alone: neither MCP nor the routes of coordination take it', async () => {
  const { http } = timed();
  const headers = await signIn(http);
  expect((await http.send('/mcp', { body: {}, headers })).status).toBe(401);
  expect((await http.send('/agents', { headers })).status).toBe(401);
  expect((await http.send('/tasks', { body: { title: 'x' }, headers })).status).toBe(401);
});

test('to sign out ends it in that browser', async () => {
  const { http } = timed();
  const signed = await signIn(http);
  const { cookie } = signed;
  expect((await http.send('/v1/web/sign-out', { body: {}, headers: { cookie } })).status).toBe(401);
  const out = await http.send('/v1/web/sign-out', { body: {}, headers: signed });
  expect(out.status).toBe(200);
  const [pair = '', ...attributes] = out.headers.get('set-cookie')?.split('; ') ?? [];
  expect(pair).toBe(`${cookie.split('=')[0]}=`);
  expect(attributes).toContain('Max-Age=0');
});
