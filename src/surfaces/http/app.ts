import { Hono } from 'hono';
import { ShoalError } from '../../domain/errors.ts';
import { allOperations } from '../../operations/manifest.ts';
import type { Settings } from '../../operations/settings.ts';
import type { Shoal } from '../../shoal.ts';
import { toShoalError } from '../cli/failure.ts';
import { userName } from '../identity/user-name.ts';
import type { Assets } from '../web/assets.ts';
import { createLinks } from '../web/links.ts';
import { openRoute, sessionRoutes, webAnswer } from '../web/routes.ts';
import { createSignIn } from '../web/sign-in.ts';
import { readJsonBody } from './body.ts';
import { createCalls } from './call.ts';
import { eventRoutes } from './events/routes.ts';
import { coordinationRoutes } from './coordination/routes.ts';
import type { Connection, Env } from './env.ts';
import { createGuard } from './guard.ts';
import { healthRoutes } from './health.ts';
import { tokenOf, createIdentity } from './identity.ts';
import { mcpRoutes } from './mcp.ts';
import { openApiRoute } from './openapi-route.ts';
import { problemResponse } from './problem.ts';
import { convert, inputOfQuery } from './query-input.ts';
import { createRateLimit } from './rate-limit.ts';
import { RequestError } from './request-error.ts';
import { createRouter } from './router.ts';
import { type Route, routesOf, servedAt } from './routes.ts';
import { createSlots } from './slots.ts';

export interface HttpAppOptions {
  readonly shoal: Shoal;
  readonly settings: Settings;
  readonly version: string;
  /** Content of `.shoal/human-token`: see human-token.ts. */
  readonly humanToken: string;
  /** Of the workspace. */
  readonly root: string;
  /** The dashboard's files. */
  readonly assets: Assets;
  /** Epoch ms; of sign-ins. */
  readonly now?: () => number;
  /** Names that it is served under besides those of loopback, with or without a port. */
  readonly hosts?: () => readonly string[];
  /** Of the person whose workspace this is. Default: of this process's account. */
  readonly user?: () => string;
  /** What keeps it from being ready, in words; null when nothing does. Default: nothing */
  readonly notReady?: () => string | null;
  /** Never holds a token. */
  readonly log?: HttpLog;
  /** Between two signs of life of a quiet stream. Default: 10 s */
  readonly heartbeatMs?: number;
  /** Events kept in memory for subscribers that read late. Default: 5,000 */
  readonly feedEventsMax?: number;
}

