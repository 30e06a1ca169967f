import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { invoke } from '../../operations/invoke.ts';
import type { Operation } from '../../operations/manifest.ts';
import type { Shoal } from '../../shoal.ts';
import { isAllowed } from '../mcp/tools.ts';
import { type Afterwards, createAfterwards, jsonAnswer, nothingAnswer } from './answer.ts';
import { createOnce, keyOf } from './idempotency.ts';
import { contextOf, type Principal, refuseGone } from './identity.ts';
import { isOwners } from './owners.ts';
import type { Slots } from './slots.ts';
import { streamAnswer } from './stream-answer.ts';

export interface CallOptions {
  readonly shoal: Shoal;
  readonly slots: Slots;
  readonly waitMsMax: number;
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

interface Call {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
  readonly request: Request;
}

/** Runs operations for requests: the same path as the command line, but for who is calling and how the answer is written. */
export interface Calls {
  /** The whole answer to a request. */
  answer(call: Call): Promise<Response>;
  /** The value alone, for answers of another shape; not for streams. */
  value(call: Call, afterwards: Afterwards): Promise<unknown>;
}

export function createCalls(options: CallOptions): Calls {
  const { shoal, stopping, slots, onError } = options;
  const once = createOnce();

  async function value(call: Call, afterwards: Afterwards): Promise<unknown> {
    const { operation, principal, request } = call;
    refuseOthers(call);
    const key = operation.kind === 'command' ? keyOf(request) : undefined;
    const takesKey = Object.hasOwn(operation.input.properties, 'key');
    const input = inputFor(call, options.waitMsMax, takesKey ? key : undefined);
    const giveBack = slots.take();
    try {
      const context = await contextFor(call, [stopping], afterwards);
      const run = () => invoke(context, operation.name, input);
      const keyed = { name: operation.name, input, actor: principal.agent ?? 'human', mayRepeat: takesKey };
      return key === undefined ? await run() : await once(context, { ...keyed, key }, run);
    } finally {
      giveBack();
    }
  }

  async function stream(call: Call): Promise<Response> {
    const { operation, request } = call;
    refuseOthers(call);
    const gone = new AbortController();
    const giveBack = slots.take();
    const onEnd = () => {
      gone.abort();
      giveBack();
    };
    try {
      const context = await contextFor(call, [stopping, gone.signal], createAfterwards());
      const values = await invoke(context, operation.name, inputFor(call, options.waitMsMax, undefined));
      const asLines = /\bapplication\/x-ndjson\b/.test(request.headers.get('accept') ?? '');
      return streamAnswer(values as AsyncIterable<unknown>, {
        heartbeatMs: options.heartbeatMs,
        asLines,
        onEnd,
      }); // the table says `stream`
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  function contextFor(call: Call, endings: AbortSignal[], { later }: Afterwards): Promise<Context> {
    const { operation, principal, request } = call;
    let signal: AbortSignal | undefined;
    return contextOf(shoal, principal, {
      needs: operation.needs,
      afterAnswer: later,
      get signal() {
        return (signal ??= AbortSignal.any([request.signal, ...endings]));
      },
    });
  }

  return {
    value,
    async answer(call) {
      if (call.operation.kind === 'stream') return stream(call);
      const afterwards = createAfterwards();
      try {
        return jsonAnswer(await value(call, afterwards), afterwards, onError);
      } catch (error) {
        if (error instanceof ShoalError && error.code === 'NOTHING_TO_DO') return nothingAnswer(error);
        throw error;
      }
    },
  };
}

/** What the table says of who may call; the operation itself asks again. */
function refuseOthers({ principal, operation }: Call): void {
  if (isOwners(operation) && principal.kind !== 'human')
    throw new ShoalError('NOT_ALLOWED', `Only a person can call ${operation.name}.`, {
      hint: 'Ask the person; theirs is the token in .shoal/human-token.',
    });
  if (!isAllowed(principal.toolset, operation))
    throw new ShoalError(
      'NOT_ALLOWED',
      `The profile of this agent only reads: ${operation.name} changes something.`,
      {
        hint: 'Ask somebody who may, with a message.',
      },
    );
  // What the holder of a task sends after it was given up is kept as late: the operation sees to that (law 2).
  if (operation.access !== 'agent' || operation.kind !== 'command') refuseGone(principal);
}

/** With what the headers say: where to go on, the key; and no longer a wait than is allowed here. */
function inputFor(
  { operation, input, request }: Call,
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
