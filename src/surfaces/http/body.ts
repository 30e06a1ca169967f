import { ShoalError } from '../../domain/errors.ts';
import { RequestError } from './request-error.ts';

/** A request that sends its body slower than this is given up. */
const BODY_WITHIN_MS = 30_000;

/** The JSON object of a body of at most `bytesMax`; `{}` for none. */
export async function readJsonBody(request: Request, bytesMax: number): Promise<Record<string, unknown>> {
  const text = await readText(request, bytesMax);
  if (text.trim() === '') return {};
  // Of a form in a foreign page a browser asks nobody: it cannot send this type without asking.
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new RequestError('INVALID_INPUT', 'The body is not declared as JSON.', {
      hint: 'Send it with `Content-Type: application/json`.',
      status: 415,
    });
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>; // just checked
  throw new ShoalError('INVALID_INPUT', 'The body must be a JSON object.', {
    hint: 'Send the input as {"field": value, …}.',
  });
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > bytesMax) throw tooLarge(bytesMax);
  if (length !== null) return readDeclared(request);
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  }, BODY_WITHIN_MS);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      // A part of a body may look like a whole one.
      if (isLate) throw tooSlow();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > bytesMax) {
        await reader.cancel();
        throw tooLarge(bytesMax);
      }
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** No longer than it says, so it need not be counted: several times as fast as reading a stream. */
async function readDeclared(request: Request): Promise<string> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(tooSlow()), BODY_WITHIN_MS);
  try {
    return await Promise.race([request.text(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): RequestError {
  return new RequestError('TIMED_OUT', `The body did not come within ${BODY_WITHIN_MS / 1000} s.`, {
    hint: 'Send it again; nothing was done.',
    headers: { connection: 'close' },
  });
}

function tooLarge(bytesMax: number): RequestError {
  return new RequestError('LIMIT', `The body is larger than ${bytesMax} bytes.`, {
    hint: 'Send less at once, or raise httpBodyBytesMax in .shoal/config.json.',
    status: 413,
    details: { bytesMax },
    headers: { connection: 'close' },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ShoalError('INVALID_INPUT', `The body is no JSON: ${String(error)}`, {
      hint: 'Send {"field": value, …}.',
      cause: error,
    });
  }
}
