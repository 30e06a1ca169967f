import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Asked, createModel, type Script } from './model.ts';

/** A scripted model on loopback. */
export interface ModelServer extends Asked, AsyncDisposable {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:4711`. */
  readonly url: string;
}

export async function serveModel(script: Script): Promise<ModelServer> {
  const model = createModel(script);
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, model.handle).catch(() => outgoing.destroy()); // the program has gone
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted model has no port');
  return {
    ...model,
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolveClosed) => server.close(resolveClosed));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await textOf(incoming) : null;
  const response = await handle(new Request(`http://127.0.0.1${url}`, { method, body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  for await (const chunk of response.body ?? []) {
    if (outgoing.destroyed) return;
    outgoing.write(chunk);
  }
  outgoing.end();
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // no encoding is set: buffers
  return Buffer.concat(chunks).toString('utf8');
}
