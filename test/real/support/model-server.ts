import { anthropic } from './protocols/anthropic.ts';
import { chatCompletions } from './protocols/chat-completions.ts';
import { gemini } from './protocols/gemini.ts';
import type { ModelRequest, Turn } from './protocols/protocol.ts';
import { responses } from './protocols/responses.ts';

const protocols = [anthropic, responses, chatCompletions, gemini];

/** A step is what the model says next, or a function of the request that decides it. */
export type Step = Turn | ((request: ModelRequest) => Said | Promise<Said>);

/** A whole response where one turn cannot say it. */
type Said = Turn | Response;

export interface ModelServer extends AsyncDisposable {
  /** Base URL without a trailing slash, such as `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Every turn request in order; side requests (titles, summaries) are in `sideRequests`. */
  readonly requests: readonly ModelRequest[];
  readonly sideRequests: readonly ModelRequest[];
  /** Resolves with the first turn request, past or future, that satisfies the predicate. */
  waitForRequest(predicate: (request: ModelRequest) => boolean, signal?: AbortSignal): Promise<ModelRequest>;
}

/**
 * Serves a scripted model on loopback in every vendor's wire format.
 * Step n answers the n-th turn request; past the end of the script the model says "script over".
 */
export function startModelServer(script: readonly Step[]): ModelServer {
  const requests: ModelRequest[] = [];
  const sideRequests: ModelRequest[] = [];
  const arrivals = new EventTarget();
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: handle });

  async function handle(raw: Request): Promise<Response> {
    const path = new URL(raw.url).pathname;
    if (path.endsWith('/count_tokens')) return Response.json({ input_tokens: 10 });
    const protocol = protocols.find((candidate) => candidate.matches(path));
    if (!protocol || raw.method !== 'POST') return Response.json({ data: [], models: [] });

    const request: ModelRequest = { path, body: (await raw.json()) as Record<string, unknown> };
    if (!protocol.isTurn(request.body)) {
      sideRequests.push(request);
      return protocol.answer({ text: 'side request' }, `side${sideRequests.length}`, request);
    }
    const index = requests.push(request) - 1;
    arrivals.dispatchEvent(new Event('request'));
    const step = script[index] ?? { text: 'script over' };
    const turn = typeof step === 'function' ? await step(request) : step;
    if (turn instanceof Response) return turn;
    return protocol.answer(turn, `lab${index}`, request);
  }

  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    sideRequests,
    waitForRequest: (predicate, signal) => waitFor(() => requests.find(predicate), arrivals, signal),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function waitFor<T>(find: () => T | undefined, arrivals: EventTarget, signal?: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const settled = new AbortController();
  const check = (): void => {
    const found = find();
    if (found === undefined) return;
    settled.abort();
    resolve(found);
  };
  const abort = (): void => {
    settled.abort();
    reject(signal?.reason);
  };
  arrivals.addEventListener('request', check, { signal: settled.signal });
  signal?.addEventListener('abort', abort, { signal: settled.signal });
  if (signal?.aborted) abort();
  else check();
  return promise;
}
