import { ShoalError } from '../domain/errors.ts';
import type { Operations } from '../operations/methods.ts';
import { connectionLost, fromProblem } from './errors.ts';
import { type EventObject, type EventsOptions, followEvents } from './events.ts';
import { operations } from './operations.generated.ts';
import { serverEvents } from './sse.ts';
import { createSend, type Send, type TransportOptions } from './transport.ts';

export { type ErrorCode, ShoalError } from '../domain/errors.ts';
export type { Operations } from '../operations/methods.ts';
export type { EventObject, EventsOptions } from './events.ts';
export type ShoalClientOptions = TransportOptions;

/** A workspace, served somewhere: the same methods as the library's. */
export interface ShoalClient extends Operations {
  /** The log as it grows, across lost connections. */
  events(options?: EventsOptions): AsyncIterable<EventObject>;
}

/**
 * Talks to `shoal serve`. Needs nothing but `fetch` and streams: Node 20, Bun and browsers. The token is an agent's own
 * (SHOAL_AGENT_TOKEN, or what `join` gave), or the owner's in `.shoal/human-token`.
 *
 * Every method throws a ShoalError with a code and a hint when it is refused.
 */
export function createShoalClient(options: ShoalClientOptions): ShoalClient {
  const send = createSend(options);
  const nouns: Record<string, Record<string, unknown>> = {};
  for (const [name, { path, kind }] of Object.entries(operations)) {
    const [noun = '', verb = ''] = name.split('.');
    const methods = (nouns[noun] ??= {});
    methods[camelCase(verb)] =
      kind === 'stream'
        ? (input: unknown = {}) => streamed(send, path, input)
        : async (input: unknown = {}) => (await send({ method: 'POST', path, body: input })).json();
  }
  const methods = nouns as unknown as Operations; // built from the same table as the type
  const { signal } = options;
  return {
    ...methods,
    events: (asked = {}) => followEvents(send, signal === undefined ? asked : { signal, ...asked }),
  };
}

/** The values of a stream operation. A connection that ends without saying so was lost. */
async function* streamed(send: Send, path: string, input: unknown): AsyncGenerator<unknown> {
  const response = await send({
    method: 'POST',
    path,
    body: input,
    headers: { accept: 'text/event-stream' },
  });
  if (response.body !== null) {
    for await (const { event, data } of serverEvents(response.body)) {
      if (event === 'end') return;
      const value: unknown = JSON.parse(data);
      if (event === 'error') throw fromProblem(value) ?? new ShoalError('INTERNAL', data);
      yield value;
    }
  }
  throw connectionLost(path, undefined);
}

function camelCase(verb: string): string {
  return verb.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
