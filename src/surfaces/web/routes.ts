import { basename } from 'node:path';
import type { Hono } from 'hono';
import { ShoalError } from '../../domain/errors.ts';
import { ensurePerson } from '../../operations/command.ts';
import type { Shoal } from '../../shoal.ts';
import type { Env } from '../http/env.ts';
import { contextOf, type Principal } from '../http/identity.ts';
import { problemResponse } from '../http/problem.ts';
import type { Assets } from './assets.ts';
import type { Links } from './links.ts';
import { pageResponse, plainPage } from './page.ts';
import type { SignIn } from './sign-in.ts';
import { fileResponse } from './static.ts';

/** Never a page, whoever asks. All else may be one: coordination's routes are at the root, too. */
const apiOnly = /^\/(v1|mcp|open|health|ready)(\/|$)/;

/**
 * A file of the dashboard, or the dashboard itself: at `/`, and at every path that a browser navigates to, which is what
 * asks for HTML and has no token. Undefined: not for us.
 */
export async function webAnswer(assets: Assets, request: Request): Promise<Response | undefined> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || request.headers.has('authorization')) return undefined;
  const { pathname } = new URL(request.url);
  if (apiOnly.test(pathname)) return undefined;
  const isPage = pathname === '/' || request.headers.get('accept')?.includes('text/html') === true;
  const file = await assets.find(isPage ? '/index.html' : pathname);
  if (isPage)
    return file === undefined
      ? pageResponse(request, notBuilt, 503)
      : pageResponse(request, await file.forms.identity.text());
  if (file !== undefined) return fileResponse(request, file);
  return pathname.startsWith('/assets/') ? problemResponse(noAsset(pathname)) : undefined;
}

/** What a one-time link opens: the cookie, then the dashboard, which finds its key in the address. Who opens one has no token yet. */
export function openRoute(app: Hono<Env>, links: Links, signIn: SignIn): void {
  app.get('/open/:code', (c) => {
    // A browser that guesses where its person goes next must not use the link up.
    if (c.req.header('sec-purpose')?.includes('prefetch') === true) return c.body(null, 503);
    if (!links.use(c.req.param('code'))) return pageResponse(c.req.raw, linkIsOver, 410);
    return new Response(null, {
      status: 303,
      headers: {
        location: `/#key=${signIn.pageKey}`,
        'set-cookie': signIn.cookie(),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      },
    });
  });
}

export interface SessionRoutesOptions {
  readonly shoal: Shoal;
  readonly links: Links;
  readonly signIn: SignIn;
  /** Of the workspace. */
  readonly root: string;
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

/** For the person alone. */
export function sessionRoutes(app: Hono<Env>, options: SessionRoutesOptions): void {
  const { shoal, links, signIn, root, version, onError } = options;
  app.get('/v1/web/session', async (c) => {
    const principal = person(c.get('principal'));
    const { facts } = principal;
    // Who has the page open can be asked. A store that takes nothing more can still be looked at.
    await contextOf(shoal, principal, { needs: 'store' }).then(ensurePerson).catch(onError);
    const workspace = { root, name: basename(root) };
    return c.json({ user: facts.user, workspace, version }, 200, { 'cache-control': 'no-store' });
  });
  app.post('/v1/web/sign-out', (c) => {
    person(c.get('principal'));
    return c.json({ signedOut: true }, 200, { 'set-cookie': signIn.noCookie(), 'cache-control': 'no-store' });
  });
  app.post('/v1/web/links', (c) => {
    person(c.get('principal'));
    if (!c.env.viaSocket) throw onlyHere();
    const { code, expiresInMs } = links.make();
    return c.json({ path: `/open/${code}`, expiresInMs }, 200, { 'cache-control': 'no-store' });
  });
}

function person(principal: Principal): Principal {
  if (principal.kind === 'human') return principal;
  throw new ShoalError('NOT_ALLOWED', 'The dashboard is opened for a person alone.', {
    hint: 'The person opens it with `shoal web`.',
  });
}

function onlyHere(): ShoalError {
  return new ShoalError('NOT_ALLOWED', 'A link to sign in is made on the machine of the daemon alone.', {
    hint: 'Run `shoal web --print` there.',
  });
}

function noAsset(path: string): ShoalError {
  return new ShoalError('NOT_FOUND', `There is no ${path.slice(0, 200)}.`, {
    hint: 'Load the page again: it may be of another version.',
  });
}

const linkIsOver = plainPage(
  'This link is over',
  'Each link opens the dashboard once, within two minutes. Run <code>shoal web</code> again for another.',
  'This browser may have signed in before: <a href="/">go to the dashboard</a>.',
);

const notBuilt = plainPage(
  'The dashboard is not built',
  'This daemon runs from its source. Run <code>npm run build</code>, then load the page again.',
);
