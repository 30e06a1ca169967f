import { ShoalError } from '../domain/errors.ts';
import type { Outputs } from '../operations/handlers.generated.ts';
import { fromProblem } from './errors.ts';
import { serverEvents } from './sse.ts';
import { pause, type Send } from './transport.ts';

type Logged = Outputs['log.list'] extends AsyncIterable<infer T> ? T : never;
/** One line of the log. */
export type EventObject = Exclude<Logged, readonly unknown[]>;

export interface EventsOptions {
  /** Go on after this seq. Default: from now on. */
  readonly after?: number;
  /** Only these: `task.done`, `task.*`. */
  readonly types?: readonly string[];
  readonly task?: string;
  readonly agent?: string;
  readonly signal?: AbortSignal;
}

const pauseMsFirst = 100;
const pauseMsMax = 5_000;

/**
 * The log as it grows. A lost connection is made again, and goes on after the last event given: none is missing and none
 * comes twice. Ends when it is left or aborted, and throws what the daemon refuses.
 */
export async function* followEvents(
  send: Send,
  { after, types = [], task, agent, signal }: EventsOptions,
): AsyncGenerator<EventObject> {
  const query = new URLSearchParams(types.map((type): [string, string] => ['type', type]));
  if (task !== undefined) query.set('task', task);
  if (agent !== undefined) query.set('agent', agent);
  let last = after;
  let pauseMs = pauseMsFirst;
  for (;;) {
    try {
      for await (const { event, data } of connection()) {
        pauseMs = pauseMsFirst;
        const value: unknown = JSON.parse(data);
        if (event === 'open' || event === 'message') last = seqOf(value) ?? last;
        if (event === 'message') yield value as EventObject; // what /v1/events sends
        if (event === 'error') throw fromProblem(value) ?? new ShoalError('INTERNAL', data);
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, pauseMsMax);
  }

  async function* connection() {
    const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': String(last) };
    const response = await send({ method: 'GET', path: `/v1/events?${query.toString()}`, headers, signal });
    if (response.body !== null) yield* serverEvents(response.body);
  }
}

/** A daemon that is away, or one whose line broke: fetch says so with a TypeError. */
function isPassing(error: unknown): boolean {
  return error instanceof ShoalError ? error.code === 'BUSY' : error instanceof TypeError;
}

function seqOf(value: unknown): number | undefined {
  const seq = typeof value === 'object' && value !== null && 'seq' in value ? value.seq : undefined;
  return typeof seq === 'number' ? seq : undefined;
}
