import type { ShoalError } from '../../domain/errors.ts';

/** Work to be done once the answer is out, such as noting that a message was seen. */
export interface Afterwards {
  readonly later: (work: () => Promise<void>) => void;
  readonly work: readonly (() => Promise<void>)[];
}

export function createAfterwards(): Afterwards {
  const work: (() => Promise<void>)[] = [];
  return { work, later: (one) => void work.push(one) };
}

/** A JSON answer. Nothing to do is `null`, and says why in headers. */
export function jsonAnswer(
  value: unknown,
  { work }: Afterwards,
  onError: (error: unknown) => void,
  status = 200,
): Response {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const text = JSON.stringify(value ?? null);
  return new Response(work.length === 0 ? text : thenWork(text, work, onError), { status, headers });
}

export function nothingAnswer({ code, message, hint }: ShoalError): Response {
  return new Response('null', {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'shoal-error': code,
      'shoal-message': encodeURIComponent(message),
      ...(hint === undefined ? {} : { 'shoal-hint': encodeURIComponent(hint) }),
    },
  });
}

/**
 * The stream is asked for more once its one piece has been taken to be sent, and cancelled when the client has gone: only
 * the first is evidence (law 12).
 */
function thenWork(
  text: string,
  work: readonly (() => Promise<void>)[],
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!isSent) {
          isSent = true;
          return controller.enqueue(new TextEncoder().encode(text));
        }
        try {
          for (const one of work) await one();
        } catch (error) {
          onError(error);
        }
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
