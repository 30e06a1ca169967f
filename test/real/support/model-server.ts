import { type Asked, createModel, type Script } from '../../../src/engines/probe/model/model.ts';

export type { Step } from '../../../src/engines/probe/model/model.ts';

export interface ModelServer extends Asked, AsyncDisposable {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:4711`. */
  readonly url: string;
}

/** Serves a scripted model on loopback in every vendor's wire format. */
export function startModelServer(script: Script): ModelServer {
  const model = createModel(script);
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: model.handle });
  return {
    ...model,
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
