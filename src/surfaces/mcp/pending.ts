import { ShoalError } from '../../domain/errors.ts';

/** Longer than this and a client may give up on the call: it gets a handle instead. */
export const ANSWER_WITHIN_MS = 25_000;
/** An operation that answers "pending" by itself gets a moment to do so. */
const GRACE_MS = 2_000;
/** Calls that wait at the same time, at most. */
const PENDING_MAX = 20;

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Calls that are running: each goes on after its first answer was "pending", until it is asked for or aborted. */
export interface Pending {
  start(run: (signal: AbortSignal) => Promise<unknown>): string;
  /** The handle, if it is known. */
  find(handle: unknown): string;
  /** The outcome, which is then forgotten; undefined when it takes longer. */
  wait(handle: string, signal: AbortSignal): Promise<Outcome | undefined>;
  abort(): void;
}

interface Running {
  readonly outcome: Promise<Outcome>;
  readonly controller: AbortController;
  abandon?: ReturnType<typeof setTimeout>;
}

/** `abandonAfterMs`: a call that nobody asks for any more is aborted; without it, when the connection ends. */
export function createPending(
  answerWithinMs = ANSWER_WITHIN_MS + GRACE_MS,
  abandonAfterMs?: number,
): Pending {
  const running = new Map<string, Running>();
  let count = 0;
  return {
    start(run) {
      if (running.size >= PENDING_MAX) {
        throw new ShoalError('LIMIT', `${PENDING_MAX} calls are pending already.`, {
          hint: 'Ask for one of them again with its handle.',
        });
      }
      const controller = new AbortController();
      const outcome = run(controller.signal).then(
        (value): Outcome => ({ value }),
        (error: unknown): Outcome => ({ error }),
      );
      const handle = `h${(count += 1)}`;
      running.set(handle, { outcome, controller });
      return handle;
    },
    find(handle) {
      if (typeof handle === 'string' && running.has(handle)) return handle;
      throw new ShoalError('NOT_FOUND', `No call is pending under the handle ${JSON.stringify(handle)}.`, {
        hint: 'It was answered already, or the server has been started anew: call again without a handle.',
      });
    },
    async wait(handle, signal) {
      const one = running.get(handle);
      if (one === undefined) return undefined;
      clearTimeout(one.abandon);
      const stop = () => one.controller.abort();
      signal.addEventListener('abort', stop, { once: true });
      const outcome = await withinTime(one.outcome, answerWithinMs);
      signal.removeEventListener('abort', stop);
      if (outcome !== undefined) running.delete(handle);
      else if (abandonAfterMs !== undefined) {
        one.abandon = setTimeout(() => {
          one.controller.abort();
          running.delete(handle);
        }, abandonAfterMs);
        one.abandon.unref();
      }
      return outcome;
    },
    abort() {
      for (const { controller } of running.values()) controller.abort();
    },
  };
}

async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
