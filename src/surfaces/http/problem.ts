import { type ErrorCode, errorCodes, type ShoalError } from '../../domain/errors.ts';
import { toShoalError } from '../cli/failure.ts';

export interface ProblemOptions {
  /** Instead of the code's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one JSON form of an error over HTTP. Source: RFC 9457; `code`, `hint` and `details` are its extension members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function problemOf(error: ShoalError, status: number = errorCodes[error.code].http): Problem {
  return {
    type: `urn:shoal:error:${error.code}`,
    title: titleOf(error.code),
    status,
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details === undefined ? {} : { details: error.details }),
  };
}

export function problemResponse(error: unknown, { status, headers = {} }: ProblemOptions = {}): Response {
  const known = toShoalError(error);
  const problem = problemOf(known, status);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(problem.status === 429 || problem.status === 503 ? { 'retry-after': '1' } : {}),
      ...headers,
    },
  });
}

/** `NOT_FOUND` → `Not found`. */
function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
