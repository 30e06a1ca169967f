import { ShoalError } from '../../domain/errors.ts';
import { invoke } from '../../operations/invoke.ts';
import type { Shoal } from '../../shoal.ts';
import { createAfterwards, jsonAnswer, nothingAnswer } from './answer.ts';
import { createOnce, keyOf } from './idempotency.ts';
import { contextOf, type Principal } from './identity.ts';
import type { Route } from './routes.ts';
import { streamAnswer } from './stream-answer.ts';

export interface CallOptions {
  readonly shoal: Shoal;
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
    if (operation.kind === 'stream')
      return streamAnswer((await run()) as AsyncIterable<unknown>, {
        heartbeatMs: options.heartbeatMs,
        asLines: /\bapplication\/x-ndjson\b/.test(request.headers.get('accept') ?? ''),
        onCancel: () => gone.abort(),
      }); // the table says `stream`
    try {
      const keyed = { name: operation.name, input, actor: principal.agent ?? 'human' };
      const value = key === undefined || takesKey ? await run() : await once(context, { ...keyed, key }, run);
      return jsonAnswer(value, afterwards, onError);
    } catch (error) {
      if (error instanceof ShoalError && error.code === 'NOTHING_TO_DO') return nothingAnswer(error);
      throw error;
    }
  };
}

/** What the table says of who may call; the operation itself asks again. */
function refuseOthers({ principal, route: { operation } }: Call): void {
  if (operation.access === 'human' && principal.kind !== 'human')
    throw new ShoalError('NOT_ALLOWED', `Only a person can call ${operation.name}.`, {
      hint: 'Ask the person; theirs is the token in .shoal/human-token.',
    });
  // What the holder of a task sends after it was given up is kept as late: the operation sees to that (law 2).
  if (principal.isGone && !(operation.access === 'agent' && operation.kind === 'command'))
    throw new ShoalError('NOT_JOINED', 'The agent of this token has left or was ended.', {
      hint: 'Join again for a new one (`shoal join`).',
    });
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
