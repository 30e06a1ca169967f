import { connectionLost } from '../../src/client/errors.ts';
import type { Send } from '../../src/client/transport.ts';
import { send } from './api.ts';
import { sayConnection } from './connection.ts';

/** The daemon gives a sign of life every 10 s; a line that is silent for longer is dead, though nobody has said so. */
const silentMsMax = 25_000;

/** Sends as `send` does, says how the connection is, and breaks one off that has fallen silent. */
export const line: Send = async (sent) => {
  const silence = new AbortController();
  const signals = [silence.signal, sent.signal].filter((one) => one !== undefined);
  try {
    const response = await send({ ...sent, signal: AbortSignal.any(signals) });
    return new Response(response.body?.pipeThrough(guarded(silence)), { headers: response.headers });
  } catch (error) {
    sayConnection({ state: 'lost', since: Date.now() });
    throw error;
  }
};

function guarded(
  silence: AbortController,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setTimeout>;
  const expect = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(connectionLost(location.origin, 'silence')), silentMsMax);
  };
  return new TransformStream({
    start: expect,
    transform(chunk, controller) {
      expect();
      // Only now: what begins the stream says from where on everything is heard.
      sayConnection({ state: 'live' });
      controller.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });
}
