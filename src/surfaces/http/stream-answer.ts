import { toShoalError } from '../cli/failure.ts';
import { problemOf } from './problem.ts';
import { frame, heartbeat, sseHeaders } from './sse.ts';

export interface StreamOptions {
  readonly heartbeatMs: number;
  /** Called once it has ended, or its reader has gone away. */
  readonly onEnd: () => void;
  readonly asLines: boolean;
}

/**
 * The values of a stream operation, each as it comes: as server-sent events, or as JSON lines. Nothing is read ahead of the
 * reader. A failure on the way is the last event; so is a proper end, so that it cannot be taken for a lost connection.
 */
export function streamAnswer(values: AsyncIterable<unknown>, options: StreamOptions): Response {
  const iterator = values[Symbol.asyncIterator]();
  const text = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (options.asLines) return;
      const beat = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(text.encode(heartbeat));
      };
      timer = setInterval(beat, options.heartbeatMs);
      timer.unref();
      // At once, so that the reader knows that it is connected.
      beat();
    },
    async pull(controller) {
      const { said, isOver } = await next(iterator, options.asLines);
      controller.enqueue(text.encode(said));
      if (!isOver) return;
      clearInterval(timer);
      controller.close();
      options.onEnd();
    },
    cancel() {
      clearInterval(timer);
      options.onEnd();
      void iterator.return?.();
    },
  });
  const headers = options.asLines
    ? { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
    : sseHeaders;
  return new Response(body, { headers });
}

async function next(
  iterator: AsyncIterator<unknown>,
  asLines: boolean,
): Promise<{ readonly said: string; readonly isOver: boolean }> {
  try {
    const { value, done } = await iterator.next();
    if (done === true) return { said: asLines ? '' : frame(null, { event: 'end' }), isOver: true };
    return { said: asLines ? `${JSON.stringify(value)}\n` : frame(value, idOf(value)), isOver: false };
  } catch (error) {
    const problem = problemOf(toShoalError(error));
    return {
      said: asLines ? `${JSON.stringify({ error: problem })}\n` : frame(problem, { event: 'error' }),
      isOver: true,
    };
  }
}

/** Events of the log have a `seq`, entries of a transcript an `n`: a reader goes on after the last one it has seen. */
function idOf(value: unknown): { id?: number } {
  if (typeof value !== 'object' || value === null) return {};
  const id = 'seq' in value ? value.seq : 'n' in value ? value.n : undefined;
  return typeof id === 'number' ? { id } : {};
}
