import type { Context } from '../../src/operations/context.ts';
import { invoke } from '../../src/operations/invoke.ts';
import { defaultSettings, type Settings } from '../../src/operations/settings.ts';
import type { Shoal } from '../../src/shoal.ts';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../../src/surfaces/http/app.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

export interface HttpWorld {
  readonly world: World;
  readonly shoal: Shoal;
  readonly app: HttpApp;
  readonly humanToken: string;
  /** Joins an agent, of a process of its own, and gives its token. */
  agent(name: string): Promise<{ readonly id: string; readonly token: string; readonly pid: number }>;
  /** One request as a program on this machine sends it. `body` makes it a POST. */
  send(path: string, options?: SendOptions): Promise<Response>;
  /** The JSON of an answer that must be 200. */
  json(path: string, options?: SendOptions): Promise<unknown>;
}

export interface SendOptions {
  readonly token?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const connection = { viaSocket: false, remoteAddress: '127.0.0.1' };

export interface HttpWorldOptions extends WorldOptions {
  readonly app?: Partial<HttpAppOptions>;
}

/** The HTTP surface on a world in this process, without a port. */
export function createHttpWorld(options: HttpWorldOptions = {}): HttpWorld {
  const world = createWorld(options);
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const shoal = shoalOn(world);
  const humanToken = 'token-of-the-person';
  const app = createHttpApp({
    shoal,
    settings,
    version: '1.2.3',
    humanToken,
    root: '/w',
    assets: { find: () => Promise.resolve(undefined) },
    user: () => 'pat',
    ...options.app,
  });
  let pid = 1000;
  const send: HttpWorld['send'] = (path, { token, method, body, headers = {}, signal } = {}) =>
    app.fetch(
      new Request(`http://127.0.0.1:8000${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      }),
      connection,
    );
  return {
    world,
    shoal,
    app,
    humanToken,
    send,
    async agent(name) {
      pid += 1;
      const { id, token } = await invoke(world.as(pid), 'agent.join', { name });
      return { id, token, pid };
    },
    async json(path, sent) {
      const response = await send(path, sent);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
      return JSON.parse(text) as unknown;
    },
  };
}

/** A Shoal whose calls are by whom their facts say. */
function shoalOn(world: World): Shoal {
  const close = () => world.store.close();
  return {
    context: (call = {}) => {
      const { facts, signal, afterAnswer } = call;
      const context: Context = world.nobody();
      return Promise.resolve({
        ...context,
        ...(facts === undefined ? {} : { facts }),
        ...(signal === undefined ? {} : { signal }),
        ...(afterAnswer === undefined ? {} : { afterAnswer }),
        files: { ...context.files, find: () => context.place, enter: async () => context },
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
