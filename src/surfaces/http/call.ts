import { ShoalError } from '../../domain/errors.ts';
import { invoke } from '../../operations/invoke.ts';
import type { Shoal } from '../../shoal.ts';
import { createAfterwards, jsonAnswer, nothingAnswer } from './answer.ts';
import { createOnce, keyOf } from './idempotency.ts';
import { contextOf, type Principal, refuseGone } from './identity.ts';
import type { Route } from './routes.ts';
import type { Slots } from './slots.ts';
import { streamAnswer, type StreamOptions } from './stream-answer.ts';

export interface CallOptions {
  readonly shoal: Shoal;
  readonly slots: Slots;
  readonly waitMsMax: number;
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

export interface Call {
  readonly route: Route;
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
  readonly request: Request;
}

/** Runs one operation for a request: the same path as the command line, but for who is calling and how the answer is written. */
export function createCalls(options: CallOptions): (call: Call) => Promise<Response> {
  const { shoal, stopping, onError } = options;
  const once = createOnce();
  return async (call) => {
    const { request, principal, route } = call;
    const { operation } = route;
    refuseOthers(call);
    const key = operation.kind === 'command' ? keyOf(request) : undefined;
    const takesKey = Object.hasOwn(operation.input.properties, 'key');
    const input = inputFor(call, options.waitMsMax, takesKey ? key : undefined);
    const gone = new AbortController();
    const signal = AbortSignal.any([request.signal, stopping, gone.signal]);
    const afterwards = createAfterwards();
    const context = await contextOf(shoal, principal, {
      needs: operation.needs,
      signal,
      afterAnswer: afterwards.later,
    });
    const run = () => invoke(context, operation.name, input);
    // Any of them may wait; one that answers at once gives its place back at once.
    const giveBack = options.slots.take();
    if (operation.kind === 'stream')
      return stream(run, {
        heartbeatMs: options.heartbeatMs,
        asLines: /\bapplication\/x-ndjson\b/.test(request.headers.get('accept') ?? ''),
        onEnd: () => {
          gone.abort();
          giveBack();
        },
      });
    try {
      const keyed = { name: operation.name, input, actor: principal.agent ?? 'human' };
      const value = key === undefined || takesKey ? await run() : await once(context, { ...keyed, key }, run);
      return jsonAnswer(value, afterwards, onError);
    } catch (error) {
      if (error instanceof ShoalError && error.code === 'NOTHING_TO_DO') return nothingAnswer(error);
      throw error;
    } finally {
      giveBack();
    }
  };
}

async function stream(run: () => Promise<unknown>, options: StreamOptions): Promise<Response> {
  try {
    return streamAnswer((await run()) as AsyncIterable<unknown>, options); // the table says `stream`
  } catch (error) {
    options.onEnd();
    throw error;
  }
}

/** What the table says of who may call; the operation itself asks again. */
function refuseOthers({ principal, route: { operation } }: Call): void {
  if (operation.access === 'human' && principal.kind !== 'human')
    throw new ShoalError('NOT_ALLOWED', `Only a person can call ${operation.name}.`, {
      hint: 'Ask the person; theirs is the token in .shoal/human-token.',
    });
  // What the holder of a task sends after it was given up is kept as late: the operation sees to that (law 2).
  if (operation.access !== 'agent' || operation.kind !== 'command') refuseGone(principal);
}

/** With what the headers say: where to go on, the key; and no longer a wait than is allowed here. */
function inputFor(
  { route: { operation }, input, request }: Call,
  waitMsMax: number,
  key: string | undefined,
): Record<string, unknown> {
  const { properties } = operation.input;
  const last = request.headers.get('last-event-id');
  const wait = input['waitMs'];
  return {
    ...input,
    ...(key === undefined || input['key'] !== undefined ? {} : { key }),
    ...(typeof wait === 'number' && wait > waitMsMax ? { waitMs: waitMsMax } : {}),
    ...(last !== null && /^\d+$/.test(last) && properties['after']?.type === 'integer'
      ? { after: Number(last) }
      : {}),
  };
}