interface HttpLog {
  debug(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface HttpApp {
  readonly fetch: (request: Request, connection: Connection) => Promise<Response>;
  /** Ends every wait and every stream. */
  readonly close: () => void;
}

const quiet: HttpLog = { debug: () => undefined, error: () => undefined };

/**
 * The operations over HTTP, and the dashboard. Who calls is proven by a bearer token, or in a browser by the cookie that a
 * link of `shoal web` gave; without them there are only the dashboard's files, whether it is well, and what it can do. See
 * routes.ts for the rule of the paths.
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { shoal, settings, log = quiet } = options;
  const stopping = new AbortController();
  const guard = createGuard(options.hosts ?? (() => []));
  const { humanToken, root, version, now = Date.now } = options;
  const signIn = createSignIn({ humanToken, root, now });
  const links = createLinks(now);
  const identify = createIdentity({
    shoal,
    humanToken,
    user: options.user ?? (() => userName()),
    isSignedIn: (request) => signIn.isSignedIn(request),
  });
  const limit = createRateLimit({
    perSecond: settings.httpRequestsPerSecond,
    burst: settings.httpRequestsPerSecond * 2,
    now: () => performance.now(),
  });
  const shared = {
    shoal,
    stopping: stopping.signal,
    slots: createSlots(settings.httpStreamsMax),
    heartbeatMs: options.heartbeatMs ?? 10_000,
    onError: (error: unknown) => log.error('in the background', { error: toShoalError(error).message }),
  };
  const calls = createCalls({ ...shared, waitMsMax: settings.httpWaitMsMax });

  const app = new Hono<Env>({ router: createRouter() });
  app.use(async (c, next) => {
    guard(c.req.raw, c.env.viaSocket);
    // Before anything is counted: one page is many files.
    const page = await webAnswer(options.assets, c.req.raw);
    if (page !== undefined) return page;
    limit(tokenOf(c.req.raw) ?? from(c.env));
    // Hono answers HEAD by doing what GET does, and some GETs here do something.
    if (c.req.raw.method === 'HEAD') return notAnswered('HEAD', c.req.path, ['GET']);
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
    return undefined;
  });
  healthRoutes(app, options);
  openApiRoute(app, version);
  openRoute(app, links, signIn);
  app.use(async (c, next) => {
    try {
      c.set('principal', await identify(c.req.raw));
    } catch (error) {
      // Tokens are not to be guessed: each wrong one counts for whoever sends it.
      limit(from(c.env));
      throw error;
    }
    await next();
  });
  sessionRoutes(app, { ...shared, links, signIn, root, version });
  mcpRoutes(app, { ...shared, version, bodyBytesMax: settings.httpBodyBytesMax });
  eventRoutes(app, { ...shared, feedEventsMax: options.feedEventsMax });
  const serve = (route: Route, method: 'GET' | 'POST', path: string) =>
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const body = method === 'POST' ? await readJsonBody(c.req.raw, settings.httpBodyBytesMax) : {};
      const query = c.req.url.includes('?')
        ? inputOfQuery(route.operation.input, new URL(c.req.url).searchParams)
        : {};
      const inPath = pathInput(route, c.req.param());
      const input = merged(merged(body, query), inPath);
      return calls.answer({
        operation: route.operation,
        input,
        principal: c.get('principal'),
        request: c.req.raw,
      });
    });
  for (const { route, method, path } of servedAt(routesOf(allOperations()))) serve(route, method, path);

  coordinationRoutes(app, {
    calls,
    bodyBytesMax: settings.httpBodyBytesMax,
    now: () => Date.now(),
    staleAfterMs: settings.agentLeaseMs / 3,
    onError: shared.onError,
  });

  app.notFound((c) => {
    const { method, path } = c.req;
    const other = ['GET', 'POST', 'DELETE'].filter(
      (one) =>
        one !== method && app.router.match(one, path)[0].some(([[, { path: pattern }]]) => pattern !== '/*'),
    );
    return other.length === 0 ? problemResponse(noRoute(method, path)) : notAnswered(method, path, other);
  });
  app.onError((error, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    if (stopping.signal.aborted) return problemResponse(endingNow());
    if (error instanceof RequestError) return problemResponse(error, error.options);
    const known = toShoalError(error);
    if (known.code === 'INTERNAL') log.error('request failed', { error: known.message });
    return problemResponse(known);
  });
  return {
    fetch: async (request, connection) => app.fetch(request, connection),
    close: () => stopping.abort(),
  };
}

function pathInput({ operation }: Route, params: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([field, text]) => [
      field,
      convert(operation.input.properties[field] ?? { type: 'string' }, text, field),
    ]),
  );
}

function merged(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const twice = Object.keys(b).find((field) => a[field] !== undefined && a[field] !== b[field]);
  if (twice === undefined) return { ...a, ...b };
  throw new ShoalError('INVALID_INPUT', `${twice} is given twice, and differently.`, {
    hint: 'Give it in one place: the path, the query or the body.',
  });
}

function from({ remoteAddress }: Connection): string {
  return `from ${remoteAddress ?? 'the socket'}`;
}

function notAnswered(method: string, path: string, allowed: readonly string[]): Response {
  const error = new ShoalError('USAGE', `${path.slice(0, 200)} does not answer ${method}.`, {
    hint: `It answers ${allowed.join(', ')}.`,
  });
  return problemResponse(error, { status: 405, headers: { allow: allowed.join(', ') } });
}

function endingNow(): ShoalError {
  return new ShoalError('BUSY', 'The daemon is ending.', { hint: 'Try again in a moment.' });
}

function noRoute(method: string, path: string): ShoalError {
  return new ShoalError('NOT_FOUND', `There is no ${method} ${path.slice(0, 200)}.`, {
    hint: 'See /v1/openapi.json for what there is.',
  });
}
