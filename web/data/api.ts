import { operations } from '../../src/client/operations.generated.ts';
import { serverEvents } from '../../src/client/sse.ts';
import { createSend } from '../../src/client/transport.ts';
import type { Inputs, Outputs } from '../../src/operations/handlers.generated.ts';
import { pageKey } from './page-key.ts';

/** A browser that has signed in sends its cookie; the key is what no page of another origin has. */
export const send = createSend({
  url: location.origin,
  pageKey,
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
});

type OperationName = keyof typeof operations & keyof Inputs;
type StreamName = {
  [N in OperationName]: Outputs[N] extends AsyncIterable<unknown> ? N : never;
}[OperationName];
export type CallName = Exclude<OperationName, StreamName>;
export type Input<N extends OperationName> = Inputs[N];
export type Output<N extends CallName> = Awaited<Outputs[N]>;
type Streamed<N extends StreamName> = Outputs[N] extends AsyncIterable<infer T> ? T : never;

/** One operation, by its name. Throws a ShoalError with code, message and hint. */
export async function call<N extends CallName>(
  name: N,
  input: Input<N>,
  signal?: AbortSignal,
): Promise<Output<N>> {
  const response = await send({ method: 'POST', path: operations[name].path, body: input, signal });
  return response.json() as Promise<Output<N>>; // the server holds it to the same contract
}

/** The values of a stream operation as they come; ends when the stream does. */
export async function* stream<N extends StreamName>(
  name: N,
  input: Input<N>,
  signal: AbortSignal,
): AsyncGenerator<Streamed<N>> {
  const headers = { accept: 'text/event-stream' };
  const response = await send({ method: 'POST', path: operations[name].path, body: input, headers, signal });
  if (response.body === null) return;
  for await (const { event, data } of serverEvents(response.body)) {
    if (event === 'end') return;
    if (event === 'error') throw new Error((JSON.parse(data) as { detail?: string }).detail ?? data);
    yield JSON.parse(data) as Streamed<N>;
  }
}
