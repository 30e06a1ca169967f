import { anthropic } from './anthropic.ts';
import { chatCompletions } from './chat-completions.ts';
import { gemini } from './gemini.ts';
import type { ModelRequest, Turn } from './protocol.ts';
import { responses } from './responses.ts';

const protocols = [anthropic, responses, chatCompletions, gemini];

/** A step is what the model says next, or a function of the request that decides it. */
export type Step = Turn | ((request: ModelRequest) => Said | Promise<Said>);

/** A whole response where one turn cannot say it. */
type Said = Turn | Response;

/** Step n answers the n-th turn request; past the end the model says "script over". */
export type Script = readonly Step[] | ((request: ModelRequest) => Said | Promise<Said>);

/** What a scripted model was asked. */
export interface Asked {
  /** Every turn request in order; side requests (titles, summaries) are in `sideRequests`. */
  readonly requests: readonly ModelRequest[];
  readonly sideRequests: readonly ModelRequest[];
  /** Resolves with the first turn request, past or future, that satisfies the predicate. */
  waitForRequest(predicate: (request: ModelRequest) => boolean, signal?: AbortSignal): Promise<ModelRequest>;
}

export interface ScriptedModel extends Asked {
  readonly handle: (raw: Request) => Promise<Response>;
}

/** A model that says what it was told to, in every vendor's wire format. Something else serves it. */
export function createModel(script: Script): ScriptedModel {
  const requests: ModelRequest[] = [];
  const sideRequests: ModelRequest[] = [];
  const arrivals = new EventTarget();

  async function handle(raw: Request): Promise<Response> {
    const path = new URL(raw.url).pathname;
    if (path.endsWith('/count_tokens')) return Response.json({ input_tokens: 10 });
    const protocol = protocols.find((candidate) => candidate.matches(path));
    if (!protocol || raw.method !== 'POST') return Response.json({ data: [], models: [] });

    const request: ModelRequest = { path, body: (await raw.json()) as Record<string, unknown> }; // of these paths always an object
    if (!protocol.isTurn(request.body)) {
      sideRequests.push(request);
      return protocol.answer({ text: 'side request' }, `side${sideRequests.length}`, request);
    }
    const index = requests.push(request) - 1;
    const saying = next(script, index, request);
    // After the script was asked: what it counts is counted when others hear of the request.
    arrivals.dispatchEvent(new Event('request'));
    const said = await saying;
    return said instanceof Response ? said : protocol.answer(said, `lab${index}`, request);
  }

  return {
    requests,
    sideRequests,
    handle,
    waitForRequest: (predicate, signal) => waitFor(() => requests.find(predicate), arrivals, signal),
  };
}

function next(script: Script, index: number, request: ModelRequest): Said | Promise<Said> {
  if (typeof script === 'function') return script(request);
  const step = script[index] ?? { text: 'script over' };
  return typeof step === 'function' ? step(request) : step;
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
