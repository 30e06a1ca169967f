import { type ErrorCode, errorCodes, ShoalError } from '../domain/errors.ts';

/** The refusal that an answer holds; undefined for a good one. Source of the form: RFC 9457. */
export async function refusalIn(response: Response): Promise<ShoalError | undefined> {
  const code = response.headers.get('shoal-error');
  if (code !== null) return fromHeaders(response.headers, code);
  if (response.ok && response.status !== 202) return undefined;
  const text = await response.text();
  return fromProblem(parsed(text)) ?? unknownAnswer(response.status, text);
}

/** The error that a problem document describes; undefined when it is none. */
export function fromProblem(problem: unknown): ShoalError | undefined {
  if (!isObject(problem) || !isCode(problem['code'])) return undefined;
  const { code, detail, hint, details } = problem;
  return new ShoalError(code as ErrorCode, String(detail), {
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(isObject(details) ? { details } : {}),
  }); // just checked
}

export function connectionLost(url: string, cause: unknown): ShoalError {
  return new ShoalError('BUSY', `No connection to ${url}.`, {
    hint: 'Is `shoal serve` running there? See `shoal serve status`.',
    cause,
  });
}

function fromHeaders(headers: Headers, code: string): ShoalError {
  const hint = headers.get('shoal-hint');
  const message = decodeURIComponent(headers.get('shoal-message') ?? '');
  const options = hint === null ? {} : { hint: decodeURIComponent(hint) };
  return new ShoalError(isCode(code) ? code : 'INTERNAL', message, options);
}

function unknownAnswer(status: number, text: string): ShoalError {
  return new ShoalError('INTERNAL', `The answer is no Shoal's: status ${status}, ${text.slice(0, 200)}`, {
    hint: 'Check the address: it should be the one that `shoal serve status` shows.',
  });
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
